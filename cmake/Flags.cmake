# Compiler flags of our own code. No -march: simdjson and libdeflate choose their code at run time.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g -D_GLIBCXX_ASSERTIONS")

find_program(ccache ccache)
if(ccache)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache})
endif()

set(PIXII_SANITIZER "" CACHE STRING "address, thread, fuzzer or nothing")
if(PIXII_SANITIZER)
  set(sanitizers_address address,undefined)
  set(sanitizers_thread thread)
  set(sanitizers_fuzzer address,undefined,fuzzer-no-link)
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -D_GLIBCXX_ASSERTIONS -fno-omit-frame-pointer")
  add_compile_options(-fsanitize=${sanitizers_${PIXII_SANITIZER}} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitizers_${PIXII_SANITIZER}})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  # One file that runs anywhere: only libc and libm are shared, no path of this machine is in it.
  # The system's RocksDB and simdjson may be shared libraries, which bring their own libstdc++.
  if(NOT PIXII_ROCKSDB STREQUAL "system")
    add_link_options(-static-libstdc++ -static-libgcc)
  endif()
  add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
endif()

# A change of one file links a dozen debug programs anew: gold, which comes with the compiler, takes
# half the time of the default linker.
find_program(gold ld.gold)
if(gold AND CMAKE_BUILD_TYPE STREQUAL "Debug" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU"
    AND NOT PIXII_SANITIZER)
  add_link_options(-fuse-ld=gold)
endif()

# Warnings of our own files; programs and libraries get them by pixii_own_code().
set(pixii_warnings -Wall -Wextra -Werror -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports both falsely in inlined std::string operations (GCC bugs 105651 and 105329).
  list(APPEND pixii_warnings -Wno-restrict -Wno-stringop-overread)
  if(PIXII_SANITIZER)
    # The checks that a sanitizer inserts confuse the flow analysis.
    list(APPEND pixii_warnings -Wno-maybe-uninitialized -Wno-mismatched-new-delete)
  endif()
  if(PIXII_SANITIZER STREQUAL "thread")
    # Asio's fences, which ThreadSanitizer does not see; what they order is behind mutexes too.
    list(APPEND pixii_warnings -Wno-tsan)
  endif()
else()
  list(APPEND pixii_warnings -Wthread-safety)
endif()

function(pixii_own_code target)
  target_compile_options(${target} PRIVATE ${pixii_warnings})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
endfunction()
