# Everything from outside, as targets; all static but libc and libm. docs/dependencies.md says why
# each is here.
set(OPENSSL_USE_STATIC_LIBS TRUE)
find_package(OpenSSL REQUIRED)
find_package(Threads REQUIRED)
find_package(GTest REQUIRED)
find_library(deflate_library libdeflate.a REQUIRED)
find_library(lz4_library liblz4.a REQUIRED)

# The folder where a script of scripts/ keeps a library that was built from source.
function(pixii_cached script variant out)
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/${script} --path ${variant}
    OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  if(NOT EXISTS ${folder}/lib)
    message(FATAL_ERROR "${folder} is missing: run scripts/${script} ${variant}")
  endif()
  set(${out} ${folder} PARENT_SCOPE)
endfunction()

# fmt: Debian has it as a shared library only.
add_library(pixii_fmt STATIC cmake/fmt.cc)
add_library(pixii::fmt ALIAS pixii_fmt)

# Abseil's containers (btree, hash map). Its CMake package knows the shared libraries only.
add_library(pixii::absl INTERFACE IMPORTED)
foreach(name raw_hash_set hash city low_level_hash bad_variant_access bad_optional_access
    hashtablez_sampler throw_delegate raw_logging_internal log_severity)
  find_library(absl_${name} libabsl_${name}.a REQUIRED)
  target_link_libraries(pixii::absl INTERFACE ${absl_${name}})
endforeach()

add_library(pixii::deflate INTERFACE IMPORTED)
target_link_libraries(pixii::deflate INTERFACE ${deflate_library})

add_library(pixii::asio INTERFACE IMPORTED)
target_link_libraries(pixii::asio INTERFACE Threads::Threads)

# RocksDB: Debian's source in Release mode, or an installed one of 7.8 or newer. The library that
# runs under ThreadSanitizer is built with it. simdjson: Debian has it as a shared library only, so
# it is built from Debian's source too.
set(PIXII_ROCKSDB "cached" CACHE STRING "cached (built by scripts/) or system; simdjson likewise")
if(PIXII_ROCKSDB STREQUAL "system")
  find_package(RocksDB 7.8 CONFIG REQUIRED)
  find_package(simdjson CONFIG REQUIRED)
  add_library(pixii::rocksdb INTERFACE IMPORTED)
  target_link_libraries(pixii::rocksdb INTERFACE RocksDB::rocksdb)
  add_library(pixii::simdjson INTERFACE IMPORTED)
  target_link_libraries(pixii::simdjson INTERFACE simdjson::simdjson)
else()
  set(variant plain)
  if(PIXII_SANITIZER STREQUAL "thread")
    set(variant tsan)
  endif()
  pixii_cached(build_rocksdb ${variant} rocksdb)
  add_library(pixii::rocksdb STATIC IMPORTED)
  set_target_properties(pixii::rocksdb PROPERTIES
    IMPORTED_LOCATION ${rocksdb}/lib/librocksdb.a
    INTERFACE_INCLUDE_DIRECTORIES ${rocksdb}/include
    INTERFACE_LINK_LIBRARIES "${lz4_library};Threads::Threads;dl")
  pixii_cached(build_simdjson plain simdjson)
  add_library(pixii::simdjson STATIC IMPORTED)
  set_target_properties(pixii::simdjson PROPERTIES
    IMPORTED_LOCATION ${simdjson}/lib/libsimdjson.a
    INTERFACE_INCLUDE_DIRECTORIES ${simdjson}/include)
endif()

# Boost.Beast 1.81 aborts with assertions on when a chunked end arrives in two pieces.
set_source_files_properties(src/http/request_parser.cc PROPERTIES
  COMPILE_DEFINITIONS BOOST_DISABLE_ASSERTS)
