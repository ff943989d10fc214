#include "engine/rocksdb/retirement.h"

#include <rocksdb/convenience.h>
#include <rocksdb/iterator.h>
#include <rocksdb/metadata.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "engine/rocksdb/batch_builder.h"

namespace pixii::engine {
namespace {

rocksdb::Slice SliceOf(const std::string& bytes) { return {bytes.data(), bytes.size()}; }

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
  for (const Work& work : works_) {
    if (work.begin == begin && work.end == end) return;
  }
  works_.push_back({std::string(begin), std::string(end), family});
  if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
  changed_.NotifyAll();
}

bool Retirement::Retired(Bytes begin, Bytes end) const {
  MutexLock lock(mutex_);
  return std::any_of(works_.begin(), works_.end(), [&](const Work& work) {
    return work.done && work.begin <= begin && work.end >= end;
  });
}

void Retirement::Run() {
  std::size_t next = 0;
  for (;;) {
    Work* work;
    {
      MutexLock lock(mutex_);
      while (!stopping_ && next >= works_.size()) changed_.Wait(mutex_);
      if (stopping_) return;
      work = &works_[next++];
    }
    if (!syncer_.AwaitReadersGone()) return;
    dead_->Add(work->begin, work->end);
    const bool freed = Free(*work);
    if (freed) dead_->Remove(work->begin, work->end);
    MutexLock lock(mutex_);
    if (stopping_) return;
    work->done = freed;
  }
}

// False if it was stopped or failed: the catalog asks again after the next start.
bool Retirement::Free(const Work& work) {
  const rocksdb::Slice begin = SliceOf(work.begin);
  const rocksdb::Slice end = SliceOf(work.end);
  rocksdb::ColumnFamilyHandle& family = database_.handle(work.family);
  const rocksdb::Status status =
      rocksdb::DeleteFilesInRange(&database_.db(), &family, &begin, &end, /*include_end=*/false);
  if (!status.ok()) {
    Log(LogLevel::kError, "the space of a dropped range cannot be freed: {}", status.ToString());
    return false;
  }
  // A compaction that began before its filter could know the range may put rows of it where a pass
  // does not look any more. Once it has ended, the next pass finds them.
  for (int pass = 0; pass < kEngineRetirePassesMax; ++pass) {
    std::string slice_begin = work.begin;
    for (const Slice& slice : SlicesOf(work)) {
      if (!CompactSlice(work, slice_begin, slice)) return false;
      slice_begin = slice.end;
    }
    if (IsEmpty(work)) return true;
  }
  Log(LogLevel::kError, "a dropped range still holds data after {} compactions",
      kEngineRetirePassesMax);
  return false;
}

bool Retirement::IsEmpty(const Work& work) {
  const rocksdb::Slice end(work.end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> rows(
      database_.db().NewIterator(options, &database_.handle(work.family)));
  rows->Seek(work.begin);
  if (rows->Valid() && rows->key() == rocksdb::Slice(kVersionKey)) rows->Next();
  return !rows->Valid() && rows->status().ok();
}

// Borders of slices are the first keys of the table files that are left.
std::vector<Retirement::Slice> Retirement::SlicesOf(const Work& work) {
  rocksdb::ColumnFamilyMetaData about;
  database_.db().GetColumnFamilyMetaData(&database_.handle(work.family), &about);
  std::vector<std::pair<std::string, std::uint64_t>> files;
  for (const rocksdb::LevelMetaData& level : about.levels) {
    for (const rocksdb::SstFileMetaData& file : level.files) {
      if (file.largestkey < work.begin || file.smallestkey >= work.end) continue;
      files.push_back({std::max(file.smallestkey, work.begin), file.size});
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
  slices.push_back({work.end, size_bytes});
  return slices;
}

bool Retirement::CompactSlice(const Work& work, const std::string& begin, const Slice& slice) {
  const auto started = std::chrono::steady_clock::now();
  rocksdb::CompactRangeOptions options;
  // Others' compactions go on beside it.
  options.exclusive_manual_compaction = false;
  // The lowest level too, or nothing of it would be dropped; but no file that this call wrote.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  const rocksdb::Slice from = SliceOf(begin);
  const rocksdb::Slice to = SliceOf(slice.end);
  const rocksdb::Status status =
      database_.db().CompactRange(options, &database_.handle(work.family), &from, &to);
  MutexLock lock(mutex_);
  if (!status.ok()) {
    if (!stopping_) {
      Log(LogLevel::kError, "the space of a dropped range cannot be freed: {}", status.ToString());
    }
    return false;
  }
  const auto pace =
      std::chrono::microseconds(slice.size_bytes * 1'000'000 / kEngineRetireBytesPerSecond);
  while (!stopping_ && changed_.WaitUntil(mutex_, started + pace)) {
  }
  return !stopping_;
}

}  // namespace pixii::engine
