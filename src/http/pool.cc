#include "http/pool.h"

#include <pthread.h>

#include <algorithm>

namespace pixii::http {

Pool::Pool(unsigned threads, std::size_t queue_max)
    : thread_count_(threads),
      long_tasks_max_(threads - std::max(1U, threads / 4)),
      queue_max_(queue_max) {}

void Pool::Start() {
  for (unsigned i = 0; i < thread_count_; ++i) {
    threads_.emplace_back([this] {
      ::pthread_setname_np(::pthread_self(), "pixii-pool");
      Work();
    });
  }
}

bool Pool::Submit(PoolTask& task, PoolLane lane) {
  {
    const MutexLock lock(mutex_);
    Queue& queue = queues_[static_cast<std::size_t>(lane)];
    if (stopped_ || queue.waiting == queue_max_) return false;
    task.next_task_ = nullptr;
    task.number_ = submitted_++;
    (queue.first == nullptr ? queue.first : queue.last->next_task_) = &task;
    queue.last = &task;
    ++queue.waiting;
  }
  wake_.NotifyOne();
  return true;
}

Pool::Queue* Pool::NextQueue() {
  auto& [short_tasks, long_tasks] = queues_;
  const bool long_may_run = long_tasks.first != nullptr && long_tasks_ < long_tasks_max_;
  if (short_tasks.first == nullptr) return long_may_run ? &long_tasks : nullptr;
  const bool long_came_first =
      long_may_run && long_tasks.first->number_ < short_tasks.first->number_;
  return long_came_first ? &long_tasks : &short_tasks;
}

void Pool::Work() {
  MutexLock lock(mutex_);
  for (;;) {
    Queue* queue = nullptr;
    while (!stopped_ && (queue = NextQueue()) == nullptr) wake_.Wait(mutex_);
    if (stopped_) return;
    PoolTask& task = *queue->first;
    queue->first = task.next_task_;
    --queue->waiting;
    // The thread looks for its next task itself: a task that could not run before needs no wake.
    const unsigned is_long = queue == &queues_[static_cast<std::size_t>(PoolLane::kLong)] ? 1 : 0;
    long_tasks_ += is_long;
    lock.Unlock();
    task.Run();
    lock.Lock();
    long_tasks_ -= is_long;
  }
}

void Pool::Stop() {
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace pixii::http
