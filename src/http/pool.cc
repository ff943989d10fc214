#include "http/pool.h"

#include <pthread.h>

namespace pixii::http {

Pool::Pool(unsigned threads, std::size_t queue_max)
    : thread_count_(threads), queue_max_(queue_max) {}

void Pool::Start() {
  for (unsigned i = 0; i < thread_count_; ++i) {
    threads_.emplace_back([this] {
      ::pthread_setname_np(::pthread_self(), "pixii-pool");
      Work();
    });
  }
}

bool Pool::Submit(PoolTask& task) {
  {
    const MutexLock lock(mutex_);
    if (stopped_ || waiting_ == queue_max_) return false;
    task.next_task_ = nullptr;
    (first_ == nullptr ? first_ : last_->next_task_) = &task;
    last_ = &task;
    ++waiting_;
  }
  wake_.NotifyOne();
  return true;
}

void Pool::Work() {
  MutexLock lock(mutex_);
  for (;;) {
    while (!stopped_ && first_ == nullptr) wake_.Wait(mutex_);
    if (stopped_) return;
    PoolTask& task = *first_;
    first_ = task.next_task_;
    --waiting_;
    lock.Unlock();
    task.Run();
    lock.Lock();
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
