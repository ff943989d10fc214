#include "engine/rocksdb/free_space.h"

#include <fmt/core.h>
#include <sys/statvfs.h>

#include "base/limits.h"

namespace pixii::engine {

Status FreeSpaceGuard::Check(std::size_t write_size_bytes) {
  if (bytes_min_ == 0) return {};
  const auto size_bytes = static_cast<std::int64_t>(write_size_bytes);
  if (bytes_until_look_.fetch_sub(size_bytes, std::memory_order_relaxed) > size_bytes) return {};
  struct statvfs about;
  if (statvfs(directory_.c_str(), &about) != 0) return {};
  const std::uint64_t free_bytes = static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
  if (free_bytes >= bytes_min_) {
    bytes_until_look_.store(kEngineFreeSpaceCheckBytes, std::memory_order_relaxed);
    return {};
  }
  bytes_until_look_.store(0, std::memory_order_relaxed);
  return std::unexpected(
      Error{Errc::kNoSpace,
            fmt::format("Less than {} MB free in {}: writes are refused, reads and deletes go on.",
                        bytes_min_ / (1024 * 1024), directory_)});
}

}  // namespace pixii::engine
