// TicketQueue: who waits for which version to become durable. Versions are the embedded engines'
// sequence numbers (commit_version.h).
//
// Built for many tickets that nobody waits for: Durable() is one load, and Publish() costs a store
// and a load while no waiter is registered.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "base/mutex.h"
#include "engine/engine.h"

namespace pixii::engine {

// Thread-safe, but Publish() is called by one thread at a time.
class TicketQueue {
 public:
  // Everything up to `durable` is durable already.
  explicit TicketQueue(std::uint64_t durable = 0) : durable_(durable) {}
  // All waiters must have been called.
  ~TicketQueue();

  std::uint64_t durable() const { return durable_.load(std::memory_order_acquire); }
  bool Durable(std::uint64_t version) const { return version <= durable(); }

  // Calls `waiter` as soon as `version` is durable: before this returns if it is so already, else
  // from Publish().
  void WhenDurable(std::uint64_t version, Waiter& waiter);

  // Everything up to `version` is durable; never goes back. The state must be published to Readers
  // before. Calls the waiters in the order of their versions, with no lock held, after Durable()
  // says true. Returns how many waiters there were, those of newer versions included.
  std::size_t Publish(std::uint64_t version);

  // Returns when `crowd` waiters are registered, or after `limit`. One thread at a time.
  void AwaitCrowd(std::size_t crowd, std::chrono::microseconds limit);

 private:
  struct Entry {
    std::uint64_t version;
    Waiter* waiter;
  };

  std::atomic<std::uint64_t> durable_;
  std::atomic<std::size_t> waiting_{0};  // the size of waiters_, changed under the mutex
  Mutex mutex_;
  // Ascending by version. New tickets are nearly always the newest, so this is an append and a pop
  // from the front.
  std::deque<Entry> waiters_ GUARDED_BY(mutex_);
  std::size_t crowd_ GUARDED_BY(mutex_) = 0;  // awaited; 0: nobody is in AwaitCrowd()
  CondVar gathered_;
};

}  // namespace pixii::engine
