// Strict serializability of Transact() on hot keys, and what a body sees and leaves.
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>

#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

constexpr int kThreads = 50;

void NoIncrementIsLost(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  constexpr int kRounds = 20;
  for (int key_count : {1, 2, 10}) {
    const std::string name = "hot" + std::to_string(key_count) + "-";
    RunThreads(kThreads, [&](int index) {
      for (int i = 0; i < kRounds; ++i) {
        const std::string key = ItemKey(name + std::to_string((index + i) % key_count));
        TransactDurably(engine, {{key}}, [&](Transaction& t) {
          t.Put(key, std::to_string(NumberOf(Get(t, key)) + 1));
        });
      }
    });
    std::int64_t sum = 0;
    for (int i = 0; i < key_count; ++i) {
      sum += NumberOf(Get(engine, ItemKey(name + std::to_string(i))));
    }
    EXPECT_EQ(sum, kThreads * kRounds) << key_count << " keys";
  }
}

void AConditionalCreateHasOneWinner(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  for (int round = 0; round < 20; ++round) {
    const std::string key = ItemKey(round);
    std::atomic<int> winners = 0;
    std::atomic<int> winner = -1;
    std::vector<int> seen_by_losers(kThreads, -1);
    RunThreads(kThreads, [&](int index) {
      int seen = -1;
      TransactDurably(engine, {{key}}, [&](Transaction& t) -> Result<Outcome> {
        const std::optional<std::string> old = Get(t, key);
        seen = old.has_value() ? std::stoi(*old) : -1;
        if (old.has_value()) return Outcome::kDiscard;
        t.Put(key, std::to_string(index));
        return Outcome::kCommit;
      });
      if (seen == -1) {
        ++winners;
        winner = index;
      }
      seen_by_losers[index] = seen;
    });
    EXPECT_EQ(winners, 1);
    for (int i = 0; i < kThreads; ++i) {
      if (seen_by_losers[i] != -1) {
        EXPECT_EQ(seen_by_losers[i], winner);
      }
    }
    EXPECT_EQ(NumberOf(Get(engine, key)), winner);
  }
}

// Transfers between accounts, locked in random order, some of them twice: no deadlock, and the sum
// is the same in every state.
void TransfersKeepTheirSumInAnyLockOrder(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  constexpr int kAccounts = 20;
  std::vector<Row> rows;
  for (int i = 0; i < kAccounts; ++i) rows.emplace_back(ItemKey(i), "100");
  PutDurably(engine, rows);
  std::atomic<int> writing = kThreads;
  RunThreads(kThreads + 1, [&](int index) {
    if (index == kThreads) {
      std::string end;
      while (writing > 0) {
        std::int64_t sum = 0;
        for (const Row& row : Scan(engine, PrefixRange(kItemPrefix, end))) {
          sum += NumberOf(row.second);
        }
        EXPECT_EQ(sum, kAccounts * 100);
      }
      return;
    }
    std::mt19937 random(index);
    for (int i = 0; i < 20; ++i) {
      const std::string& from = rows[random() % kAccounts].first;
      const std::string& to = rows[random() % kAccounts].first;
      std::vector<Lock> locks = {{from}, {to}, {from}};
      for (int more = 0; more < 8; ++more) locks.push_back({rows[random() % kAccounts].first});
      Transact(engine, locks, [&](Transaction& t) {
        if (from == to) return;
        t.Put(from, std::to_string(NumberOf(Get(t, from)) - 7));
        t.Put(to, std::to_string(NumberOf(Get(t, to)) + 7));
      });
    }
    --writing;
  });
}

// Each of two bodies reads both keys and clears one of them, if both are set: never both.
void WriteSkewDoesNotHappen(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::vector<std::string> keys = {ItemKey("left"), ItemKey("right")};
  for (int round = 0; round < 100; ++round) {
    PutDurably(engine, {{keys[0], "1"}, {keys[1], "1"}});
    RunThreads(2, [&](int index) {
      TransactDurably(engine, {{keys[0]}, {keys[1]}}, [&](Transaction& t) -> Result<Outcome> {
        const std::vector<Bytes> views(keys.begin(), keys.end());
        Result<std::vector<Found>> both = t.GetMany(views);
        if (!both.has_value()) return std::unexpected(both.error());
        if ((*both)[0]->bytes() == "0" || (*both)[1]->bytes() == "0") return Outcome::kDiscard;
        std::this_thread::yield();  // gives the other body its chance to come between
        t.Put(keys[index], "0");
        return Outcome::kCommit;
      });
    });
    const std::unique_ptr<Reader> reader = OpenReader(engine);
    EXPECT_EQ(NumberOf(Get(*reader, keys[0])) + NumberOf(Get(*reader, keys[1])), 1);
  }
}

