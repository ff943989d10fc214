#include "base/mutex.h"

#include <gtest/gtest.h>

#include <thread>

namespace pixii {
namespace {

class Counter {
 public:
  void Add() EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    ++count_;
    changed_.NotifyAll();
  }

  int WaitUntil(int count) EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    while (count_ < count) changed_.Wait(mutex_);
    return count_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int count_ GUARDED_BY(mutex_) = 0;
};

TEST(Mutex, ThreadsDoNotLoseIncrements) {
  Counter counter;
  const auto add = [&] {
    for (int i = 0; i < 10000; ++i) counter.Add();
  };
  std::thread first(add);
  std::thread second(add);
  EXPECT_EQ(counter.WaitUntil(20000), 20000);
  first.join();
  second.join();
}

bool AnotherThreadCanLock(Mutex& mutex) {
  bool taken = false;
  std::thread([&] {
    if (mutex.try_lock()) {
      taken = true;
      mutex.unlock();
    }
  }).join();
  return taken;
}

TEST(MutexLock, CanBeReleasedAndTakenAgain) {
  Mutex mutex;
  MutexLock lock(mutex);
  EXPECT_FALSE(AnotherThreadCanLock(mutex));
  lock.Unlock();
  EXPECT_TRUE(AnotherThreadCanLock(mutex));
  lock.Lock();
  EXPECT_FALSE(AnotherThreadCanLock(mutex));
}

TEST(CondVar, WaitForEndsWithoutANotification) {
  Mutex mutex;
  CondVar never;
  const MutexLock lock(mutex);
  // A thread may wake up for no reason, but not each time.
  while (never.WaitFor(mutex, std::chrono::milliseconds(1))) {
  }
}

}  // namespace
}  // namespace pixii
