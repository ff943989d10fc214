// SharedMutex, ReaderLock and WriterLock: one writer or many readers, with the annotations that
// clang's thread-safety analysis checks (base/mutex.h).
#pragma once

#include <pthread.h>

#include "base/mutex.h"

#define REQUIRES_SHARED(...) PIXII_THREAD_ANNOTATION(requires_shared_capability(__VA_ARGS__))

namespace pixii {

// Readers let a waiting writer go first. std::shared_mutex prefers readers here, and readers that
// overlap without end keep a writer out for ever. Not recursive, shared locks neither.
class PIXII_THREAD_ANNOTATION(capability("mutex")) SharedMutex {
 public:
  SharedMutex() {
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&lock_, &attributes);
    pthread_rwlockattr_destroy(&attributes);
  }
  ~SharedMutex() { pthread_rwlock_destroy(&lock_); }
  SharedMutex(const SharedMutex&) = delete;
  SharedMutex& operator=(const SharedMutex&) = delete;

  void lock() ACQUIRE() { pthread_rwlock_wrlock(&lock_); }
  void unlock() RELEASE() { pthread_rwlock_unlock(&lock_); }
  void lock_shared() PIXII_THREAD_ANNOTATION(acquire_shared_capability()) {
    pthread_rwlock_rdlock(&lock_);
  }
  void unlock_shared() PIXII_THREAD_ANNOTATION(release_shared_capability()) {
    pthread_rwlock_unlock(&lock_);
  }

 private:
  pthread_rwlock_t lock_;
};

// Each holds a mutex for the length of a scope.
class PIXII_THREAD_ANNOTATION(scoped_lockable) ReaderLock {
 public:
  explicit ReaderLock(SharedMutex& mutex) PIXII_THREAD_ANNOTATION(acquire_shared_capability(mutex))
      : mutex_(mutex) {
    mutex_.lock_shared();
  }
  ~ReaderLock() RELEASE() { mutex_.unlock_shared(); }
  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

 private:
  SharedMutex& mutex_;
};

class PIXII_THREAD_ANNOTATION(scoped_lockable) WriterLock {
 public:
  explicit WriterLock(SharedMutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~WriterLock() RELEASE() { mutex_.unlock(); }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  SharedMutex& mutex_;
};

}  // namespace pixii
