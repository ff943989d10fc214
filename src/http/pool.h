// Pool: threads for requests that would block an I/O thread. The queue is bounded and intrusive.
// Thread-safe.
#pragma once

#include <cstddef>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace pixii::http {

class PoolTask {
 public:
  virtual ~PoolTask() = default;
  // On a thread of the pool.
  virtual void Run() = 0;

 private:
  friend class Pool;
  PoolTask* next_task_ = nullptr;
};

class Pool {
 public:
  Pool(unsigned threads, std::size_t queue_max);
  ~Pool() { Stop(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void Start();
  // False if the queue is full or the pool has stopped; else `task`, which the caller owns, is run
  // once.
  [[nodiscard]] bool Submit(PoolTask& task);
  // Ends the threads after the tasks they are running; tasks that wait are not run.
  void Stop();

 private:
  void Work();

  const unsigned thread_count_;
  const std::size_t queue_max_;
  Mutex mutex_;
  CondVar wake_;
  PoolTask* first_ GUARDED_BY(mutex_) = nullptr;  // the queue
  PoolTask* last_ GUARDED_BY(mutex_) = nullptr;
  std::size_t waiting_ GUARDED_BY(mutex_) = 0;
  bool stopped_ GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace pixii::http
