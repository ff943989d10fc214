#include "store/page.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "engine/memory/memory_engine.h"
#include "engine/testing/faulty_engine.h"
#include "engine/testing/transact.h"
#include "expr/testing/literals.h"

namespace pixii::store {
namespace {

using expr::testing::Text;

class Collector final : public PageVisitor {
 public:
  Status Visit(value::ItemView item) override {
    if (error_at == items.size()) return std::unexpected(ValidationError("enough"));
    items.push_back(Text(item.Find("n")));
    return {};
  }
  void Last(value::ItemView item) override {
    ++lasts;
    last = Text(item.Find("n"));
  }
  bool Full() const override { return items.size() == full_at; }

  std::size_t error_at = SIZE_MAX;
  std::size_t full_at = SIZE_MAX;
  std::vector<std::string> items;
  int lasts = 0;
  std::string last;
};

using Numbers = std::vector<std::string>;

class PageTest : public testing::Test {
 protected:
  // Items {n: 0}, {n: 1}, ... at the keys a, b, ...; `size_bytes` each.
  void Fill(int count, std::size_t size_bytes = 10) {
    std::vector<engine::Row> rows;
    for (int i = 0; i < count; ++i) {
      const std::string number = "{n: " + std::to_string(i);
      const std::size_t rest = size_bytes - literals_.Item(number + ", x: ''}").SizeBytes();
      const value::ItemView item =
          literals_.Item(number + ", x: '" + std::string(rest, 'x') + "'}");
      ASSERT_EQ(item.SizeBytes(), size_bytes);
      rows.emplace_back(std::string(1, static_cast<char>('a' + i)), item.bytes());
    }
    engine::PutDurably(engine_, rows);
  }
  PageSummary Read(const PageRequest& request, Collector& collector) {
    const auto reader = engine::OpenReader(engine_);
    const auto page = ReadPage(*reader, request, collector);
    EXPECT_TRUE(page.has_value());
    return page.value_or(PageSummary{});
  }
  static PageRequest All() {
    return {.begin = "a", .end = "z", .size_bytes_max = kPageSizeBytesMax};
  }

  expr::testing::Literals literals_;
  engine::FaultyEngine engine_{engine::NewMemoryEngine()};
};

TEST_F(PageTest, ShowsTheRangeInOrder) {
  Fill(4);
  Collector collector;
  const PageSummary page = Read(All(), collector);
  EXPECT_EQ(collector.items, (Numbers{"0", "1", "2", "3"}));
  EXPECT_EQ(page.scanned_count, 4U);
  EXPECT_EQ(page.size_bytes, 40U);
  EXPECT_FALSE(page.stopped);
  EXPECT_EQ(collector.lasts, 0);
}

TEST_F(PageTest, EndsOfTheRangeAreBeginAndBeforeEnd) {
  Fill(4);
  for (const bool reverse : {false, true}) {
    Collector collector;
    PageRequest request = All();
    request.begin = "b";
    request.end = "d";
    request.reverse = reverse;
    Read(request, collector);
    EXPECT_EQ(collector.items, (reverse ? Numbers{"2", "1"} : Numbers{"1", "2"}));
  }
}

TEST_F(PageTest, AnEmptyRangeShowsNothing) {
  Fill(4);
  for (const auto& [begin, end] : {std::pair("b", "b"), std::pair("c", "b"), std::pair("x", "z")}) {
    Collector collector;
    PageRequest request = All();
    request.begin = begin;
    request.end = end;
    const PageSummary page = Read(request, collector);
    EXPECT_TRUE(collector.items.empty());
    EXPECT_FALSE(page.stopped);
    EXPECT_EQ(page.scanned_count, 0U);
  }
}

TEST_F(PageTest, StopsAtTheLimitAndSaysWhere) {
  Fill(4);
  for (const std::uint64_t limit : {1U, 3U, 4U, 5U}) {
    Collector collector;
    PageRequest request = All();
    request.items_max = limit;
    const PageSummary page = Read(request, collector);
    // At the limit it cannot know that there is no more.
    EXPECT_EQ(page.stopped, limit <= 4);
    EXPECT_EQ(page.scanned_count, std::min<std::uint64_t>(limit, 4));
    EXPECT_EQ(collector.lasts, limit <= 4 ? 1 : 0);
    EXPECT_EQ(collector.last, limit <= 4 ? std::to_string(limit - 1) : "");
  }
}

TEST_F(PageTest, StopsInReverseToo) {
  Fill(4);
  Collector collector;
  PageRequest request = All();
  request.reverse = true;
  request.items_max = 3;
  EXPECT_TRUE(Read(request, collector).stopped);
  EXPECT_EQ(collector.items, (Numbers{"3", "2", "1"}));
  EXPECT_EQ(collector.last, "1");
}

TEST_F(PageTest, StopsWithTheItemThatReachesOneMegabyte) {
  Fill(6, kPageSizeBytesMax / 4);
  Collector collector;
  const PageSummary page = Read(All(), collector);
  EXPECT_EQ(collector.items.size(), 4U);
  EXPECT_EQ(page.size_bytes, kPageSizeBytesMax);
  EXPECT_TRUE(page.stopped);
  EXPECT_EQ(collector.last, "3");
}

TEST_F(PageTest, GoesOnBelowOneMegabyte) {
  Fill(6, kPageSizeBytesMax / 4 - 1);
  Collector collector;
  const PageSummary page = Read(All(), collector);
  EXPECT_EQ(page.scanned_count, 5U);
  EXPECT_TRUE(page.stopped);
}

TEST_F(PageTest, StopsWhenTheVisitorIsFull) {
  Fill(4);
  Collector collector;
  collector.full_at = 2;
  const PageSummary page = Read(All(), collector);
  EXPECT_EQ(page.scanned_count, 2U);
  EXPECT_TRUE(page.stopped);
  EXPECT_EQ(collector.last, "1");
}

TEST_F(PageTest, AnErrorOfTheVisitorEndsIt) {
  Fill(4);
  Collector collector;
  collector.error_at = 2;
  const auto reader = engine::OpenReader(engine_);
  const auto page = ReadPage(*reader, All(), collector);
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().message, "enough");
  EXPECT_EQ(collector.items.size(), 2U);
  EXPECT_EQ(collector.lasts, 0);
}

TEST_F(PageTest, AnErrorOfTheEngineEndsIt) {
  Fill(4);
  engine_.set_faults({.too_old_after = 2});
  Collector collector;
  const auto reader = engine::OpenReader(engine_);
  const auto page = ReadPage(*reader, All(), collector);
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().code, ErrorCode::kServiceUnavailable);
}

}  // namespace
}  // namespace pixii::store
