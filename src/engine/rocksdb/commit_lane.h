// The commit lane: one mutex through which every write goes, and the only source of versions. In it
// a batch learns its version, gets the running totals of its counters, and goes to memory and the
// log's buffer.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/fatal.h"
#include "base/mutex.h"
#include "engine/rocksdb/batch_builder.h"
#include "engine/rocksdb/families.h"
#include "engine/rocksdb/published_snapshot.h"
#include "engine/schema_versions.h"

namespace pixii::engine {

// Thread-safe.
class CommitLane {
 public:
  // All arguments must outlive it. `base` is added to sequence numbers to give versions.
  CommitLane(FamilyDatabase& database, const PublishedSnapshot& published, SchemaVersions& schemas,
             std::uint64_t base, Fatal& fatal);

  enum class Outcome : std::uint8_t {
    kCommitted,
    kSchemaChanged,  // A schema lock that it shares was bumped: run the body again.
    kTotalsUnknown,  // LoadTotals, then try again.
    kStalled,        // The store asks for fewer writes: leave the locks, wait, run again.
    kFailed,         // Fatal was called.
  };
  // Takes the bytes of `batch` unless the outcome is kSchemaChanged or kTotalsUnknown. `sequence`
  // becomes that of its first record.
  Outcome Commit(BatchBuilder& batch, std::span<const Lock> locks, const SchemaVersions::Seen& seen,
                 std::uint64_t& sequence);

  // Reads the stored totals of the batch's counters that are not known yet. May answer kWouldBlock
  // with Wait::kNo.
  Status LoadTotals(const BatchBuilder& batch, Wait wait);
  // Counters in [begin, end) are never added to again.
  void ForgetTotals(Bytes begin, Bytes end);

  struct Snapshot {
    const rocksdb::Snapshot* snapshot;  // the caller releases it
    std::uint64_t schema_version;
  };
  // The latest state, with the schema version that belongs to it.
  Snapshot TakeSnapshot();

  // The last sequence number that was written; grows before Commit returns. Sequentially
  // consistent.
  std::uint64_t applied() const { return applied_.load(std::memory_order_seq_cst); }

 private:
  struct BytesHash {
    using is_transparent = void;
    std::size_t operator()(Bytes bytes) const { return std::hash<Bytes>()(bytes); }
  };
  using Totals = std::unordered_map<std::string, std::int64_t, BytesHash, std::equal_to<>>;

  FamilyDatabase& database_;
  const PublishedSnapshot& published_;
  SchemaVersions& schemas_;
  const std::uint64_t base_;
  Fatal& fatal_;

  Mutex mutex_;
  Totals totals_ GUARDED_BY(mutex_);
  std::vector<std::int64_t*> changing_ GUARDED_BY(mutex_);  // scratch of Commit
  std::atomic<std::uint64_t> applied_;
};

}  // namespace pixii::engine
