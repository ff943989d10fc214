#include "engine/rocksdb/testing/test_directory.h"

#include <cstdlib>
#include <filesystem>

#include "base/check.h"

namespace pixii::engine {

TestDirectory::TestDirectory(bool on_disk) {
  const std::filesystem::path memory = "/dev/shm";
  const std::filesystem::path parent = !on_disk && std::filesystem::is_directory(memory)
                                           ? memory
                                           : std::filesystem::temp_directory_path();
  path_ = (parent / "pixii-engine-XXXXXX").string();
  CHECK(mkdtemp(path_.data()) != nullptr);
}

TestDirectory::~TestDirectory() {
  std::error_code ignored;  // the test has its result
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace pixii::engine
