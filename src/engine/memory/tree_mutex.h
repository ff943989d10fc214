// TreeMutex: a shared mutex whose readers let a waiting writer go first. std::shared_mutex prefers
// readers here, and readers that overlap without end keep a writer out for ever.
#pragma once

#include <pthread.h>

namespace pixii::engine {

// For std::unique_lock and std::shared_lock. Not re-entrant, shared locks neither.
class TreeMutex {
 public:
  TreeMutex() {
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&lock_, &attributes);
    pthread_rwlockattr_destroy(&attributes);
  }
  ~TreeMutex() { pthread_rwlock_destroy(&lock_); }
  TreeMutex(const TreeMutex&) = delete;
  TreeMutex& operator=(const TreeMutex&) = delete;

  void lock() { pthread_rwlock_wrlock(&lock_); }
  void unlock() { pthread_rwlock_unlock(&lock_); }
  void lock_shared() { pthread_rwlock_rdlock(&lock_); }
  void unlock_shared() { pthread_rwlock_unlock(&lock_); }

 private:
  pthread_rwlock_t lock_;
};

}  // namespace pixii::engine
