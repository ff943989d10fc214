// A waiter raises waiting_ and then loads durable_; the publisher stores durable_ and then loads
// waiting_, all sequentially consistent. So at least one of the two sees the other: either the
// waiter finds its version durable and is called at once, or the publisher finds somebody waiting
// and takes the mutex.
#include "engine/ticket_queue.h"

#include <vector>

#include "base/check.h"

namespace pixii::engine {

TicketQueue::~TicketQueue() { CHECK(waiters_.empty()); }

void TicketQueue::WhenDurable(std::uint64_t version, Waiter& waiter) {
  if (!Durable(version)) {
    MutexLock lock(mutex_);
    waiting_.store(waiters_.size() + 1, std::memory_order_seq_cst);
    if (version > durable_.load(std::memory_order_seq_cst)) {
      auto position = waiters_.end();
      while (position != waiters_.begin() && std::prev(position)->version > version) --position;
      waiters_.insert(position, {version, &waiter});
      const bool gathered = waiters_.size() == crowd_;
      lock.Unlock();
      if (gathered) gathered_.NotifyOne();
      return;
    }
    waiting_.store(waiters_.size(), std::memory_order_seq_cst);
  }
  waiter.Durable();
}

std::size_t TicketQueue::Publish(std::uint64_t version) {
  DCHECK(version >= durable());
  durable_.store(version, std::memory_order_seq_cst);
  if (waiting_.load(std::memory_order_seq_cst) == 0) return 0;
  std::vector<Waiter*> done;
  std::size_t waiting;
  {
    MutexLock lock(mutex_);
    waiting = waiters_.size();
    done.reserve(waiting);
    while (!waiters_.empty() && waiters_.front().version <= version) {
      done.push_back(waiters_.front().waiter);
      waiters_.pop_front();
    }
    waiting_.store(waiters_.size(), std::memory_order_seq_cst);
  }
  for (Waiter* waiter : done) waiter->Durable();
  return waiting;
}

void TicketQueue::AwaitCrowd(std::size_t crowd, std::chrono::microseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  MutexLock lock(mutex_);
  crowd_ = crowd;
  bool in_time = true;
  while (waiters_.size() < crowd && in_time) in_time = gathered_.WaitUntil(mutex_, end);
  crowd_ = 0;
}

}  // namespace pixii::engine
