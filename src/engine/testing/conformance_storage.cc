// Retired ranges, limits, and what outlives the engine.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

// The background has no event to wait for. Far more than any engine needs.
bool BecomesRetired(Engine& engine, const std::string& begin, const std::string& end) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!engine.Retired(begin, end)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

void FillForRetire(Engine& engine, int count) {
  for (int from = 0; from < count; from += 500) {
    TransactDurably(engine, {{ItemKey(from)}}, [&](Transaction& t) {
      for (int i = from; i < from + 500; ++i) t.Put(ItemKey(i), std::string(200, 'x'));
      t.Add(ItemKey(from) + "#", 1);  // a counter among the items
    });
  }
}

void RetireFreesItsRangeAndNothingElse(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  constexpr int kKeys = 4000;
  FillForRetire(engine, kKeys);
  const std::string begin = ItemKey(1000);
  const std::string end = ItemKey(3000);
  EXPECT_FALSE(engine.Retired(begin, end));
  std::string all_end;
  const Range all = PrefixRange(kItemPrefix, all_end);
  const Range dead{.begin = begin, .end = end};
  std::unique_ptr<Reader> reader = OpenReader(engine);
  const std::vector<Row> rows = Scan(*reader, all);

  ASSERT_TRUE(engine.Retire(begin, end).has_value());
  ASSERT_TRUE(engine.Retire(begin, end).has_value());
  EXPECT_FALSE(engine.Retired(begin, end));
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Scan(*reader, all), rows);
    PutDurably(engine, ItemKey(i), "neighbour");
  }
  subject.Churn();
  EXPECT_EQ(Scan(*reader, all), rows);
  reader.reset();

  EXPECT_TRUE(BecomesRetired(engine, begin, end));
  reader = OpenReader(engine);
  EXPECT_TRUE(Scan(*reader, dead).empty());
  EXPECT_EQ(Get(*reader, ItemKey(2000)), std::nullopt);
  EXPECT_EQ(Sum(*reader, ItemKey(1500) + "#"), 0);
  EXPECT_EQ(Sum(*reader, ItemKey(500) + "#"), 1);
  const Range below{.begin = kItemPrefix, .end = begin};
  const Range above{.begin = end, .end = all.end};
  EXPECT_EQ(Scan(*reader, below).size(), 1002u);
  EXPECT_EQ(Scan(*reader, above).size(), 1002u);
  EXPECT_EQ(Get(*reader, ItemKey(5)), "neighbour");
}

void RetireIgnoresEmptyRanges(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  PutDurably(engine, ItemKey(1), "kept");
  EXPECT_TRUE(engine.Retire(ItemKey(1), ItemKey(1)).has_value());
  EXPECT_TRUE(engine.Retire(ItemKey(2), ItemKey(0)).has_value());
  ASSERT_TRUE(engine.Retire(ItemKey(7), ItemKey(9)).has_value());
  EXPECT_TRUE(BecomesRetired(engine, ItemKey(7), ItemKey(9)));
  EXPECT_EQ(Get(engine, ItemKey(1)), "kept");
}

void WritersGoOnBesideARetire(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  FillForRetire(engine, 4000);
  ASSERT_TRUE(engine.Retire(ItemKey(1000), ItemKey(4000)).has_value());
  RunThreads(4, [&](int index) {
    for (int i = 0; i < 100; ++i) {
      const std::string key = ItemKey(index);
      TransactDurably(engine, {{key}}, [&](Transaction& t) { t.Put(key, std::to_string(i)); });
    }
  });
  EXPECT_TRUE(BecomesRetired(engine, ItemKey(1000), ItemKey(4000)));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Get(engine, ItemKey(i)), "99");
  const std::string end = ItemKey(1000);
  EXPECT_EQ(Scan(engine, {.begin = kItemPrefix, .end = end}).size(), 1002u);
}

void LimitsAreExact(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const Limits limits = engine.limits();
  auto try_put = [&](std::size_t key_size, std::size_t value_size, std::size_t count) {
    const std::string key(key_size, kItemPrefix[0]);
    const std::string value(value_size, 'v');
    return TryTransact(engine, {{key}}, [&](Transaction& t) {
      for (std::size_t i = 0; i < count; ++i) t.Put(key, value);
    });
  };
  auto is_too_large = [](const Result<Ticket>& result) {
    return !result.has_value() && result.error().code == Errc::kTooLarge;
  };
  if (limits.key_size_bytes != 0) {
    EXPECT_TRUE(try_put(limits.key_size_bytes, 1, 1).has_value());
    EXPECT_TRUE(is_too_large(try_put(limits.key_size_bytes + 1, 1, 1)));
  }
  if (limits.value_size_bytes != 0) {
    EXPECT_TRUE(try_put(10, limits.value_size_bytes, 1).has_value());
    EXPECT_TRUE(is_too_large(try_put(10, limits.value_size_bytes + 1, 1)));
  }
  if (limits.transaction_size_bytes != 0) {
    const std::size_t value_size = 1000 - 10;
    const std::size_t count = limits.transaction_size_bytes / 1000;
    EXPECT_TRUE(try_put(10, value_size, count).has_value());
    EXPECT_TRUE(is_too_large(try_put(10, value_size, count + 1)));
  }
  // Without a limit, the largest item of DynamoDB with the longest keys fits.
  if (limits.value_size_bytes == 0) {
    EXPECT_TRUE(try_put(8000, 400 * 1024, 1).has_value());
  }
}

void WhatWasDurableOutlivesTheEngine(ConformanceSubject& subject) {
  const std::string counter = kCounterPrefix + "kept";
  std::string end;
  CommitVersion newest{};
  for (int round = 0; round < 3; ++round) {
    Engine& engine = subject.engine();
    for (int i = 0; i < 50; ++i) {
      const Ticket ticket = Transact(engine, {{ItemKey(i)}}, [&](Transaction& t) {
        EXPECT_EQ(Get(t, ItemKey(i)).has_value(), round > 0 && i != 7);
        t.Put(ItemKey(i), std::to_string(round));
        t.Add(counter, 1);
        t.Append(kLogPrefix, 0, "record");
      });
      EXPECT_GT(ticket.version, newest) << "versions go back over a restart";
      newest = ticket.version;
    }
    newest = EraseDurably(engine, ItemKey(7)).version;
    if (round == 1) subject.Churn();
    subject.Reopen();
    const std::unique_ptr<Reader> reader = OpenReader(subject.engine());
    EXPECT_GE(reader->version(), newest);
    EXPECT_EQ(Scan(*reader, PrefixRange(kItemPrefix, end)).size(), 49u);
    EXPECT_EQ(Get(*reader, ItemKey(8)), std::to_string(round));
    EXPECT_EQ(Sum(*reader, counter), (round + 1) * 50);
    EXPECT_EQ(Scan(*reader, PrefixRange(kLogPrefix, end)).size(), (round + 1) * 50u);
  }
}

}  // namespace

std::vector<ConformanceProperty> StorageProperties() {
  return {{"RetireFreesItsRangeAndNothingElse", RetireFreesItsRangeAndNothingElse},
          {"RetireIgnoresEmptyRanges", RetireIgnoresEmptyRanges},
          {"WritersGoOnBesideARetire", WritersGoOnBesideARetire},
          {"LimitsAreExact", LimitsAreExact},
          {"WhatWasDurableOutlivesTheEngine", WhatWasDurableOutlivesTheEngine, Ability::kReopen}};
}

}  // namespace pixii::engine
