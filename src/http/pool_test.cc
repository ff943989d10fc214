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
  std::array<WaitingTask, 4> tasks;
  Pool pool(1, 2);
  pool.Start();
  ASSERT_TRUE(pool.Submit(tasks[0]));
  tasks[0].started.get_future().wait();
  ASSERT_TRUE(pool.Submit(tasks[1]));
  ASSERT_TRUE(pool.Submit(tasks[2]));
  EXPECT_FALSE(pool.Submit(tasks[3]));
  tasks[0].go.set_value();
  tasks[1].started.get_future().wait();
  EXPECT_EQ(tasks[2].runs, 0);
  tasks[1].go.set_value();
  tasks[2].go.set_value();
  tasks[2].done.get_future().wait();
  EXPECT_EQ(tasks[0].runs + tasks[1].runs + tasks[2].runs, 3);
  EXPECT_EQ(tasks[3].runs, 0);
}

TEST(Pool, AStoppedPoolRefuses) {
  WaitingTask task;
  Pool pool(2, 2);
  pool.Start();
  pool.Stop();
  EXPECT_FALSE(pool.Submit(task));
}

}  // namespace
}  // namespace pixii::http
