#include "engine/rocksdb/commit_lane.h"

#include <fmt/core.h>
#include <rocksdb/write_batch.h>

#include <utility>

#include "base/result.h"
#include "engine/commit_version.h"
#include "engine/rocksdb/point_read.h"

namespace pixii::engine {
namespace {

rocksdb::WriteOptions LaneWriteOptions() {
  rocksdb::WriteOptions options;
  // A stall must not be waited out in the lane.
  options.no_slowdown = true;
  // Each record carries a checksum from here to the table. Computed by Write, after the versions
  // were patched.
  options.protection_bytes_per_key = 8;
  return options;
}

}  // namespace

CommitLane::CommitLane(FamilyDatabase& database, const PublishedSnapshot& published,
                       SchemaVersions& schemas, std::uint64_t base, Fatal& fatal)
    : database_(database),
      published_(published),
      schemas_(schemas),
      base_(base),
      fatal_(fatal),
      applied_(database.db().GetLatestSequenceNumber()) {}

CommitLane::Outcome CommitLane::Commit(BatchBuilder& batch, std::span<const Lock> locks,
                                       const SchemaVersions::Seen& seen, std::uint64_t& sequence) {
  static const rocksdb::WriteOptions options = LaneWriteOptions();
  MutexLock lane(mutex_);
  if (!schemas_.Unchanged(seen)) return Outcome::kSchemaChanged;
  changing_.clear();
  for (const BatchBuilder::Addition& addition : batch.additions()) {
    auto found = totals_.find(addition.counter);
    if (found == totals_.end()) return Outcome::kTotalsUnknown;
    changing_.push_back(&found->second);
  }
  for (std::size_t i = 0; i < changing_.size(); ++i) {
    const BatchBuilder::Addition& addition = batch.additions()[i];
    batch.SetTotal(addition.counter, WrappingSum(*changing_[i], addition.delta));
  }
  sequence = database_.db().GetLatestSequenceNumber() + 1;
  rocksdb::WriteBatch write(
      batch.Finish(sequence, CommitVersionOf(base_ + sequence), published_.sequence()));
  const rocksdb::Status status = database_.db().Write(options, &write);
  if (status.IsIncomplete()) return Outcome::kStalled;
  if (!status.ok()) {
    fatal_.End(fmt::format("the log cannot be written: {}", status.ToString()));
    return Outcome::kFailed;
  }
  // Only now: a stalled batch has changed nothing.
  for (std::size_t i = 0; i < changing_.size(); ++i) {
    *changing_[i] = WrappingSum(*changing_[i], batch.additions()[i].delta);
  }
  schemas_.Bump(locks, base_ + sequence);
  applied_.store(database_.db().GetLatestSequenceNumber(), std::memory_order_seq_cst);
  return Outcome::kCommitted;
}

Status CommitLane::LoadTotals(const BatchBuilder& batch, Wait wait) {
  for (const BatchBuilder::Addition& addition : batch.additions()) {
    {
      MutexLock lane(mutex_);
      if (totals_.contains(addition.counter)) continue;
    }
    ASSIGN_OR_RETURN(const std::int64_t total,
                     ReadCounter(database_, rocksdb::ReadOptions(), addition.counter, wait));
    // Nobody adds to a counter whose total is not in the map, so what was read is still right,
    // unless somebody else put it in meanwhile: then theirs counts.
    MutexLock lane(mutex_);
    totals_.try_emplace(addition.counter, total);
  }
  return {};
}

void CommitLane::ForgetTotals(Bytes begin, Bytes end) {
  MutexLock lane(mutex_);
  std::erase_if(totals_, [&](const auto& entry) {
    return Bytes(entry.first) >= begin && Bytes(entry.first) < end;
  });
}

CommitLane::Snapshot CommitLane::TakeSnapshot() {
  MutexLock lane(mutex_);
  return {database_.db().GetSnapshot(), schemas_.last()};
}

}  // namespace pixii::engine
