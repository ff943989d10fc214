#include "http/pool.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>

namespace pixii::http {
namespace {

struct WaitingTask final : PoolTask {
  void Run() override {
    started.set_value();
    go.get_future().wait();
    ++runs;
    done.set_value();
  }
  std::promise<void> started, go, done;
  std::atomic<int> runs{0};
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
  for (WaitingTask& task : tasks) {
    task.go.set_value();
    task.done.get_future().wait();
    for (const WaitingTask* later = &task + 1; later != tasks.data() + tasks.size(); ++later) {
      EXPECT_TRUE(later == &task + 1 || later->runs == 0);
    }
  }
  EXPECT_EQ(refused.runs, 0);
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
  for (int i = 3; i < 8; ++i) EXPECT_EQ(stalled[i].runs, 0);
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
