// FaultyEngine: wraps an engine and does, on purpose and by count, what the contract allows and the
// embedded engines hardly ever do. For tests of what stands above: with it the same requests must
// end in the same state.
//
//   FaultyEngine engine(NewMemoryEngine(), {.run_bodies_twice = true, .unknown_every = 10});
//
// To delay durability itself, so that Readers lag behind too, give the inner memory engine a
// DurabilityGate.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/engine.h"

namespace pixii::engine {

// 0: never.
struct Faults {
  // Every body runs twice; the writes of the first run are thrown away.
  bool run_bodies_twice = false;
  // Every n-th commit answers kUnknown; of these every second one, beginning with the first, was
  // committed.
  int unknown_every = 0;
  // Every n-th commit answers kConflict; nothing was written.
  int conflict_every = 0;
  // Every n-th read under Wait::kNo answers kWouldBlock; each step of a Cursor counts.
  int would_block_every = 0;
  // A Reader answers kTooOld after so many reads; each step of a Cursor counts.
  int too_old_after = 0;
  // No Ticket is durable before somebody waited for it, and waiters are called later, on a thread
  // of this engine.
  bool tickets_late = false;
};

// Thread-safe, but for set_faults().
class FaultyEngine final : public Engine {
 public:
  explicit FaultyEngine(std::unique_ptr<Engine> inner, const Faults& faults = {});
  ~FaultyEngine() override;

  // While no other call runs and nobody waits. Counts begin anew.
  void set_faults(const Faults& faults);

  const Limits& limits() const override { return inner_->limits(); }
  Result<std::unique_ptr<Reader>> Read(Wait wait) override;
  Result<Ticket> Transact(std::span<const Lock> locks, Body& body, Wait wait) override;
  bool Durable(const Ticket& ticket) const override;
  void WhenDurable(const Ticket& ticket, Waiter& waiter) override;
  Status Retire(Bytes begin, Bytes end) override { return inner_->Retire(begin, end); }
  bool Retired(Bytes begin, Bytes end) const override { return inner_->Retired(begin, end); }

  // True every `every`-th time. Public for its Readers and transactions.
  class Count {
   public:
    bool IsDue(int every);
    void Reset() { count_ = 0; }

   private:
    std::atomic<std::uint64_t> count_{0};
  };

 private:
  struct Waiting {
    Ticket ticket;
    Waiter* waiter;
  };

  void CompleteLate();

  const std::unique_ptr<Engine> inner_;
  Faults faults_;
  Count unknowns_;
  Count unknowns_committed_;
  Count conflicts_;
  Count would_blocks_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;  // behind mutex_, as the next two
  CommitVersion completed_{};
  bool stopping_ = false;
  std::thread completer_;
};

}  // namespace pixii::engine
