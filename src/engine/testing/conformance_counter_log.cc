// Add() and Append(): exact sums, and a log whose order is the order of commits.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

constexpr int kThreads = 50;

void SumsAreExact(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string counter = kCounterPrefix + "sum";
  constexpr int kRounds = 40;
  RunThreads(kThreads, [&](int index) {
    for (int i = 0; i < kRounds; ++i) {
      Transact(engine, {}, [&](Transaction& t) {
        t.Add(counter, index);
        t.Add(counter, -1);
      });
    }
  });
  PutDurably(engine, ItemKey("end"), "");
  EXPECT_EQ(Sum(engine, counter), kRounds * (kThreads * (kThreads - 1) / 2 - kThreads));
}

void SumsWrapAndStartAtZero(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string counter = kCounterPrefix + "wrap";
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(Sum(engine, counter), 0);
  auto add = [&](std::int64_t delta) {
    TransactDurably(engine, {}, [&](Transaction& t) { t.Add(counter, delta); });
    return Sum(engine, counter);
  };
  EXPECT_EQ(add(0), 0);
  EXPECT_EQ(add(-7), -7);
  EXPECT_EQ(add(7), 0);
  EXPECT_EQ(add(kMax), kMax);
  EXPECT_EQ(add(1), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(add(-1), kMax);
}

std::string BytesOf(const CommitVersion& version) {
  return {version.bytes.begin(), version.bytes.end()};
}

void ARecordsKeyIsPrefixVersionOrder(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string prefix = kLogPrefix + "key";
  const Ticket ticket = TransactDurably(engine, {{ItemKey(1)}}, [&](Transaction& t) {
    t.Append(prefix, 0x0102, "second");
    t.Append(prefix, 1, "first");
    t.Put(ItemKey(1), "item");
    t.Append(prefix, 0xffff, "third");
  });
  std::string end;
  using namespace std::string_literals;
  const std::string version = BytesOf(ticket.version);
  EXPECT_EQ(Scan(engine, PrefixRange(prefix, end)),
            (std::vector<Row>{{prefix + version + "\x00\x01"s, "first"},
                              {prefix + version + "\x01\x02"s, "second"},
                              {prefix + version + "\xff\xff"s, "third"}}));
}

// A log reader that goes on behind the last key it saw, and never looks back, sees every record
// once and in the order of the commits: none appears at or below a version that a Reader has shown.
void ALogReaderNeedNeverLookBack(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string prefix = kLogPrefix + "log";
  constexpr int kRounds = 20;
  constexpr std::size_t kRecords = std::size_t{kThreads} * kRounds;
  std::atomic<int> writing = kThreads;
  RunThreads(kThreads + 2, [&](int index) {
    if (index >= kThreads) {
      std::string end;
      const Range all = PrefixRange(prefix, end);
      std::string from = prefix;
      std::string shown = prefix;  // prefix + version of the Reader before
      std::set<std::string> records;
      for (bool last = false; !last;) {
        last = writing == 0;
        const std::unique_ptr<Reader> reader = OpenReader(engine);
        const std::string now = prefix + BytesOf(reader->version());
        for (const auto& [key, value] : Scan(*reader, {.begin = from, .end = all.end})) {
          EXPECT_GT(key.substr(0, now.size()), shown);
          EXPECT_LE(key.substr(0, now.size()), now);
          EXPECT_TRUE(records.insert(value).second) << value;
          from = key + '\0';
        }
        shown = now;
      }
      EXPECT_EQ(records.size(), kRecords);
      return;
    }
    for (int i = 0; i < kRounds; ++i) {
      const std::string value = std::to_string(index) + "/" + std::to_string(i);
      TransactDurably(engine, {}, [&](Transaction& t) { t.Append(prefix, 0, value); });
    }
    --writing;
  });
}

}  // namespace

std::vector<ConformanceProperty> CounterAndLogProperties() {
  return {{"SumsAreExact", SumsAreExact},
          {"SumsWrapAndStartAtZero", SumsWrapAndStartAtZero},
          {"ARecordsKeyIsPrefixVersionOrder", ARecordsKeyIsPrefixVersionOrder},
          {"ALogReaderNeedNeverLookBack", ALogReaderNeedNeverLookBack}};
}

}  // namespace pixii::engine
