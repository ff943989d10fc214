#include <condition_variable>
#include <mutex>

#include "engine/engine.h"

namespace pixii::engine {
namespace {

class BlockingWaiter final : public Waiter {
 public:
  // Notifies under the mutex: the thread that waits may destroy this object as soon as it gets the
  // mutex.
  void Durable() noexcept override {
    std::lock_guard lock(mutex_);
    durable_ = true;
    condition_.notify_one();
  }
  void Wait() {
    std::unique_lock lock(mutex_);
    condition_.wait(lock, [this] { return durable_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool durable_ = false;
};

}  // namespace

void AwaitDurable(Engine& engine, const Ticket& ticket) {
  if (engine.Durable(ticket)) return;
  BlockingWaiter waiter;
  engine.WhenDurable(ticket, waiter);
  waiter.Wait();
}

}  // namespace pixii::engine
