#include "engine/rocksdb/retirement.h"

#include <fmt/core.h>
#include <rocksdb/convenience.h>
#include <rocksdb/iterator.h>
#include <rocksdb/metadata.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "base/result.h"
#include "engine/rocksdb/batch_builder.h"

namespace pixii::engine {
namespace {

// A compaction that is refused keeps RocksDB's thread for a second, so of all ranges that failed
// one is tried in this time.
constexpr std::chrono::seconds kRetryInterval{3};

// Who asks whether a range is freed does so long before as many others are. One that is forgotten
// is freed once more when it is retired again, which costs little.
constexpr std::size_t kFreedMax = 4096;

std::unexpected<Error> Failure(std::string what) {
  return std::unexpected(Error{Errc::kUnavailable, std::move(what)});
}

}  // namespace

Retirement::~Retirement() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void Retirement::Retire(Bytes begin, Bytes end, Family family) {
  MutexLock lock(mutex_);
  const auto [work, is_new] =
      works_.try_emplace({std::string(begin), std::string(end)}, Work{family});
  if (!is_new) return;
  queue_.push_back(work);
  if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
  changed_.NotifyAll();
}

bool Retirement::Retired(Bytes begin, Bytes end) const {
  MutexLock lock(mutex_);
  const auto work = works_.find({std::string(begin), std::string(end)});
  return work != works_.end() && work->second.is_freed;
}

bool Retirement::AwaitWork(Works::iterator& work) {
  for (;;) {
    if (stopping_) return false;
    const bool has_new = !queue_.empty();
    if (!has_new && failed_.empty()) {
      changed_.Wait(mutex_);
    } else if (has_new || !changed_.WaitUntil(mutex_, retry_at_)) {
      std::deque<Works::iterator>& from = has_new ? queue_ : failed_;
      work = from.front();
      from.pop_front();
      return true;
    }
  }
}

void Retirement::Run() {
  for (;;) {
    Works::iterator work;
    bool failed_before;
    {
      MutexLock lock(mutex_);
      if (!AwaitWork(work)) return;
      failed_before = work->second.failed_before;
    }
    const auto& [begin, end] = work->first;
    // A range that failed is still among the dead ones.
    if (!failed_before) {
      if (!syncer_.AwaitReadersGone()) return;
      dead_->Add(begin, end);
    }
    const Status freed = Free({begin, end, work->second.family});
    if (freed) dead_->Remove(begin, end);
    MutexLock lock(mutex_);
    if (stopping_) return;
    if (freed) {
      NoteFreed(work);
      continue;
    }
    if (!failed_before) {
      Log(LogLevel::kError, "the space of a dropped range cannot be freed yet: {}",
          freed.error().what);
    }
    work->second.failed_before = true;
    failed_.push_back(work);
    retry_at_ = std::chrono::steady_clock::now() + kRetryInterval;
  }
}

void Retirement::NoteFreed(Works::iterator work) {
  work->second.is_freed = true;
  freed_.push_back(work);
  if (freed_.size() <= kFreedMax) return;
  works_.erase(freed_.front());
  freed_.pop_front();
}

Status Retirement::Free(const DeadRange& range) {
  const rocksdb::Slice begin(range.begin);
  const rocksdb::Slice end(range.end);
  rocksdb::ColumnFamilyHandle& family = database_.handle(range.family);
  const rocksdb::Status status =
      rocksdb::DeleteFilesInRange(&database_.db(), &family, &begin, &end, /*include_end=*/false);
  if (!status.ok()) return Failure(status.ToString());
  // A compaction that began before its filter could know the range may put rows of it where a pass
  // does not look any more. Once it has ended, the next pass finds them.
  for (int pass = 0; pass < kEngineRetirePassesMax; ++pass) {
    std::string slice_begin = range.begin;
    for (const Slice& slice : SlicesOf(range)) {
      RETURN_IF_ERROR(CompactSlice(range, slice_begin, slice));
      slice_begin = slice.end;
    }
    if (IsEmpty(range)) return {};
  }
  return Failure(fmt::format("it still holds data after {} compactions", kEngineRetirePassesMax));
}

bool Retirement::IsEmpty(const DeadRange& range) {
  const rocksdb::Slice end(range.end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> rows(
      database_.db().NewIterator(options, &database_.handle(range.family)));
  rows->Seek(range.begin);
  if (rows->Valid() && rows->key() == rocksdb::Slice(kVersionKey)) rows->Next();
  return !rows->Valid() && rows->status().ok();
}

// Borders of slices are the first keys of the table files that are left.
std::vector<Retirement::Slice> Retirement::SlicesOf(const DeadRange& range) {
  rocksdb::ColumnFamilyMetaData about;
  database_.db().GetColumnFamilyMetaData(&database_.handle(range.family), &about);
  std::vector<std::pair<std::string, std::uint64_t>> files;
  for (const rocksdb::LevelMetaData& level : about.levels) {
    for (const rocksdb::SstFileMetaData& file : level.files) {
      if (file.largestkey < range.begin || file.smallestkey >= range.end) continue;
      files.push_back({std::max(file.smallestkey, range.begin), file.size});
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Slice> slices;
  std::uint64_t size_bytes = 0;
  for (const auto& [smallest, file_size_bytes] : files) {
    if (size_bytes >= kEngineRetireSliceBytes) {
      slices.push_back({smallest, size_bytes});
      size_bytes = 0;
    }
    size_bytes += file_size_bytes;
  }
  slices.push_back({range.end, size_bytes});
  return slices;
}

Status Retirement::CompactSlice(const DeadRange& range, const std::string& begin,
                                const Slice& slice) {
  const auto started = std::chrono::steady_clock::now();
  rocksdb::CompactRangeOptions options;
  // Others' compactions go on beside it.
  options.exclusive_manual_compaction = false;
  // The lowest level too, or nothing of it would be dropped; but no file that this call wrote.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  const rocksdb::Slice from(begin);
  const rocksdb::Slice to(slice.end);
  const rocksdb::Status status =
      database_.db().CompactRange(options, &database_.handle(range.family), &from, &to);
  if (!status.ok()) return Failure(status.ToString());
  MutexLock lock(mutex_);
  const auto pace =
      std::chrono::microseconds(slice.size_bytes * 1'000'000 / kEngineRetireBytesPerSecond);
  while (!stopping_ && changed_.WaitUntil(mutex_, started + pace)) {
  }
  if (stopping_) return Failure("the store is closed");
  return {};
}

}  // namespace pixii::engine
