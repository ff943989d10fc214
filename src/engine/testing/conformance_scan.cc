// Order, bounds and page ends of scans, against std::map as the model.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

using Model = std::map<std::string, std::string>;

std::vector<Row> Expected(const Model& model, const Range& range) {
  std::vector<Row> rows;
  if (!(range.begin < range.end)) return rows;
  const auto first = model.lower_bound(std::string(range.begin));
  const auto last = model.lower_bound(std::string(range.end));
  rows.assign(first, last);
  if (range.reverse) std::reverse(rows.begin(), rows.end());
  return rows;
}

// Endings that a comparison of signed bytes, or one that stops at 0x00, puts in another order.
std::vector<std::string> AwkwardKeys() {
  using namespace std::string_literals;
  std::vector<std::string> keys;
  for (const std::string& ending :
       {""s, "\0"s, "\0\0"s, "\0\xff"s, "a"s, "a\0"s, "a\0b"s, "a\xff"s, "ab"s, "b"s, "\x7f"s,
        "\x80"s, "\x80\0"s, "\xfe"s, "\xff"s, "\xff\0"s, "\xff\xff"s, "\xff\xff\xff"s}) {
    keys.push_back(ItemKey(ending));
  }
  return keys;
}

void KeysAreOrderedAsUnsignedBytes(ConformanceSubject& subject) {
  Model model;
  std::vector<std::string> keys = AwkwardKeys();
  std::shuffle(keys.begin(), keys.end(), std::mt19937(1));
  for (const std::string& key : keys) {
    model[key] = "value of " + key;
    PutDurably(subject.engine(), key, model[key]);
  }
  std::string end;
  Range range = PrefixRange(kItemPrefix, end);
  EXPECT_EQ(Scan(subject.engine(), range), Expected(model, range));
  range.reverse = true;
  EXPECT_EQ(Scan(subject.engine(), range), Expected(model, range));
  for (const auto& [key, value] : model) EXPECT_EQ(Get(subject.engine(), key), value);
}

void EveryPairOfBoundsIsHalfOpen(ConformanceSubject& subject) {
  Model model;
  std::vector<std::string> bounds = AwkwardKeys();
  for (std::size_t i = 0; i < bounds.size(); i += 2) model[bounds[i]] = std::to_string(i);
  PutDurably(subject.engine(), std::vector<Row>(model.begin(), model.end()));
  const std::unique_ptr<Reader> reader = OpenReader(subject.engine());
  for (const std::string& begin : bounds) {
    for (const std::string& end : bounds) {  // empty and inverted ones among them
      for (bool reverse : {false, true}) {
        const Range range{.begin = begin, .end = end, .reverse = reverse};
        EXPECT_EQ(Scan(*reader, range), Expected(model, range)) << begin << " to " << end;
      }
    }
  }
}

// Many pages: small rows, rows larger than a page, and erased ones between them.
void LongScansMissAndRepeatNothing(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::size_t limit = engine.limits().value_size_bytes;
  Model model;
  std::vector<Row> rows;
  for (int i = 0; i < 4000; ++i) {
    std::size_t size = i % 500 == 499 ? 400 * 1024 : 100 + i % 97;
    if (limit != 0) size = std::min(size, limit);
    rows.emplace_back(ItemKey(i), std::string(size, static_cast<char>('a' + i % 26)));
  }
  for (std::size_t i = 0; i < rows.size(); i += 10) {
    PutDurably(engine, std::vector<Row>(rows.begin() + i, rows.begin() + i + 10));
  }
  for (const Row& row : rows) model.insert(row);
  TransactDurably(engine, {{ItemKey(0)}}, [&](Transaction& t) {
    for (int i = 0; i < 4000; i += 3) t.Erase(ItemKey(i));
  });
  for (int i = 0; i < 4000; i += 3) model.erase(ItemKey(i));
  subject.Churn();

  const std::unique_ptr<Reader> reader = OpenReader(engine);
  for (const auto& [from, to] : {std::pair{0, 4000},
                                 {0, 99999},
                                 {1, 2},
                                 {3, 4},
                                 {777, 1555},
                                 {498, 501},
                                 {3998, 4000},
                                 {2000, 2000}}) {
    for (bool reverse : {false, true}) {
      for (std::size_t hint : {std::size_t{0}, std::size_t{1}, std::size_t{1} << 20}) {
        const std::string begin = ItemKey(from);
        const std::string end = ItemKey(to);
        const Range range{begin, end, reverse, hint};
        EXPECT_EQ(Scan(*reader, range), Expected(model, range)) << from << " to " << to;
      }
    }
  }
}

// Erased keys that an older Reader still sees may not hide what stands behind them.
void ScansGoOnBehindManyErasedKeys(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  constexpr int kKeys = 10000;
  Transact(engine, {{ItemKey(0)}}, [](Transaction& t) {
    for (int i = 0; i < kKeys; ++i) t.Put(ItemKey(i), "x");
  });
  PutDurably(engine, ItemKey(kKeys), "last");
  const std::unique_ptr<Reader> before = OpenReader(engine);
  TransactDurably(engine, {{ItemKey(0)}}, [](Transaction& t) {
    for (int i = 1; i < kKeys; ++i) t.Erase(ItemKey(i));
  });
  std::string end;
  Range range = PrefixRange(kItemPrefix, end);
  const std::vector<Row> expected = {{ItemKey(0), "x"}, {ItemKey(kKeys), "last"}};
  EXPECT_EQ(Scan(engine, range), expected);
  range.reverse = true;
  EXPECT_EQ(Scan(engine, range), (std::vector<Row>{expected[1], expected[0]}));
  EXPECT_EQ(Scan(*before, range).size(), std::size_t{kKeys} + 1);
}

void ACursorEndsOnceAndStaysThere(ConformanceSubject& subject) {
  PutDurably(subject.engine(), ItemKey(1), "one");
  const std::unique_ptr<Reader> reader = OpenReader(subject.engine());
  std::string end;
  // The range's bytes are copied: the cursor must not need them again.
  auto begin = std::make_unique<std::string>(kItemPrefix);
  Range range = PrefixRange(*begin, end);
  const std::unique_ptr<Cursor> cursor = reader->Scan(range);
  begin->assign("gone");
  end.assign("gone");
  Result<bool> more = cursor->Next();
  ASSERT_TRUE(more.has_value() && *more);
  EXPECT_EQ(cursor->key(), ItemKey(1));
  EXPECT_EQ(cursor->value(), "one");
  for (int i = 0; i < 2; ++i) {
    more = cursor->Next();
    ASSERT_TRUE(more.has_value());
    EXPECT_FALSE(*more);
  }
}

}  // namespace

std::vector<ConformanceProperty> ScanProperties() {
  return {{"KeysAreOrderedAsUnsignedBytes", KeysAreOrderedAsUnsignedBytes},
          {"EveryPairOfBoundsIsHalfOpen", EveryPairOfBoundsIsHalfOpen},
          {"LongScansMissAndRepeatNothing", LongScansMissAndRepeatNothing},
          {"ScansGoOnBehindManyErasedKeys", ScansGoOnBehindManyErasedKeys},
          {"ACursorEndsOnceAndStaysThere", ACursorEndsOnceAndStaysThere}};
}

}  // namespace pixii::engine
