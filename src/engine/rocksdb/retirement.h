// Retirement: gives back the space of dead ranges, in the background.
//
// For each range: wait until every Reader from before is gone, tell the compaction filter, delete
// the table files that lie wholly inside, then compact the rest away in slices at a bounded rate,
// so that others hardly notice, until a look at the range finds nothing. What fails, because the
// disk has no room for a compaction, is tried again and again.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "engine/engine.h"
#include "engine/rocksdb/dead_ranges.h"
#include "engine/rocksdb/families.h"
#include "engine/rocksdb/syncer.h"

namespace pixii::engine {

// Thread-safe. Its thread starts with the first range.
class Retirement {
 public:
  // All arguments must outlive it; the syncer must have been told to StopWaiting() before it is
  // destroyed.
  Retirement(FamilyDatabase& database, Syncer& syncer, std::shared_ptr<DeadRanges> dead)
      : database_(database), syncer_(syncer), dead_(std::move(dead)) {}
  // Stops between two slices.
  ~Retirement();

  // Idempotent.
  void Retire(Bytes begin, Bytes end, Family family);
  // True once the space of a range that was given to Retire is back. Long after that it is
  // forgotten.
  bool Retired(Bytes begin, Bytes end) const;

 private:
  struct Work {
    Family family;
    bool is_freed = false;
    bool failed_before = false;
  };
  // By begin and end.
  using Works = std::map<std::pair<std::string, std::string>, Work>;
  struct DeadRange {
    const std::string& begin;
    const std::string& end;
    Family family;
  };
  struct Slice {
    std::string end;  // it begins where the one before ends
    std::uint64_t size_bytes = 0;
  };

  void Run();
  // False: the engine ends.
  bool AwaitWork(Works::iterator& work) REQUIRES(mutex_);
  void NoteFreed(Works::iterator work) REQUIRES(mutex_);
  Status Free(const DeadRange& range);
  Status CompactSlice(const DeadRange& range, const std::string& begin, const Slice& slice);
  std::vector<Slice> SlicesOf(const DeadRange& range);
  bool IsEmpty(const DeadRange& range);

  FamilyDatabase& database_;
  Syncer& syncer_;
  std::shared_ptr<DeadRanges> dead_;

  mutable Mutex mutex_;
  CondVar changed_;
  Works works_ GUARDED_BY(mutex_);
  std::deque<Works::iterator> queue_ GUARDED_BY(mutex_);
  std::deque<Works::iterator> failed_ GUARDED_BY(mutex_);
  std::chrono::steady_clock::time_point retry_at_ GUARDED_BY(mutex_);  // the first of failed_
  std::deque<Works::iterator> freed_ GUARDED_BY(mutex_);               // the oldest first
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace pixii::engine
