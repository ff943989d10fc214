// Mutex, MutexLock and CondVar: std::mutex and its friends with the annotations that clang's
// thread-safety analysis checks (std::mutex of libstdc++ has none). Members behind a mutex say so:
//
//     Mutex mutex_;
//     std::vector<Ticket> waiting_ GUARDED_BY(mutex_);
//     void CompleteUpTo(Version version) REQUIRES(mutex_);
//
// `make lint` fails when such a member is touched without the lock. No cost at run time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#ifdef __clang__
#define PIXII_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define PIXII_THREAD_ANNOTATION(x)
#endif
// On a member: only with this mutex held. On a pointer member: the same for what it points to.
#define GUARDED_BY(...) PIXII_THREAD_ANNOTATION(guarded_by(__VA_ARGS__))
#define PT_GUARDED_BY(...) PIXII_THREAD_ANNOTATION(pt_guarded_by(__VA_ARGS__))
// On a function: the caller holds the mutex; the caller must not hold it; it takes; it releases.
#define REQUIRES(...) PIXII_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) PIXII_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define ACQUIRE(...) PIXII_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) PIXII_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
// On a function whose locking the analysis cannot follow; say why beside it.
#define NO_THREAD_SAFETY_ANALYSIS PIXII_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace pixii {

// Not recursive.
class PIXII_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void lock() ACQUIRE() { mutex_.lock(); }
  void unlock() RELEASE() { mutex_.unlock(); }
  bool try_lock() PIXII_THREAD_ANNOTATION(try_acquire_capability(true)) {
    return mutex_.try_lock();
  }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

// Holds a mutex for the length of a scope; may be released and taken again within it.
class PIXII_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() RELEASE() {
    if (held_) mutex_.unlock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void Unlock() RELEASE() {
    held_ = false;
    mutex_.unlock();
  }
  void Lock() ACQUIRE() {
    mutex_.lock();
    held_ = true;
  }

 private:
  Mutex& mutex_;
  bool held_ = true;
};

// A condition variable. The analysis cannot look into a predicate, so wait in a loop:
//     while (!ready_) ready_changed_.Wait(mutex_);
class CondVar {
 public:
  // Releases `mutex`, sleeps until notified (or for no reason), takes it again.
  void Wait(Mutex& mutex) REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    changed_.wait(lock);
    lock.release();
  }

  // The same, for at most `duration`; false if that is over.
  template <typename Rep, typename Period>
  bool WaitFor(Mutex& mutex, std::chrono::duration<Rep, Period> duration) REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool notified = changed_.wait_for(lock, duration) == std::cv_status::no_timeout;
    lock.release();
    return notified;
  }

  // The same, until `end` at the latest.
  template <typename Clock, typename Duration>
  bool WaitUntil(Mutex& mutex, std::chrono::time_point<Clock, Duration> end) REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool notified = changed_.wait_until(lock, end) == std::cv_status::no_timeout;
    lock.release();
    return notified;
  }

  void NotifyOne() { changed_.notify_one(); }
  void NotifyAll() { changed_.notify_all(); }

 private:
  std::condition_variable changed_;
};

}  // namespace pixii
