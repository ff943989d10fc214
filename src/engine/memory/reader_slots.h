// ReaderSlots: which states are being read, so that writers know which old versions nobody needs.
//
// A Reader announces its version in a slot and then looks whether a newer state was published
// meanwhile; a writer publishes first and looks at the slots after. So a Reader whose slot a writer
// did not see reads the published state or a newer one.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/limits.h"

namespace pixii::engine {

// Thread-safe.
class ReaderSlots {
 public:
  using Slot = std::atomic<std::uint64_t>;

  // Takes a free slot and announces the version that `published` holds; the slot then contains it.
  // More than kEngineReadersMax Readers at once end the process.
  Slot& Claim(const std::atomic<std::uint64_t>& published);
  static void Free(Slot& slot) { slot.store(kFree, std::memory_order_release); }

  // The oldest version that a Reader holds, at most `newest`.
  std::uint64_t Oldest(std::uint64_t newest) const;

 private:
  static constexpr std::uint64_t kFree = UINT64_MAX;
  static constexpr std::size_t kSlotsPerGroup = 8;
  static constexpr std::size_t kGroupCount = kEngineReadersMax / kSlotsPerGroup;

  // A thread prefers one group, so that its slots share a cache line with no other thread's.
  struct alignas(64) Group {
    Group() {
      for (Slot& slot : slots) slot.store(kFree, std::memory_order_relaxed);
    }
    std::array<Slot, kSlotsPerGroup> slots;
  };

  Slot& TakeFreeSlot(std::uint64_t version);

  std::unique_ptr<Group[]> groups_ = std::make_unique<Group[]>(kGroupCount);
  std::atomic<std::size_t> groups_used_{0};  // those beyond were never claimed
};

}  // namespace pixii::engine
