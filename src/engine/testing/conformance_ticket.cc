// Tickets: nothing completes, and no Reader shows anything, before it is durable.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

// Notes the order in which waiters are called.
class Calls {
 public:
  void Add(int index) {
    std::lock_guard lock(mutex_);
    order_.push_back(index);
  }
  std::vector<int> order() {
    std::lock_guard lock(mutex_);
    return order_;
  }

 private:
  std::mutex mutex_;
  std::vector<int> order_;
};

class NotingWaiter final : public Waiter {
 public:
  NotingWaiter(int index, Calls& calls) : index_(index), calls_(calls) {}
  void Durable() noexcept override { calls_.Add(index_); }

 private:
  int index_;
  Calls& calls_;
};

void TicketsGrowAndCompleteOnce(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  CommitVersion last{};
  Calls calls;
  std::vector<std::unique_ptr<NotingWaiter>> waiters;
  Ticket ticket;
  for (int i = 0; i < 100; ++i) {
    ticket = Transact(engine, {{ItemKey(i)}}, [&](Transaction& t) { t.Put(ItemKey(i), ""); });
    EXPECT_GT(ticket.version, last);
    last = ticket.version;
    waiters.push_back(std::make_unique<NotingWaiter>(i, calls));
    engine.WhenDurable(ticket, *waiters.back());
  }
  AwaitDurable(engine, ticket);
  EXPECT_TRUE(engine.Durable(ticket));
  while (calls.order().size() < 100) std::this_thread::yield();
  AwaitDurable(engine, PutDurably(engine, ItemKey(1), "again"));
  EXPECT_EQ(calls.order().size(), 100u);
}

// A failed condition shows what it read: its ticket covers that.
void ADiscardsTicketCoversWhatItRead(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string key = ItemKey("read");
  RunThreads(8, [&](int index) {
    for (int i = 0; i < 50; ++i) {
      const Ticket write = Transact(
          engine, {{key}}, [&](Transaction& t) { t.Put(key, std::to_string(index * 1000 + i)); });
      const Ticket discard = Transact(engine, {{key}}, [&](Transaction& t) -> Result<Outcome> {
        EXPECT_TRUE(Get(t, key).has_value());
        return Outcome::kDiscard;
      });
      EXPECT_GE(discard.version, write.version);
    }
  });
}

void AwaitedWritesAreShownAtOnce(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  RunThreads(50, [&](int index) {
    for (int i = 0; i < 10; ++i) {
      const std::string key = ItemKey(index * 10 + i);
      const Ticket ticket = PutDurably(engine, key, "value");
      EXPECT_TRUE(engine.Durable(ticket));
      EXPECT_EQ(Get(engine, key), "value");
    }
  });
}

void NothingIsShownOrCompletedBeforeItIsDurable(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string key = ItemKey("held");
  const std::string counter = kCounterPrefix + "held";
  PutDurably(engine, key, "before");
  const CommitVersion version = OpenReader(engine)->version();
  const CommitVersion schema = OpenReader(engine)->schema_version();
  subject.HoldDurability();

  Calls calls;
  std::vector<std::unique_ptr<NotingWaiter>> waiters;
  std::vector<Ticket> tickets;
  for (int i = 0; i < 3; ++i) {
    tickets.push_back(Transact(engine, {{key, LockKind::kSchema}}, [&](Transaction& t) {
      EXPECT_EQ(Get(t, key), i == 0 ? "before" : std::to_string(i - 1));
      t.Put(key, std::to_string(i));
      t.Add(counter, 1);
      t.Append(kLogPrefix, 0, "record");
    }));
  }
  tickets.push_back(Transact(engine, {{key}}, [&](Transaction& t) -> Result<Outcome> {
    EXPECT_EQ(Get(t, key), "2");
    return Outcome::kDiscard;
  }));
  for (int i : {2, 0, 3, 1}) {
    waiters.push_back(std::make_unique<NotingWaiter>(i, calls));
    engine.WhenDurable(tickets[i], *waiters.back());
    EXPECT_FALSE(engine.Durable(tickets[i]));
  }
  {
    const std::unique_ptr<Reader> reader = OpenReader(engine);
    std::string end;
    EXPECT_EQ(reader->version(), version);
    EXPECT_EQ(reader->schema_version(), schema);
    EXPECT_EQ(Get(*reader, key), "before");
    EXPECT_EQ(Sum(*reader, counter), 0);
    EXPECT_TRUE(Scan(*reader, PrefixRange(kLogPrefix, end)).empty());
  }
  EXPECT_TRUE(calls.order().empty());

  subject.ReleaseDurability();
  for (const Ticket& ticket : tickets) AwaitDurable(engine, ticket);
  EXPECT_EQ(Get(engine, key), "2");
  EXPECT_EQ(Sum(engine, counter), 3);
  EXPECT_EQ(OpenReader(engine)->schema_version(), tickets[2].version);
  while (calls.order().size() < 4) std::this_thread::yield();
  const std::vector<int> order = calls.order();
  EXPECT_EQ(order[0], 0);
  EXPECT_EQ(order[1], 1);  // 2 and 3 have one version
  Calls late;
  NotingWaiter late_waiter(0, late);
  engine.WhenDurable(tickets[1], late_waiter);
  while (late.order().empty()) std::this_thread::yield();
}

}  // namespace

std::vector<ConformanceProperty> TicketProperties() {
  return {{"TicketsGrowAndCompleteOnce", TicketsGrowAndCompleteOnce},
          {"ADiscardsTicketCoversWhatItRead", ADiscardsTicketCoversWhatItRead},
          {"AwaitedWritesAreShownAtOnce", AwaitedWritesAreShownAtOnce},
          {"NothingIsShownOrCompletedBeforeItIsDurable", NothingIsShownOrCompletedBeforeItIsDurable,
           Ability::kHold}};
}

}  // namespace pixii::engine
