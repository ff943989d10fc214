
#include "base/mutex.h"
#include "engine/engine.h"

namespace pixii::engine {
namespace {

class BlockingWaiter final : public Waiter {
 public:
  // Notifies under the mutex: the thread that waits may destroy this object as soon as it gets the
  // mutex.
  void Durable() noexcept override {
    MutexLock lock(mutex_);
    durable_ = true;
    condition_.NotifyOne();
  }
  void Wait() {
    MutexLock lock(mutex_);
    while (!durable_) condition_.Wait(mutex_);
  }

 private:
  Mutex mutex_;
  CondVar condition_;
  bool durable_ GUARDED_BY(mutex_) = false;
};

}  // namespace

void AwaitDurable(Engine& engine, const Ticket& ticket) {
  if (engine.Durable(ticket)) return;
  BlockingWaiter waiter;
  engine.WhenDurable(ticket, waiter);
  waiter.Wait();
}

}  // namespace pixii::engine
