// Pool: threads for requests that would block an I/O thread. Two queues, bounded and intrusive:
// tasks of the long lane (writes, which the store may hold back for seconds, and pages that go over
// much) never take all threads, so that others get on. Whoever came first is run first, as far as
// that allows. Submit is thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace pixii::http {

class PoolTask {
 public:
  virtual ~PoolTask() = default;
  // On a thread of the pool, which does not touch the task again.
  virtual void Run() = 0;

 private:
  friend class Pool;
  PoolTask* next_task_ = nullptr;
  std::uint64_t number_ = 0;
};

enum class PoolLane : std::uint8_t { kShort, kLong };

class Pool {
 public:
  // `queue_max`: of each lane. A quarter of the threads, one at least, is kept for the short lane.
  // Requires: `threads` > 1.
  Pool(unsigned threads, std::size_t queue_max);
  ~Pool() { Stop(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Start and Stop: by one thread, which is none of the pool's.
  void Start();
  // False if the lane's queue is full or the pool has stopped; else `task`, which the caller owns
  // and keeps in place, is run once, unless Stop comes before. Requires: it is not waiting already.
  [[nodiscard]] bool Submit(PoolTask& task, PoolLane lane);
  // Ends the threads after the tasks they are running; tasks that wait are not run,
  // and are the caller's again.
  void Stop();

 private:
  struct Queue {
    PoolTask* first = nullptr;
    PoolTask* last = nullptr;
    std::size_t waiting = 0;
  };

  void Work();
  // The lane whose first task is next; null if none may run now.
  Queue* NextQueue() REQUIRES(mutex_);

  const unsigned thread_count_;
  const unsigned long_tasks_max_;
  const std::size_t queue_max_;
  Mutex mutex_;
  CondVar wake_;
  std::array<Queue, 2> queues_ GUARDED_BY(mutex_);  // by lane
  std::uint64_t submitted_ GUARDED_BY(mutex_) = 0;
  unsigned long_tasks_ GUARDED_BY(mutex_) = 0;  // that run now
  bool stopped_ GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace pixii::http
