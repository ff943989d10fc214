// Traffic: whether clients read or write items at the moment, so that work in the background can
// give way to them. A request costs one load of a cache line that is written once between two
// looks. Thread-safe; one thread looks.
#pragma once

#include <atomic>

namespace pixii::store {

class Traffic {
 public:
  // An item operation begins.
  void Note() noexcept {
    if (!noted_.load(std::memory_order_relaxed)) noted_.store(true, std::memory_order_relaxed);
  }
  // Whether one began since the last look.
  bool TakeNoted() noexcept { return noted_.exchange(false, std::memory_order_relaxed); }

 private:
  alignas(64) std::atomic<bool> noted_{false};
};

}  // namespace pixii::store