void OwnWritesAreNotSeenAndTheLastOneCounts(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string a = ItemKey("a");
  const std::string b = ItemKey("b");
  const std::string c = ItemKey("c");
  const std::string d = ItemKey("d");
  PutDurably(engine, {{a, "old"}, {c, "old"}});
  TransactDurably(engine, {{a}, {b}, {c}, {d}}, [&](Transaction& t) {
    t.Put(a, "first");
    EXPECT_EQ(Get(t, a), "old");
    t.Put(a, "second");
    t.Put(b, "gone");
    EXPECT_EQ(Get(t, b), std::nullopt);
    t.Erase(b);
    t.Erase(c);
    EXPECT_EQ(Get(t, c), "old");
    t.Put(c, "back");
    t.Erase(d);  // was never there
  });
  const std::unique_ptr<Reader> reader = OpenReader(engine);
  EXPECT_EQ(Get(*reader, a), "second");
  EXPECT_EQ(Get(*reader, b), std::nullopt);
  EXPECT_EQ(Get(*reader, c), "back");
  EXPECT_EQ(Get(*reader, d), std::nullopt);
  std::string end;
  EXPECT_EQ(Scan(*reader, PrefixRange(kItemPrefix, end)).size(), 2u);
}

void ABodySeesTheLatestStateAndItsOwnPast(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string key = ItemKey("chain");
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    Transact(engine, {{key}}, [&](Transaction& t) {
      EXPECT_EQ(Get(t, key).value_or(""), expected);
      Result<Found> owned = t.GetOwned(key + "/owned");
      ASSERT_TRUE(owned.has_value());
      EXPECT_EQ(owned->has_value(), i > 0);
      if (owned->has_value()) {
        EXPECT_EQ((*owned)->bytes(), std::to_string(i - 1));
      }
      const std::string owned_key = key + "/owned";
      const Bytes views[] = {owned_key};
      Result<std::vector<Found>> owned_many = t.GetManyOwned(views);
      ASSERT_TRUE(owned_many.has_value());
      ASSERT_EQ(owned_many->size(), 1u);
      EXPECT_EQ((*owned_many)[0].has_value(), i > 0);
      t.Put(key + "/owned", std::to_string(i));
      if (i % 5 == 4) {
        t.Erase(key);
      } else {
        t.Put(key, std::to_string(i));
      }
    });
    expected = i % 5 == 4 ? "" : std::to_string(i);
  }
}

void DiscardsAndErrorsWriteNothing(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string key = ItemKey("kept");
  const std::string counter = kCounterPrefix + "kept";
  PutDurably(engine, key, "kept");
  auto write = [&](Transaction& t) {
    t.Put(key, "changed");
    t.Erase(ItemKey("other"));
    t.Add(counter, 1);
    t.Append(kLogPrefix, 1, "record");
  };
  TransactDurably(engine, {{key}}, [&](Transaction& t) -> Result<Outcome> {
    write(t);
    return Outcome::kDiscard;
  });
  const Result<Ticket> failed =
      TryTransact(engine, {{key}}, [&](Transaction& t) -> Result<Outcome> {
        write(t);
        return std::unexpected(Error{Errc::kCorruption, "the body's own"});
      });
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, Errc::kCorruption);
  EXPECT_EQ(failed.error().what, "the body's own");
  PutDurably(engine, ItemKey("next"), "");  // would carry along what was left over
  EXPECT_EQ(Get(engine, key), "kept");
  EXPECT_EQ(Sum(engine, counter), 0);
  std::string end;
  EXPECT_TRUE(Scan(engine, PrefixRange(kLogPrefix, end)).empty());
}

}  // namespace

std::vector<ConformanceProperty> TransactionProperties() {
  return {{"NoIncrementIsLost", NoIncrementIsLost},
          {"AConditionalCreateHasOneWinner", AConditionalCreateHasOneWinner},
          {"TransfersKeepTheirSumInAnyLockOrder", TransfersKeepTheirSumInAnyLockOrder},
          {"WriteSkewDoesNotHappen", WriteSkewDoesNotHappen},
          {"OwnWritesAreNotSeenAndTheLastOneCounts", OwnWritesAreNotSeenAndTheLastOneCounts},
          {"ABodySeesTheLatestStateAndItsOwnPast", ABodySeesTheLatestStateAndItsOwnPast},
          {"DiscardsAndErrorsWriteNothing", DiscardsAndErrorsWriteNothing}};
}

}  // namespace pixii::engine
