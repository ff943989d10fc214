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
    const std::lock_guard lock(mutex_);
    if (stopped_ || waiting_ == queue_max_) return false;
    task.next_task_ = nullptr;
    (first_ == nullptr ? first_ : last_->next_task_) = &task;
    last_ = &task;
    ++waiting_;
  }
  wake_.notify_one();
  return true;
}

void Pool::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopped_ || first_ != nullptr; });
    if (stopped_) return;
    PoolTask& task = *first_;
    first_ = task.next_task_;
    --waiting_;
    lock.unlock();
    task.Run();
    lock.lock();
  }
}

void Pool::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace pixii::http
