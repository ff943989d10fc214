// Readers: unchanging, whole commits only, never older than an answer that was given before.
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
const std::string kCounter = kCounterPrefix + "reader";

void AnOpenReaderNeverChanges(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  constexpr int kKeys = 200;
  std::vector<std::string> keys;
  for (int i = 0; i < kKeys; ++i) keys.push_back(ItemKey(i));
  for (int i = 0; i < kKeys; i += 2) PutDurably(engine, keys[i], "before");
  TransactDurably(engine, {}, [](Transaction& t) { t.Add(kCounter, 5); });

  const std::unique_ptr<Reader> reader = OpenReader(engine);
  std::string end;
  const Range range = PrefixRange(kItemPrefix, end);
  const CommitVersion version = reader->version();
  const std::vector<Row> rows = Scan(*reader, range);
  ASSERT_EQ(rows.size(), std::size_t{kKeys} / 2);
  const std::unique_ptr<Cursor> cursor = reader->Scan(range);
  ASSERT_TRUE(cursor->Next().value());

  RunThreads(kThreads, [&](int index) {
    std::mt19937 random(index);
    for (int i = 0; i < 20; ++i) {
      const std::string& key = keys[random() % kKeys];
      Transact(engine, {{key}}, [&](Transaction& t) {
        if (i % 3 == 0) {
          t.Erase(key);
        } else {
          t.Put(key, "after");
        }
        t.Add(kCounter, 1);
      });
    }
  });
  PutDurably(engine, keys[0], "after");
  subject.Churn();

  EXPECT_EQ(reader->version(), version);
  EXPECT_EQ(Scan(*reader, range), rows);
  EXPECT_EQ(Sum(*reader, kCounter), 5);
  std::vector<Bytes> views(keys.begin(), keys.end());
  Result<std::vector<Found>> many = reader->GetMany(views);
  ASSERT_TRUE(many.has_value());
  ASSERT_EQ(many->size(), keys.size());
  for (int i = 0; i < kKeys; ++i) {
    EXPECT_EQ((*many)[i].has_value(), i % 2 == 0);
    if ((*many)[i].has_value()) {
      EXPECT_EQ((*many)[i]->bytes(), "before");
    }
    EXPECT_EQ(Get(*reader, keys[i]).has_value(), i % 2 == 0);
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ASSERT_TRUE(cursor->Next().value());
    EXPECT_EQ(cursor->key(), rows[i].first);
    EXPECT_EQ(cursor->value(), "before");
  }
  EXPECT_FALSE(cursor->Next().value());
  EXPECT_EQ(Sum(engine, kCounter), 5 + kThreads * 20);
}

void AValueOutlivesItsReaderAndItsKey(ConformanceSubject& subject) {
  const std::string value(5000, 'v');
  PutDurably(subject.engine(), ItemKey(1), value);
  Result<Found> found = OpenReader(subject.engine())->Get(ItemKey(1));
  ASSERT_TRUE(found.has_value() && found->has_value());
  EraseDurably(subject.engine(), ItemKey(1));
  PutDurably(subject.engine(), ItemKey(1), "other");
  EXPECT_EQ((*found)->bytes(), value);
}

// Each commit writes the same number to 100 keys of both prefixes, adds to a counter and appends a
// log record; every Reader must see all of a commit or nothing of it.
void ACommitIsSeenWholeOrNotAtAll(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  constexpr int kKeys = 100;
  constexpr int kCommits = 100;
  std::vector<Lock> locks;
  std::vector<std::string> keys;
  for (int i = 0; i < kKeys; ++i) keys.push_back(ItemKey(i));
  for (const std::string& key : keys) locks.push_back({key});
  const std::string log = kLogPrefix + "whole";
  std::atomic<bool> done = false;
  RunThreads(4, [&](int index) {
    if (index == 0) {
      for (int i = 1; i <= kCommits; ++i) {
        Transact(engine, locks, [&](Transaction& t) {
          for (const std::string& key : keys) t.Put(key, std::to_string(i));
          t.Add(kCounter, 1);
          t.Append(log, 0, std::to_string(i));
        });
      }
      PutDurably(engine, ItemKey("done"), "");
      done = true;
      return;
    }
    std::string end;
    std::string log_end;
    while (!done) {
      const std::unique_ptr<Reader> reader = OpenReader(engine);
      const std::int64_t count = Sum(*reader, kCounter);
      const auto records =
          static_cast<std::int64_t>(Scan(*reader, PrefixRange(log, log_end)).size());
      EXPECT_EQ(records, count);
      for (const std::string& key : keys) EXPECT_EQ(NumberOf(Get(*reader, key)), count);
    }
  });
  EXPECT_EQ(Sum(engine, kCounter), kCommits);
}

// What was answered, by a write or by another Reader, is in every Reader opened afterwards, on any
// thread.
void AReaderIsNeverOlderThanAnAnswerBeforeIt(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string key = ItemKey("clock");
  std::atomic<std::int64_t> answered = 0;
  std::atomic<bool> done = false;
  auto raise = [&](std::int64_t value) {
    std::int64_t before = answered;
    while (before < value && !answered.compare_exchange_weak(before, value)) {
    }
  };
  RunThreads(5, [&](int index) {
    if (index == 0) {
      for (int i = 1; i <= 100; ++i) {
        PutDurably(engine, key, std::to_string(i));
        raise(i);
      }
      done = true;
      return;
    }
    CommitVersion newest{};
    while (!done) {
      const std::int64_t at_least = answered;
      const std::unique_ptr<Reader> reader = OpenReader(engine);
      const std::int64_t shown = NumberOf(Get(*reader, key));
      EXPECT_GE(shown, at_least);
      EXPECT_GE(reader->version(), newest);
      newest = reader->version();
      raise(shown);
      std::this_thread::yield();
    }
  });
}

void AReaderContainsWhatItsVersionSays(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const Ticket first = PutDurably(engine, ItemKey(1), "1");
  const std::unique_ptr<Reader> reader = OpenReader(engine);
  EXPECT_GE(reader->version(), first.version);
  const Ticket second = PutDurably(engine, ItemKey(1), "2");
  EXPECT_LT(first.version, second.version);
  EXPECT_LT(reader->version(), second.version);
  EXPECT_GE(OpenReader(engine)->version(), second.version);
}

}  // namespace

std::vector<ConformanceProperty> ReaderProperties() {
  return {{"AnOpenReaderNeverChanges", AnOpenReaderNeverChanges},
          {"AValueOutlivesItsReaderAndItsKey", AValueOutlivesItsReaderAndItsKey},
          {"ACommitIsSeenWholeOrNotAtAll", ACommitIsSeenWholeOrNotAtAll},
          {"AReaderIsNeverOlderThanAnAnswerBeforeIt", AReaderIsNeverOlderThanAnAnswerBeforeIt},
          {"AReaderContainsWhatItsVersionSays", AReaderContainsWhatItsVersionSays}};
}

}  // namespace pixii::engine
