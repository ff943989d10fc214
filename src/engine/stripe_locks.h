// StripeLocks: the item locks of the embedded engines. A key belongs to one of 4,096 mutexes by its
// hash; a transaction takes the stripes of all its kItem and kSchema keys at once, each once, in
// ascending order, so that no order of locks can deadlock. kSchemaShared takes no stripe (see
// schema_versions.h).
//
// A stripe is held from before the body's first read until its commit is applied: microseconds,
// and over the disk reads of a body that may wait. Two keys may share a stripe, so a stripe that is
// taken says nothing about a conflict of items.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/limits.h"
#include "base/mutex.h"
#include "engine/engine.h"

namespace pixii::engine {

// Thread-safe. Not re-entrant: a thread that holds a Guard must not ask for a second one.
class StripeLocks {
 public:
  // Holds its stripes until it is destroyed, by the thread that made it.
  class Guard {
   public:
    // Blocks until all stripes of `locks` are held.
    // Which stripes these are is known at run time only.
    Guard(StripeLocks& stripes, std::span<const Lock> locks) NO_THREAD_SAFETY_ANALYSIS;
    ~Guard() NO_THREAD_SAFETY_ANALYSIS;
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    std::span<const std::uint16_t> indexes() const;

    StripeLocks& stripes_;
    std::size_t count_ = 0;
    // Most transactions lock one item; the vector is only for those with more than fit.
    std::array<std::uint16_t, 8> few_;
    std::vector<std::uint16_t> many_;
  };

  static std::uint16_t StripeOf(Bytes key);

 private:
  std::unique_ptr<Mutex[]> stripes_ = std::make_unique<Mutex[]>(kEngineStripeCount);
};

// True if `key` is among `locks`, whatever their kind. For the DCHECK of Transaction::Get.
bool IsLocked(std::span<const Lock> locks, Bytes key);

}  // namespace pixii::engine
