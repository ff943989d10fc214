#include "engine/rocksdb/testing/page_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "base/check.h"

namespace pixii::engine {
namespace {

// A page that another thread of the kernel has in hand at the moment is dropped the next time.
constexpr int kAttempts = 100;

class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : descriptor_(open(path.c_str(), O_RDONLY)) {
    CHECK(descriptor_ >= 0);
  }
  ~OpenFile() { close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void Drop() {
    fsync(descriptor_);
    posix_fadvise(descriptor_, 0, 0, POSIX_FADV_DONTNEED);
  }

  std::size_t CountPagesInMemory() {
    struct stat facts{};
    CHECK(fstat(descriptor_, &facts) == 0);
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (size == 0) return 0;
    void* const map = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor_, 0);
    CHECK(map != MAP_FAILED);
    const auto page_size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> pages((size + page_size - 1) / page_size);
    CHECK(mincore(map, size, pages.data()) == 0);
    munmap(map, size);
    return static_cast<std::size_t>(
        std::count_if(pages.begin(), pages.end(), [](unsigned char page) { return page & 1; }));
  }

 private:
  const int descriptor_;
};

}  // namespace

std::string DropFromMemory(const std::string& path) {
  OpenFile file(path);
  std::size_t left = 0;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    file.Drop();
    left = file.CountPagesInMemory();
    if (left == 0) return {};
  }
  return fmt::format("{} pages of {} stay in memory: this file system does not drop them", left,
                     path);
}

bool MustDropPages(const std::string& path) {
  struct statfs facts{};
  CHECK(statfs(path.c_str(), &facts) == 0);
  return facts.f_type == EXT4_SUPER_MAGIC;
}

}  // namespace pixii::engine
