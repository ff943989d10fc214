// Retirement: gives back the space of dead ranges, in the background.
//
// For each range: wait until every Reader from before is gone, tell the compaction filter, delete
// the table files that lie wholly inside, then compact the rest away in slices at a bounded rate,
// so that others hardly notice, until a look at the range finds nothing.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <thread>
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
  // True once the space of a range that was given to Retire is back.
  bool Retired(Bytes begin, Bytes end) const;

 private:
  struct Work {
    std::string begin;
    std::string end;
    Family family;
    bool done = false;
  };
  struct Slice {
    std::string end;  // it begins where the one before ends
    std::uint64_t size_bytes = 0;
  };

  void Run();
  bool Free(const Work& work);
  bool CompactSlice(const Work& work, const std::string& begin, const Slice& slice);
  std::vector<Slice> SlicesOf(const Work& work);
  bool IsEmpty(const Work& work);

  FamilyDatabase& database_;
  Syncer& syncer_;
  std::shared_ptr<DeadRanges> dead_;

  mutable Mutex mutex_;
  CondVar changed_;
  // In the order of the calls; references stay valid.
  std::deque<Work> works_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace pixii::engine
