// A parallel Scan of 16 segments over 100,000 items of random keys: each item comes once, no
// segment is much larger than another, and no segment reads what belongs to another.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/limits.h"
#include "catalog/keys.h"
#include "engine/memory/memory_engine.h"
#include "engine/testing/transact.h"
#include "store/item_key.h"
#include "store/page.h"
#include "store/testing/world.h"
#include "value/number.h"

namespace pixii::store {
namespace {

constexpr int kItems = 100'000;
constexpr std::uint64_t kSegments = 16;

class CountingCursor final : public engine::Cursor {
 public:
  CountingCursor(std::unique_ptr<engine::Cursor> inner, std::int64_t& visited)
      : inner_(std::move(inner)), visited_(visited) {}
  engine::Result<bool> Next() override {
    ++visited_;
    return inner_->Next();
  }
  engine::Bytes key() const override { return inner_->key(); }
  engine::Bytes value() const override { return inner_->value(); }

 private:
  std::unique_ptr<engine::Cursor> inner_;
  std::int64_t& visited_;
};

// Counts the steps of its cursors, those that find the end too.
class CountingReader final : public engine::Reader {
 public:
  explicit CountingReader(std::unique_ptr<engine::Reader> inner) : inner_(std::move(inner)) {}
  engine::CommitVersion version() const override { return inner_->version(); }
  engine::CommitVersion schema_version() const override { return inner_->schema_version(); }
  engine::Result<engine::Found> Get(engine::Bytes key) override { return inner_->Get(key); }
  engine::Result<std::vector<engine::Found>> GetMany(std::span<const engine::Bytes> keys) override {
    return inner_->GetMany(keys);
  }
  std::unique_ptr<engine::Cursor> Scan(const engine::Range& range) override {
    return std::make_unique<CountingCursor>(inner_->Scan(range), visited);
  }
  engine::Result<std::int64_t> Sum(engine::Bytes counter) override { return inner_->Sum(counter); }

  std::int64_t visited = 0;

 private:
  std::unique_ptr<engine::Reader> inner_;
};

// The partition keys of a page, as bytes, and the key to go on after.
class Collector final : public PageVisitor {
 public:
  explicit Collector(const catalog::Table& table) : table_(table) {}
  Status Visit(value::ItemView item) override {
    keys.emplace_back(item.Find("pk").bytes());
    return {};
  }
  void Last(value::ItemView item) override { last = testing::KeyOf(table_, item); }

  std::vector<std::string> keys;
  std::string last;

 private:
  const catalog::Table& table_;
};

void WritePartitionKey(value::Type type, std::uint64_t number, value::ValueWriter& out) {
  if (type == value::Type::kString) {
    out.String(std::to_string(number));
  } else {
    out.Number(value::NumberOf(static_cast<std::int64_t>(number >> 1)));
  }
}

class ParallelScanTest : public ::testing::TestWithParam<value::Type> {
 protected:
  ParallelScanTest() {
    table_.id = 5;
    table_.key.partition.type = GetParam();
  }

  // Neighbours of the table too, which no segment may read.
  void Fill() {
    std::mt19937_64 random(20261121);
    value::ItemBuilder builder;
    std::vector<engine::Row> rows;
    for (int i = 0; i < kItems; ++i) {
      builder.Clear();
      WritePartitionKey(GetParam(), random(), builder.BeginAttribute("pk"));
      const value::ItemView item = *builder.Finish();
      rows.emplace_back(testing::KeyOf(table_, item), item.bytes());
      if (rows.size() == 10'000) {
        engine::PutDurably(*engine_, rows);
        rows.clear();
      }
    }
    for (const std::uint32_t table_id : {4U, 6U}) {
      std::string key;
      catalog::AppendItemPrefix(table_id, catalog::kPrimaryIndex, key);
      engine::PutDurably(*engine_, key + "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "");
    }
  }

  // Page by page, as a client does.
  std::vector<std::string> ScanSegment(engine::Reader& reader, std::uint64_t segment) const {
    const KeyRange range = SegmentRange(table_, catalog::kPrimaryIndex, segment, kSegments);
    PageRequest request{
        .begin = range.begin, .end = range.end, .size_bytes_max = kPageSizeBytesMax / 16};
    Collector collector(table_);
    for (;;) {
      const auto page = ReadPage(reader, request, collector);
      EXPECT_TRUE(page.has_value());
      if (!page || !page->stopped) return std::move(collector.keys);
      request.begin = collector.last + '\0';
    }
  }

  const std::unique_ptr<engine::Engine> engine_ = engine::NewMemoryEngine();
  catalog::Table table_ = testing::HashTable("t");
};
INSTANTIATE_TEST_SUITE_P(KeyTypes, ParallelScanTest,
                         ::testing::Values(value::Type::kString, value::Type::kNumber));

TEST_P(ParallelScanTest, SegmentsShareTheItemsEvenly) {
  Fill();
  CountingReader reader(engine::OpenReader(*engine_));
  std::vector<std::string> all;
  for (std::uint64_t segment = 0; segment < kSegments; ++segment) {
    const std::vector<std::string> keys = ScanSegment(reader, segment);
    EXPECT_GE(keys.size(), 5'900U) << segment;
    EXPECT_LE(keys.size(), 6'600U) << segment;
    all.insert(all.end(), keys.begin(), keys.end());
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kItems));
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_GE(reader.visited, kItems);
  EXPECT_LE(reader.visited, 101'000);
}

}  // namespace
}  // namespace pixii::store
