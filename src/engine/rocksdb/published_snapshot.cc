// A hazard pointer: the reader stores the state in its slot, then looks whether it is still the
// published one, and repeats until it is; the syncer exchanges the published state first and looks
// at the slots after. All sequentially consistent, so either the syncer sees the slot or the reader
// sees the exchange.
#include "engine/rocksdb/published_snapshot.h"

#include <rocksdb/db.h>
#include <rocksdb/snapshot.h>

#include <algorithm>

#include "base/check.h"

namespace pixii::engine {
namespace {

// The groups that this thread took, one for each engine it read from.
class ThreadGroups {
 public:
  ~ThreadGroups() {
    for (Entry& entry : entries_) entry.slots->GiveBack(entry.group);
  }
  HazardSlots::Group& GroupOf(const std::shared_ptr<HazardSlots>& slots) {
    if (last_slots_ == slots.get()) [[likely]]
      return *last_group_;
    // Engines that are gone: only this thread still knows their slots.
    std::erase_if(entries_, [](const Entry& entry) { return entry.slots.use_count() == 1; });
    auto found = std::find_if(entries_.begin(), entries_.end(),
                              [&](const Entry& entry) { return entry.slots == slots; });
    if (found == entries_.end()) found = entries_.insert(found, {slots, slots->Take()});
    last_slots_ = slots.get();
    last_group_ = found->group;
    return *last_group_;
  }

 private:
  struct Entry {
    std::shared_ptr<HazardSlots> slots;
    HazardSlots::Group* group;
  };
  // entries_ keeps the slots alive, so their address is not used again while it stands here.
  const HazardSlots* last_slots_ = nullptr;
  HazardSlots::Group* last_group_ = nullptr;
  std::vector<Entry> entries_;
};

thread_local ThreadGroups thread_groups;

}  // namespace

HazardSlots::Group* HazardSlots::Take() {
  MutexLock lock(mutex_);
  for (std::size_t i = 0; i < kEngineReaderThreadsMax; ++i) {
    if (groups_[i].taken.load(std::memory_order_acquire)) continue;
    groups_[i].taken.store(true, std::memory_order_relaxed);
    if (i >= group_count_.load(std::memory_order_relaxed)) {
      group_count_.store(i + 1, std::memory_order_seq_cst);
    }
    return &groups_[i];
  }
  CHECK(!"more than kEngineReaderThreadsMax threads read at once");
  return nullptr;
}

PublishedSnapshot::Pin::Pin(PublishedSnapshot& owner) : slot_(nullptr) {
  for (HazardSlots::Slot& slot : thread_groups.GroupOf(owner.slots_).slots) {
    if (slot.load(std::memory_order_acquire) == nullptr) {
      slot_ = &slot;
      break;
    }
  }
  CHECK(slot_ != nullptr);  // a fifth Reader on one thread
  published_ = owner.current_.load(std::memory_order_seq_cst);
  for (;;) {
    slot_->store(published_, std::memory_order_seq_cst);
    const Published* again = owner.current_.load(std::memory_order_seq_cst);
    if (again == published_) return;
    published_ = again;
  }
}

PublishedSnapshot::~PublishedSnapshot() {
  current_.store(nullptr, std::memory_order_seq_cst);
  ReleaseUnused();
  CHECK(alive_.empty());  // a Reader outlives its engine
}

void PublishedSnapshot::Publish(const rocksdb::Snapshot* snapshot, std::uint64_t schema_version) {
  const std::uint64_t sequence = snapshot->GetSequenceNumber();
  const std::uint64_t generation = generation_.load(std::memory_order_relaxed) + 1;
  alive_.push_back(
      std::make_unique<Published>(Published{snapshot, sequence, schema_version, generation}));
  // First, so that whoever reads the number after a Reader was opened never gets an older one.
  generation_.store(generation, std::memory_order_seq_cst);
  current_.store(alive_.back().get(), std::memory_order_seq_cst);
  sequence_.store(sequence, std::memory_order_release);
  ReleaseUnused();
}

std::uint64_t PublishedSnapshot::ReleaseUnused() {
  const Published* current = current_.load(std::memory_order_seq_cst);
  std::array<const Published*, 64> few;
  std::size_t count = 0;
  std::vector<const Published*> many;
  slots_->ForEachUsed([&](const Published* used) {
    if (used == current) return;
    if (count < few.size()) {
      few[count++] = used;
    } else {
      many.push_back(used);
    }
  });
  std::erase_if(alive_, [&](const std::unique_ptr<Published>& state) {
    if (state.get() == current ||
        std::find(few.begin(), few.begin() + count, state.get()) != few.begin() + count ||
        std::find(many.begin(), many.end(), state.get()) != many.end()) {
      return false;
    }
    db_.ReleaseSnapshot(state->snapshot);
    return true;
  });
  return alive_.empty() ? UINT64_MAX : alive_.front()->generation;
}

}  // namespace pixii::engine
