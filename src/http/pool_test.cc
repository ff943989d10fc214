#include "http/pool.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>

namespace pixii::http {
namespace {

struct WaitingTask final : PoolTask {
  void Run() override {
    rank = ++tasks_started;
    started.set_value();
    go.get_future().wait();
    done.set_value();
  }
  std::promise<void> started, go, done;
  std::atomic<int> rank{0};  // when it began, among all; 0: it has not

 private:
  static inline std::atomic<int> tasks_started{0};
};

TEST(Pool, RunsInOrderAndRefusesBeyondItsBound) {
  WaitingTask other;
  WaitingTask refused;
  std::array<WaitingTask, 4> tasks;
  Pool pool(2, 2);
  pool.Start();
  ASSERT_TRUE(pool.Submit(other, PoolLane::kShort));
  other.started.get_future().wait();
  ASSERT_TRUE(pool.Submit(tasks[0], PoolLane::kShort));
  tasks[0].started.get_future().wait();
  ASSERT_TRUE(pool.Submit(tasks[1], PoolLane::kLong));
  ASSERT_TRUE(pool.Submit(tasks[2], PoolLane::kShort));
  ASSERT_TRUE(pool.Submit(tasks[3], PoolLane::kShort));
  EXPECT_FALSE(pool.Submit(refused, PoolLane::kShort));
  // One thread is left for them: none may begin before the one in front of it has ended.
  for (WaitingTask& task : tasks) task.go.set_value();
  for (WaitingTask& task : tasks) task.done.get_future().wait();
  for (std::size_t k = 1; k < tasks.size(); ++k) EXPECT_LT(tasks[k - 1].rank, tasks[k].rank);
  EXPECT_EQ(refused.rank, 0);
  other.go.set_value();
  other.done.get_future().wait();
}

// Eight tasks that wait for long are there, and none of them ends: others run all the same.
TEST(Pool, LongTasksLeaveThreadsToOthers) {
  std::array<WaitingTask, 8> stalled;
  Pool pool(4, 16);
  pool.Start();
  for (WaitingTask& task : stalled) ASSERT_TRUE(pool.Submit(task, PoolLane::kLong));
  for (int i = 0; i < 3; ++i) stalled[i].started.get_future().wait();
  for (int i = 0; i < 20; ++i) {
    WaitingTask read;
    ASSERT_TRUE(pool.Submit(read, PoolLane::kShort));
    read.go.set_value();
    read.done.get_future().wait();
  }
  for (int i = 3; i < 8; ++i) EXPECT_EQ(stalled[i].rank, 0);
  for (WaitingTask& task : stalled) task.go.set_value();
  for (WaitingTask& task : stalled) task.done.get_future().wait();
}

TEST(Pool, AStoppedPoolRefuses) {
  WaitingTask task;
  Pool pool(2, 2);
  pool.Start();
  pool.Stop();
  EXPECT_FALSE(pool.Submit(task, PoolLane::kShort));
}

}  // namespace
}  // namespace pixii::http
