#include "engine/schema_versions.h"

#include <algorithm>
#include <functional>

namespace pixii::engine {

std::uint16_t SchemaVersions::SlotOf(Bytes key) {
  static_assert((kEngineSchemaSlotCount & (kEngineSchemaSlotCount - 1)) == 0);
  return static_cast<std::uint16_t>(std::hash<Bytes>()(key) & (kEngineSchemaSlotCount - 1));
}

void SchemaVersions::Look(std::span<const Lock> locks, Seen& seen) const {
  seen.count_ = 0;
  seen.many_.clear();
  for (const Lock& lock : locks) {
    if (lock.kind != LockKind::kSchemaShared) continue;
    const std::uint16_t slot = SlotOf(lock.key);
    const Seen::Entry entry{slot, slots_[slot].load(std::memory_order_acquire)};
    if (seen.count_ < seen.few_.size()) {
      seen.few_[seen.count_++] = entry;
    } else {
      seen.many_.push_back(entry);
    }
  }
}

bool SchemaVersions::Unchanged(const Seen& seen) const {
  auto unchanged = [this](const Seen::Entry& entry) {
    return slots_[entry.first].load(std::memory_order_relaxed) == entry.second;
  };
  return std::all_of(seen.few_.begin(), seen.few_.begin() + seen.count_, unchanged) &&
         std::all_of(seen.many_.begin(), seen.many_.end(), unchanged);
}

void SchemaVersions::Bump(std::span<const Lock> locks, std::uint64_t version) {
  auto is_exclusive = [](const Lock& lock) { return lock.kind == LockKind::kSchema; };
  if (std::none_of(locks.begin(), locks.end(), is_exclusive)) return;
  last_.store(version, std::memory_order_release);
  for (const Lock& lock : locks) {
    if (is_exclusive(lock)) slots_[SlotOf(lock.key)].store(version, std::memory_order_release);
  }
}

}  // namespace pixii::engine
