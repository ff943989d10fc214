#include "engine/rocksdb/free_space.h"

#include <fmt/core.h>
#include <pthread.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/sst_file_manager.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/limits.h"
#include "base/log.h"

namespace pixii::engine {
namespace {

constexpr std::uint64_t kMegabyte = 1024 * 1024;
// More than any store holds: see LimitCompactions.
constexpr std::uint64_t kStoreSizeBytesMax = std::uint64_t{1} << 62;

// Less, and deletes are refused too.
std::uint64_t LastBytes(std::uint64_t bytes_min) { return bytes_min / 4; }

// What cannot be known is plenty.
std::uint64_t FreeBytes(rocksdb::FileSystem& files, const std::string& directory) {
  std::uint64_t free_bytes = 0;
  const bool known = files.GetFreeSpace(directory, {}, &free_bytes, nullptr).ok();
  return known ? free_bytes : UINT64_MAX;
}

// RocksDB asks before a compaction whether its input, what others are writing, a buffer and all
// tables together stay below a greatest size. The buffer is set so that this is true as long as
// they fit into what is free now. The greatest size itself must never be reached: RocksDB takes
// that for a failed write.
void LimitCompactions(rocksdb::SstFileManager& tables, std::uint64_t free_bytes,
                      std::uint64_t bytes_min) {
  const std::uint64_t reserve_bytes = std::min(free_bytes, bytes_min);
  const std::uint64_t room_bytes = std::min(free_bytes - reserve_bytes, kStoreSizeBytesMax / 2);
  tables.SetCompactionBufferSize(kStoreSizeBytesMax - room_bytes - tables.GetTotalSize());
}

}  // namespace

FreeSpace::FreeSpace(std::string directory, std::shared_ptr<rocksdb::FileSystem> files,
                     std::shared_ptr<rocksdb::SstFileManager> tables, std::uint64_t bytes_min,
                     std::shared_ptr<Ballast> ballast)
    : directory_(std::move(directory)),
      files_(std::move(files)),
      tables_(std::move(tables)),
      bytes_min_(bytes_min),
      ballast_(std::move(ballast)) {
  if (bytes_min_ == 0) return;
  thread_ = std::thread([this] { Run(); });
}

FreeSpace::~FreeSpace() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  stops_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<rocksdb::SstFileManager> FreeSpace::PrepareStart(
    const std::string& directory, const std::shared_ptr<rocksdb::FileSystem>& files,
    std::uint64_t bytes_min, Ballast& ballast) {
  std::shared_ptr<rocksdb::SstFileManager> tables(
      rocksdb::NewSstFileManager(rocksdb::Env::Default(), files));
  if (bytes_min == 0) return tables;
  const std::uint64_t free_bytes = FreeBytes(*files, directory);
  if (free_bytes < bytes_min && ballast.GiveBack()) {
    Log(LogLevel::kWarn, "the disk of {} is full: the start takes the space of its ballast",
        directory);
  }
  tables->SetMaxAllowedSpaceUsage(kStoreSizeBytesMax);
  LimitCompactions(*tables, free_bytes, bytes_min);
  return tables;
}

Status FreeSpace::Check(std::size_t write_size_bytes, bool store_grows) {
  if (bytes_min_ == 0) return {};
  const auto size_bytes = static_cast<std::int64_t>(write_size_bytes);
  if (bytes_until_look_.fetch_sub(size_bytes, std::memory_order_relaxed) > size_bytes) return {};
  const std::uint64_t needed_bytes = store_grows ? bytes_min_ : LastBytes(bytes_min_);
  if (MeasureAlone() >= needed_bytes) return {};
  return std::unexpected(
      Error{Errc::kNoSpace,
            fmt::format("Less than {} MB free in {}: {}.", needed_bytes / kMegabyte, directory_,
                        store_grows ? "writes are refused, reads and deletes go on"
                                    : "writes and deletes are refused, reads go on")});
}

// Who measured plenty some time ago must not end the refusals of who measured since.
std::uint64_t FreeSpace::MeasureAlone() {
  MutexLock lock(mutex_);
  return Measure();
}

std::uint64_t FreeSpace::Measure() {
  const std::uint64_t free_bytes = FreeBytes(*files_, directory_);
  bytes_until_look_.store(free_bytes >= bytes_min_ ? kEngineFreeSpaceCheckBytes : 0,
                          std::memory_order_relaxed);
  return free_bytes;
}

void FreeSpace::Look() {
  MutexLock lock(mutex_);  // Two looks at once could act on what one of them saw before.
  const std::uint64_t free_bytes = Measure();
  LimitCompactions(*tables_, free_bytes, bytes_min_);
  if (free_bytes < LastBytes(bytes_min_)) {
    if (ballast_->GiveBack()) {
      Log(LogLevel::kError, "less than {} MB free in {}: the ballast is given back",
          LastBytes(bytes_min_) / kMegabyte, directory_);
    }
  } else if (free_bytes < 8 * bytes_min_ && free_bytes >= 2 * bytes_min_ && !ballast_->is_there()) {
    ballast_->LayBy();
  }
}

void FreeSpace::Run() {
  ::pthread_setname_np(::pthread_self(), "pixii-space");
  for (;;) {
    Look();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    MutexLock lock(mutex_);
    while (!stopping_ && stops_.WaitUntil(mutex_, end)) {
    }
    if (stopping_) return;
  }
}

}  // namespace pixii::engine
