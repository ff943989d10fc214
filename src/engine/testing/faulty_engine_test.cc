#include "engine/testing/faulty_engine.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "engine/memory/memory_engine.h"
#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

class FaultySubject final : public ConformanceSubject {
 public:
  FaultySubject() : engine_(NewMemoryEngine(), {.run_bodies_twice = true, .tickets_late = true}) {}
  Engine& engine() override { return engine_; }

 private:
  FaultyEngine engine_;
};

const bool registered =
    RegisterConformanceTests("FaultyMemory", [] { return std::make_unique<FaultySubject>(); });

// One increment under a token: what became of an unknown one is found out by the token.
void Increment(Engine& engine, int number) {
  const std::string token = ItemKey(number);
  const std::string total = ItemKey("total");
  for (;;) {
    const Result<Ticket> ticket =
        TryTransact(engine, {{token}, {total}}, [&](Transaction& t) -> Result<Outcome> {
          if (Get(t, token).has_value()) return Outcome::kDiscard;
          t.Put(token, "");
          t.Put(total, std::to_string(NumberOf(Get(t, total)) + 1));
          t.Add(kCounterPrefix, 1);
          return Outcome::kCommit;
        });
    if (ticket.has_value()) return;
  }
}

TEST(FaultyEngine, TokensMakeUnknownResultsAndConflictsHarmless) {
  FaultyEngine engine(NewMemoryEngine(),
                      {.run_bodies_twice = true, .unknown_every = 10, .conflict_every = 7});
  RunThreads(10, [&](int index) {
    for (int i = 0; i < 100; ++i) Increment(engine, index * 100 + i);
  });
  EXPECT_EQ(NumberOf(Get(engine, ItemKey("total"))), 1000);
  EXPECT_EQ(Sum(engine, kCounterPrefix), 1000);
}

TEST(FaultyEngine, EveryNthCommitIsUnknownAndHalfOfThemHappened) {
  FaultyEngine engine(NewMemoryEngine(), {.unknown_every = 5});
  int unknown = 0;
  for (int i = 0; i < 100; ++i) {
    const Result<Ticket> ticket =
        TryTransact(engine, {{ItemKey(i)}}, [&](Transaction& t) { t.Put(ItemKey(i), ""); });
    if (ticket.has_value()) continue;
    EXPECT_EQ(ticket.error().code, Errc::kUnknown);
    ++unknown;
  }
  EXPECT_EQ(unknown, 20);
  std::string end;
  EXPECT_EQ(Scan(engine, PrefixRange(kItemPrefix, end)).size(), 90u);
}

TEST(FaultyEngine, AConflictWritesNothing) {
  FaultyEngine engine(NewMemoryEngine(), {.conflict_every = 2});
  auto put = [&](const std::string& value) {
    return TryTransact(engine, {{ItemKey(1)}}, [&](Transaction& t) { t.Put(ItemKey(1), value); });
  };
  EXPECT_TRUE(put("one").has_value());
  const Result<Ticket> second = put("two");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::kConflict);
  EXPECT_EQ(Get(engine, ItemKey(1)), "one");
}

TEST(FaultyEngine, OnlyPointReadsThatMayNotWaitWouldBlock) {
  FaultyEngine engine(NewMemoryEngine());
  PutDurably(engine, ItemKey(1), "one");
  engine.set_faults({.would_block_every = 1});
  const std::string key = ItemKey(1);
  EXPECT_EQ(engine.Read(Wait::kNo).value()->Get(key).error().code, Errc::kWouldBlock);
  EXPECT_EQ(Get(*engine.Read(Wait::kYes).value(), key), "one");
  BodyOf body([&](Transaction& t) -> Result<Outcome> {
    Result<Found> found = t.Get(key);
    if (!found.has_value()) return std::unexpected(found.error());
    return Outcome::kDiscard;
  });
  const std::vector<Lock> locks = {{key}};
  EXPECT_EQ(engine.Transact(locks, body, Wait::kNo).error().code, Errc::kWouldBlock);
  EXPECT_TRUE(engine.Transact(locks, body, Wait::kYes).has_value());
}

TEST(FaultyEngine, AReaderBecomesTooOld) {
  FaultyEngine engine(NewMemoryEngine());
  PutDurably(engine, {{ItemKey(1), "1"}, {ItemKey(2), "2"}, {ItemKey(3), "3"}});
  engine.set_faults({.too_old_after = 2});
  const std::unique_ptr<Reader> reader = OpenReader(engine);
  std::string end;
  const std::unique_ptr<Cursor> cursor = reader->Scan(PrefixRange(kItemPrefix, end));
  EXPECT_TRUE(cursor->Next().value());
  EXPECT_TRUE(cursor->Next().value());
  EXPECT_EQ(cursor->Next().error().code, Errc::kTooOld);
  EXPECT_EQ(Get(*OpenReader(engine), ItemKey(3)), "3");
}

TEST(FaultyEngine, LateTicketsAreNotDurableUntilAwaited) {
  FaultyEngine engine(NewMemoryEngine(), {.tickets_late = true});
  const Ticket ticket =
      Transact(engine, {{ItemKey(1)}}, [](Transaction& t) { t.Put(ItemKey(1), ""); });
  EXPECT_FALSE(engine.Durable(ticket));
  AwaitDurable(engine, ticket);
  EXPECT_TRUE(engine.Durable(ticket));
}

}  // namespace
}  // namespace pixii::engine
