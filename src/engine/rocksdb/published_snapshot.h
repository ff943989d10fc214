// The published snapshot: the newest durable state, and who is looking at it.
//
// A Reader announces the snapshot that it uses in a slot, so pinning costs two atomic operations on
// a cache line of its own thread, and an idle thread pins nothing. Only the syncer makes and
// releases RocksDB's snapshots.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/limits.h"
#include "base/mutex.h"

namespace rocksdb {
class DB;
class Snapshot;
}  // namespace rocksdb

namespace pixii::engine {

// One durable state. `generation` counts publications.
struct Published {
  const rocksdb::Snapshot* snapshot = nullptr;
  std::uint64_t sequence = 0;
  std::uint64_t schema_version = 0;
  std::uint64_t generation = 0;
};

// The slots of all threads. A thread takes a group of four at its first Reader and gives it back
// when it ends; a fifth Reader at once on one thread is a CHECK.
class HazardSlots {
 public:
  using Slot = std::atomic<const Published*>;
  struct alignas(64) Group {
    std::array<Slot, kEngineReadersPerThreadMax> slots{};
    std::atomic<bool> taken{false};
  };

  // A free group; CHECK if more than kEngineReaderThreadsMax threads read at once.
  Group* Take();
  void GiveBack(Group* group) { group->taken.store(false, std::memory_order_release); }
  // Calls f(published) for each slot in use. Sequentially consistent loads.
  template <class F>
  void ForEachUsed(F f) const {
    const std::size_t count = group_count_.load(std::memory_order_seq_cst);
    for (std::size_t i = 0; i < count; ++i) {
      for (const Slot& slot : groups_[i].slots) {
        if (const Published* used = slot.load(std::memory_order_seq_cst)) f(used);
      }
    }
  }

 private:
  Mutex mutex_;
  std::atomic<std::size_t> group_count_{0};  // groups that were ever taken
  std::unique_ptr<Group[]> groups_ = std::make_unique<Group[]>(kEngineReaderThreadsMax);
};

// Pin() and the accessors are for any thread, Publish() and ReleaseUnused() for the syncer only.
class PublishedSnapshot {
 public:
  explicit PublishedSnapshot(rocksdb::DB& db) : db_(db) {}
  // All pins must be gone.
  ~PublishedSnapshot();

  // Keeps the newest published state alive until it is destroyed, on any thread. Requires: there is
  // one.
  class Pin {
   public:
    explicit Pin(PublishedSnapshot& owner);
    ~Pin() { slot_->store(nullptr, std::memory_order_release); }
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;
    const Published& operator*() const { return *published_; }
    const Published* operator->() const { return published_; }

   private:
    HazardSlots::Slot* slot_;
    const Published* published_;
  };

  // Shows `snapshot`, which it takes over, to all Pins from now on, then releases the states that
  // nobody looks at any more.
  void Publish(const rocksdb::Snapshot* snapshot, std::uint64_t schema_version);
  // Releases what nobody looks at any more. Returns the generation of the oldest state that is
  // still in use.
  std::uint64_t ReleaseUnused();

  std::uint64_t sequence() const { return sequence_.load(std::memory_order_acquire); }
  // Of the newest publication.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

 private:
  rocksdb::DB& db_;
  std::shared_ptr<HazardSlots> slots_ = std::make_shared<HazardSlots>();
  std::atomic<const Published*> current_{nullptr};
  std::atomic<std::uint64_t> sequence_{0};
  std::atomic<std::uint64_t> generation_{0};
  // The syncer's own: all states that still have a RocksDB snapshot, the oldest first; the last is
  // the current one.
  std::vector<std::unique_ptr<Published>> alive_;
};

}  // namespace pixii::engine
