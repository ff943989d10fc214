#include "engine/ticket_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "engine/commit_version.h"

namespace pixii::engine {
namespace {

// Writes its number down when it is called, and whether its ticket was durable then.
class NotingWaiter final : public Waiter {
 public:
  NotingWaiter(const TicketQueue& queue, std::uint64_t version, std::vector<std::uint64_t>& order)
      : queue_(queue), version_(version), order_(order) {}
  void Durable() noexcept override {
    EXPECT_TRUE(queue_.Durable(version_));
    order_.push_back(version_);
  }

 private:
  const TicketQueue& queue_;
  std::uint64_t version_;
  std::vector<std::uint64_t>& order_;
};

TEST(TicketQueue, CompletesInOrderOfVersionsAndNothingEarly) {
  TicketQueue queue(10);
  std::vector<std::uint64_t> order;
  std::vector<std::unique_ptr<NotingWaiter>> waiters;
  for (std::uint64_t version : {15, 12, 13, 20, 11, 13}) {
    waiters.push_back(std::make_unique<NotingWaiter>(queue, version, order));
    queue.WhenDurable(version, *waiters.back());
  }
  EXPECT_TRUE(order.empty());
  EXPECT_FALSE(queue.Durable(11));
  queue.Publish(13);
  EXPECT_EQ(order, (std::vector<std::uint64_t>{11, 12, 13, 13}));
  EXPECT_FALSE(queue.Durable(14));
  queue.Publish(20);
  EXPECT_EQ(order, (std::vector<std::uint64_t>{11, 12, 13, 13, 15, 20}));
}

TEST(TicketQueue, ALateWaiterIsCalledAtOnce) {
  TicketQueue queue(10);
  std::vector<std::uint64_t> order;
  NotingWaiter waiter(queue, 10, order);
  queue.WhenDurable(10, waiter);
  EXPECT_EQ(order.size(), 1u);
}

class CountingWaiter final : public Waiter {
 public:
  void Durable() noexcept override { count_.fetch_add(1, std::memory_order_relaxed); }
  int count() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int> count_{0};
};

// Each version is the last one until its waiter was called, so no later publication helps a waiter
// that was missed.
TEST(TicketQueue, NoWaiterIsMissedBesideAPublisher) {
  constexpr int kRounds = 20'000;
  TicketQueue queue;
  CountingWaiter waiter;
  std::atomic<int> wanted = 0;
  std::atomic<int> published = 0;  // whose waiters were called
  std::thread publisher([&] {
    for (int version = 1; version <= kRounds; ++version) {
      while (wanted.load() < version) std::this_thread::yield();
      queue.Publish(version);
      published = version;
    }
  });
  int missed = 0;
  for (int version = 1; version <= kRounds; ++version) {
    wanted = version;
    queue.WhenDurable(version, waiter);
    while (waiter.count() < version && published < version) std::this_thread::yield();
    if (waiter.count() < version) {
      ++missed;
      break;
    }
  }
  wanted = kRounds;
  publisher.join();
  queue.Publish(kRounds + 1);  // calls who was missed
  EXPECT_EQ(missed, 0);
}

TEST(TicketQueue, PublishSaysHowManyWaited) {
  TicketQueue queue(10);
  CountingWaiter waiter;
  for (std::uint64_t version : {11, 12, 13}) queue.WhenDurable(version, waiter);
  EXPECT_EQ(queue.Publish(12), 3u);
  EXPECT_EQ(queue.Publish(13), 1u);
  EXPECT_EQ(queue.Publish(14), 0u);
  EXPECT_EQ(waiter.count(), 3);
}

TEST(TicketQueue, ACrowdIsAwaitedUntilItIsThereOrTimeIsUp) {
  TicketQueue queue(10);
  CountingWaiter waiter;
  queue.AwaitCrowd(1, std::chrono::microseconds(0));  // nobody comes
  std::thread publisher([&] {
    queue.AwaitCrowd(3, std::chrono::hours(1));
    EXPECT_EQ(queue.Publish(13), 3u);
  });
  for (std::uint64_t version : {11, 12, 13}) queue.WhenDurable(version, waiter);
  publisher.join();
  EXPECT_EQ(waiter.count(), 3);
}

TEST(CommitVersion, OrdersAsBytesAndComesBack) {
  EXPECT_LT(CommitVersionOf(255), CommitVersionOf(256));
  EXPECT_EQ(SequenceOf(CommitVersionOf(0x0102030405060708)), 0x0102030405060708u);
  EXPECT_EQ(CommitVersionOf(1).bytes[7], 1);
  EXPECT_EQ(CommitVersionOf(1).bytes[9], 0);
}

}  // namespace
}  // namespace pixii::engine
