// A directory for one test, removed at its end. In memory where the system has such a place: the
// tests are about what is written, not about the disk.
#pragma once

#include <string>

namespace pixii::engine {

class TestDirectory {
 public:
  // `on_disk`: not in memory.
  explicit TestDirectory(bool on_disk = false);
  ~TestDirectory();
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace pixii::engine
