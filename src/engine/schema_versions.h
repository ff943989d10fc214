// SchemaVersions: the schema locks of the embedded engines, and the global schema version.
//
// A key belongs to one of 1,024 slots by its hash; a slot holds the version of the last commit that
// held a kSchema lock in it. A transaction with kSchemaShared locks looks at its slots before its
// body runs and compares them in the commit lane: any number of them run at once, and a change of
// schema in between makes them run again. The order inside one attempt is
//
//   stripes -> Look -> body -> [lane: Unchanged ? apply the writes, Bump : leave, run again] ->
//   release the stripes
//
// at most kEngineRerunsMax reruns, then Errc::kConflict. A discard compares nothing: it takes
// effect at its reads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "engine/engine.h"

namespace pixii::engine {

// Look() and last() are for any thread; Unchanged() and Bump() only for the holder of the commit
// lane.
class SchemaVersions {
 public:
  // What the shared locks of one attempt saw. Reusable: Look() fills it anew.
  class Seen {
   private:
    friend class SchemaVersions;
    using Entry = std::pair<std::uint16_t, std::uint64_t>;  // slot, its version
    std::size_t count_ = 0;
    std::array<Entry, 4> few_;
    std::vector<Entry> many_;
  };

  // `version`: what last() answers until the first Bump(). After a restart any version at or below
  // the newest one will do, since no table cached before it is left.
  explicit SchemaVersions(std::uint64_t version = 0) : last_(version) {}

  // Notes the slots of the kSchemaShared locks. Before the body's first read.
  void Look(std::span<const Lock> locks, Seen& seen) const;
  // True if none of these slots was bumped since.
  bool Unchanged(const Seen& seen) const;
  // Notes that the commit `version` held these locks; does nothing if none is kSchema. After the
  // commit's writes are visible to transactions, so that who sees the new slot sees the new
  // descriptor too.
  void Bump(std::span<const Lock> locks, std::uint64_t version);

  // The last commit that held a kSchema lock, on any key.
  std::uint64_t last() const { return last_.load(std::memory_order_acquire); }

  static std::uint16_t SlotOf(Bytes key);

 private:
  std::array<std::atomic<std::uint64_t>, kEngineSchemaSlotCount> slots_{};
  std::atomic<std::uint64_t> last_;
};

}  // namespace pixii::engine
