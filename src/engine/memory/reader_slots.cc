#include "engine/memory/reader_slots.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/mutex.h"

namespace pixii::engine {
namespace {

// A small number for each living thread; a thread that ends gives its number back, so that the
// numbers in use stay few.
class ThreadNumbers {
 public:
  std::size_t Take() {
    MutexLock lock(mutex_);
    if (free_.empty()) return count_++;
    const std::size_t number = free_.back();
    free_.pop_back();
    return number;
  }
  void GiveBack(std::size_t number) {
    MutexLock lock(mutex_);
    free_.push_back(number);
  }
  static ThreadNumbers& Instance() {
    static ThreadNumbers* const numbers = new ThreadNumbers;  // outlives every thread
    return *numbers;
  }

 private:
  Mutex mutex_;
  std::vector<std::size_t> free_ GUARDED_BY(mutex_);
  std::size_t count_ GUARDED_BY(mutex_) = 0;
};

class ThreadNumber {
 public:
  ThreadNumber() : number_(ThreadNumbers::Instance().Take()) {}
  ~ThreadNumber() { ThreadNumbers::Instance().GiveBack(number_); }
  std::size_t number() const { return number_; }

 private:
  std::size_t number_;
};

std::size_t NumberOfThisThread() {
  thread_local const ThreadNumber number;
  return number.number();
}

}  // namespace

ReaderSlots::Slot& ReaderSlots::Claim(const std::atomic<std::uint64_t>& published) {
  std::uint64_t version = published.load(std::memory_order_seq_cst);
  Slot& slot = TakeFreeSlot(version);
  for (;;) {
    const std::uint64_t now = published.load(std::memory_order_seq_cst);
    if (now == version) return slot;
    version = now;
    slot.store(version, std::memory_order_seq_cst);
  }
}

ReaderSlots::Slot& ReaderSlots::TakeFreeSlot(std::uint64_t version) {
  const std::size_t preferred = NumberOfThisThread();
  for (std::size_t i = 0; i < kGroupCount; ++i) {
    const std::size_t group = (preferred + i) % kGroupCount;
    std::size_t used = groups_used_.load(std::memory_order_seq_cst);
    while (used <= group && !groups_used_.compare_exchange_weak(used, group + 1)) {
    }
    for (Slot& slot : groups_[group].slots) {
      std::uint64_t free = kFree;
      if (slot.load(std::memory_order_relaxed) == kFree &&
          slot.compare_exchange_strong(free, version, std::memory_order_seq_cst)) {
        return slot;
      }
    }
  }
  CheckFailed("more Readers are open at once than kEngineReadersMax");
}

std::uint64_t ReaderSlots::Oldest(std::uint64_t newest) const {
  std::uint64_t oldest = newest;
  const std::size_t used = groups_used_.load(std::memory_order_seq_cst);
  for (std::size_t group = 0; group < used; ++group) {
    for (const Slot& slot : groups_[group].slots) {
      oldest = std::min(oldest, slot.load(std::memory_order_seq_cst));
    }
  }
  return oldest;
}

}  // namespace pixii::engine
