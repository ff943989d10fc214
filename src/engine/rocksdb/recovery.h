// Recovery: which records of the log a start takes back.
//
// The log may end in a torn tail, and after a power cut even have holes: a later record readable,
// an earlier one gone. Records form a chain by their sequence numbers. A start takes the unbroken
// chain that begins exactly where the flushed data ends, and nothing beyond its first gap, so no
// commit survives without all commits before it. Each record also carries the sequence number that
// was durable when it was written (the mark): if a readable mark lies beyond the chain,
// acknowledged data is missing, and the start is refused before anything on disk was changed.
#pragma once

#include <rocksdb/options.h>
#include <rocksdb/wal_filter.h>

#include <cstdint>
#include <string>

#include "engine/engine.h"

namespace pixii::engine {

// What the first pass found.
struct RecoveryPlan {
  std::uint64_t flushed = 0;  // Every family has everything up to here in table files.
  std::uint64_t end = 0;      // The last sequence number of the chain, or `flushed` without one.
};

// The first pass: opens `directory` read-only, takes no record of the log and changes nothing but
// that the log's bytes are synced. `settings` are those of the second pass.
Result<RecoveryPlan> PlanRecovery(const rocksdb::Options& settings, const std::string& directory);

// The second pass's filter: takes the chain after plan.flushed, ignores the rest. RocksDB calls it
// on one thread.
class ChainFilter final : public rocksdb::WalFilter {
 public:
  explicit ChainFilter(const RecoveryPlan& plan) : flushed_(plan.flushed), end_(plan.flushed) {}
  const char* Name() const override { return "PixiiChain"; }
  WalProcessingOption LogRecordFound(unsigned long long log_number, const std::string& log_name,
                                     const rocksdb::WriteBatch& batch,
                                     rocksdb::WriteBatch* new_batch, bool* changed) override;
  // The last sequence number taken.
  std::uint64_t end() const { return end_; }

 private:
  std::uint64_t flushed_;
  std::uint64_t end_;
  bool broken_ = false;
};

}  // namespace pixii::engine
