// Pool: threads for requests that would block an I/O thread. The queue is bounded and intrusive.
// Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

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
  std::mutex mutex_;
  std::condition_variable wake_;
  PoolTask* first_ = nullptr;  // the queue, guarded by mutex_
  PoolTask* last_ = nullptr;
  std::size_t waiting_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace pixii::http
