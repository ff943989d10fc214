#include "check/check.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "catalog/keys.h"
#include "catalog/table_codec.h"
#include "engine/memory/memory_engine.h"
#include "engine/testing/transact.h"
#include "store/collection_sizes.h"
#include "store/testing/world.h"

namespace pixii::check {
namespace {

using store::testing::Put;
using store::testing::World;
using Errors = std::vector<std::string>;

class CheckTest : public ::testing::Test {
 protected:
  // "t" has an index of each kind; of its items one has all entries, one none, one some.
  void SetUp() override {
    world_.Create(store::testing::IndexedTable("t"));
    PutItem("{pk: 'a', sk: 1, s: 'x', n: 1, b: b'1', x: 7, other: 'o'}");
    PutItem("{pk: 'a', sk: 2, other: 'o'}");
    PutItem("{pk: 'b', sk: -3.5, s: 'x', x: [1, 2]}");
    ASSERT_EQ(Found(), Errors());
  }

  void PutItem(std::string_view literal, std::string table_name = "t") {
    auto put = Put(std::move(table_name), world_.literals.Item(literal));
    ASSERT_TRUE(world_.Write(put).has_value());
  }
  // The errors' sentences; what they sum up to is in summary_.
  Errors Found() { return FoundIn(world_.engine); }
  Errors FoundIn(engine::Engine& engine) {
    Errors errors;
    const auto reader = engine::OpenReader(engine);
    summary_ = CheckStore(*reader, [&](std::string_view error) { errors.emplace_back(error); });
    return errors;
  }
  // Of item `pk` 'a', `sk` 1 in the index with this id.
  engine::Row EntryOf(std::uint32_t index_id) {
    const store::testing::Rows rows = world_.RowsOf(1, index_id);
    return *rows.begin();
  }
  std::string ItemKey(std::string_view literal) {
    return store::testing::KeyOf(*world_.Find("t"), world_.literals.Item(literal));
  }
  void Write(std::string_view key, std::string_view bytes) {
    engine::PutDurably(world_.engine, key, bytes);
  }
  void Erase(std::string_view key) { engine::EraseDurably(world_.engine, key); }
  void AddTo(std::string_view counter_key, std::int64_t delta) {
    engine::TransactDurably(world_.engine, {}, [&](engine::Transaction& transaction) {
      transaction.Add(counter_key, delta);
    });
  }
  void Add(std::uint32_t index_id, catalog::Counter counter, std::int64_t delta) {
    AddTo(catalog::CounterKey(1, index_id, counter), delta);
  }
  // Replaces the descriptor behind the back of the catalog.
  void Change(const std::function<void(catalog::Table&)>& change) {
    catalog::Table table = *world_.Find("t");
    change(table);
    Write(catalog::DescriptorKey("t"), catalog::EncodeTable(table));
  }

  World world_;
  Summary summary_;
};

TEST_F(CheckTest, CountsWhatItSaw) {
  EXPECT_EQ(Text(summary_), "1 tables, 3 items, 5 index entries checked, 0 errors");
}

TEST_F(CheckTest, AnEmptyStoreIsRight) {
  World empty;
  const auto reader = engine::OpenReader(empty.engine);
  EXPECT_EQ(CheckStore(*reader, [](std::string_view) { FAIL(); }).errors, 0U);
}

TEST_F(CheckTest, AMissingEntry) {
  Erase(EntryOf(2).first);
  EXPECT_EQ(Found(),
            (Errors{R"(t: index by-n: the entry of {"pk":{"S":"a"},"sk":{"N":"1"}} is missing)",
                    "t: index by-n: ItemCount is 1, a recount says 0",
                    "t: index by-n: IndexSizeBytes is 112, a recount says 0"}));
  EXPECT_EQ(summary_.errors, 3U);
}

TEST_F(CheckTest, AnEntryThatDiffers) {
  const engine::Row entry = EntryOf(3);
  Write(entry.first, world_.literals.Item("{pk: 'a', sk: 1, b: b'1', x: 8}").bytes());
  EXPECT_EQ(Found(),
            (Errors{"t: index local: the entry of "
                    R"({"pk":{"S":"a"},"sk":{"N":"1"}} differs from what the item says)"}));
}

TEST_F(CheckTest, AnEntryThatCannotBeDecoded) {
  Write(EntryOf(3).first, "?");
  EXPECT_EQ(Found(),
            (Errors{"t: index local: the entry of "
                    R"({"pk":{"S":"a"},"sk":{"N":"1"}} differs from what the item says)"}));
}

TEST_F(CheckTest, AnEntryOfNoItem) {
  const engine::Row entry = EntryOf(2);
  PutItem("{pk: 'a', sk: 1, other: 'o'}");
  ASSERT_EQ(Found(), Errors());
  Write(entry.first, entry.second);
  const Errors expected{
      R"(t: index by-n: an entry follows from no item: {"pk":{"S":"a"},"sk":{"N":"1"}})",
      "t: index by-n: ItemCount is 0, a recount says 1",
      "t: index by-n: IndexSizeBytes is 0, a recount says 112"};
  EXPECT_EQ(Found(), expected);
  // Neither does it follow from an item that is not there at all, or from one with another key.
  auto gone = store::testing::Delete("t", world_.literals.Item("{pk: 'a', sk: 1}"));
  ASSERT_TRUE(world_.Write(gone).has_value());
  EXPECT_EQ(Found(), expected);
  PutItem("{pk: 'a', sk: 1, s: 'x', n: 2}");
  EXPECT_EQ(Found().front(), expected.front());
}

TEST_F(CheckTest, AnEntryWhoseKeyIsDamaged) {
  Write(EntryOf(1).first + "more", EntryOf(1).second);
  EXPECT_EQ(Found().front(),
            R"(t: index by-s: an entry follows from no item: {"pk":{"S":"a"},"sk":{"N":"1"}})");
  std::string prefix;
  catalog::AppendItemPrefix(1, 1, prefix);
  Erase(EntryOf(1).first + "more");
  Write(prefix + "short", "?");
  EXPECT_EQ(Found(), (Errors{"t: index by-s: an entry follows from no item: at "
                             "10000000010000000173686f7274",
                             "t: index by-s: ItemCount is 2, a recount says 3"}));
}

TEST_F(CheckTest, CountersThatAreWrong) {
  Add(0, catalog::Counter::kItems, 2);
  EXPECT_EQ(Found(), (Errors{"t: ItemCount is 5, a recount says 3"}));
  Add(0, catalog::Counter::kItems, -2);
  Add(0, catalog::Counter::kBytes, 1);
  EXPECT_EQ(Found(), (Errors{"t: TableSizeBytes is 358, a recount says 357"}));
  Add(0, catalog::Counter::kBytes, -1);
  Add(4, catalog::Counter::kItems, -1);
  EXPECT_EQ(Found(), (Errors{"t: index many: ItemCount is 0, a recount says 1"}));
}

TEST_F(CheckTest, SizesOfItemCollectionsThatAreWrong) {
  const store::testing::Rows records = world_.RowsOf(1, catalog::kCollectionSizes);
  ASSERT_EQ(records.size(), 2U);  // of 'a' and 'b'
  const auto& [key, record] = *records.begin();
  const std::string at = "t: the size of the item collection at ";
  Write(key, store::EncodeCollectionSize(1));
  Errors errors = Found();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_TRUE(errors[0].starts_with(at)) << errors[0];
  EXPECT_TRUE(errors[0].contains(" is 1, a recount says ")) << errors[0];
  Write(key, "?");
  errors = Found();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_TRUE(errors[0].contains(" is damaged, a recount says ")) << errors[0];
  Erase(key);
  errors = Found();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_TRUE(errors[0].ends_with(" is missing")) << errors[0];
  Write(key, record);
  Write(key + "x", record);
  EXPECT_EQ(Found(), Errors{"t: 1 sizes are kept of item collections without items"});
}

TEST_F(CheckTest, AnItemThatCannotBeDecoded) {
  Write(ItemKey("{pk: 'a', sk: 2}"), "?");
  EXPECT_EQ(Found(),
            (Errors{"t: the item at 100000000100000000f6558e516275dee261000102821500 cannot be "
                    "decoded"}))
      << "its size is not known, so TableSizeBytes is not compared";
}

TEST_F(CheckTest, AnItemUnderAnotherKey) {
  const std::string bytes(world_.literals.Item("{pk: 'a', sk: 2, other: 'o'}").bytes());
  Erase(ItemKey("{pk: 'a', sk: 2}"));
  Write(ItemKey("{pk: 'a', sk: 3}"), bytes);
  const Errors errors = Found();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_TRUE(errors[0].starts_with(
      R"(t: the item {"pk":{"S":"a"},"sk":{"N":"2"}} is stored under the key 10000000010000)"));
  // An item without the table's key.
  Write(ItemKey("{pk: 'a', sk: 3}"), world_.literals.Item("{pk: 'a', sk: 'text'}").bytes());
  EXPECT_TRUE(
      Found()[0].starts_with(R"(t: the item {"pk":{"S":"a"},"sk":{"S":"text"}} is stored)"));
}

// The control of the check itself: whatever one row of the store it is that is lost or altered.
TEST_F(CheckTest, EveryRowCounts) {
  int rows = 0;
  for (const engine::Row& row : engine::Scan(world_.engine, {.begin = "\x02", .end = "\x20"})) {
    ++rows;
    if (row.first.front() == catalog::kCounterKey) {
      AddTo(row.first, 1);
      EXPECT_NE(Found(), Errors()) << "one more: " << row.first;
      AddTo(row.first, -1);
      continue;
    }
    Erase(row.first);
    EXPECT_NE(Found(), Errors()) << "lost: " << row.first;
    Write(row.first, row.second + "+");
    EXPECT_NE(Found(), Errors()) << "longer: " << row.first;
    Write(row.first, row.second);
  }
  EXPECT_EQ(rows, 2 + 10 + 3 + 5 + 2);  // catalog, counters, items, entries, collections
  EXPECT_EQ(Found(), Errors());
}

TEST_F(CheckTest, AnIndexThatIsBeingBuiltMayLackEntries) {
  Change([](catalog::Table& table) { table.indexes[0].building = true; });
  Erase(EntryOf(1).first);
  Add(1, catalog::Counter::kItems, -1);
  Add(1, catalog::Counter::kBytes, -123);
  EXPECT_EQ(Found(), Errors());
  EXPECT_EQ(
      Text(summary_),
      "1 tables, 3 items, 4 index entries checked, 0 errors (1 indexes are still being built)");
  // What is there must be right.
  Write(EntryOf(1).first, "?");
  EXPECT_EQ(Found().size(), 1U);
}

TEST_F(CheckTest, DroppedDataIsNoError) {
  Write(catalog::DeadIndexKey(1, 9), {});
  Write(catalog::DeadTableKey(77), {});
  for (const std::uint32_t table_id : {1, 77}) {
    std::string prefix;
    catalog::AppendItemPrefix(table_id, 9, prefix);
    Write(prefix + "rest", "rest");
  }
  AddTo(catalog::CounterKey(77, 3, catalog::Counter::kItems), 1);
  EXPECT_EQ(Found(), Errors());
}

TEST_F(CheckTest, KeysOfNobody) {
  for (const std::uint32_t index_id : {0, 5}) {
    std::string prefix;
    catalog::AppendItemPrefix(index_id == 0 ? 77 : 1, index_id, prefix);
    Write(prefix + "a", "rest");
    Write(prefix + "b", "rest");
  }
  AddTo(catalog::CounterKey(1, 9, catalog::Counter::kItems), 1);
  Add(1, static_cast<catalog::Counter>(9), 1);
  Write("\x04?", "rest");
  Write("\x02?", "rest");
  Write("\x10 short", "rest");
  EXPECT_EQ(Found(),
            (Errors{"the catalog has a record that nothing writes: 023f",
                    "a counter that nothing writes: 03000000010000000109",
                    "1 counters of a table or index that the catalog does not know: "
                    "0000000100000009",
                    "a key that nothing writes: 043f",
                    "2 items of a table or index that the catalog does not know: 0000000100000005",
                    "2 items of a table or index that the catalog does not know: 0000004d00000000",
                    "a key that nothing writes: 102073686f7274"}));
}

TEST_F(CheckTest, ACatalogThatContradictsItself) {
  // A store without a catalog that works on it.
  const auto engine = engine::NewMemoryEngine();
  catalog::Table table = *world_.Find("t");
  std::string next_id;
  catalog::AppendBigEndian32(table.id + 1, next_id);
  const auto write = [&](const std::string& name) {
    engine::PutDurably(*engine, catalog::DescriptorKey(name), catalog::EncodeTable(table));
  };
  engine::PutDurably(*engine, catalog::NextIdKey(), next_id);
  write("t");
  EXPECT_EQ(FoundIn(*engine), Errors());

  engine::PutDurably(*engine, catalog::DeadTableKey(1), {});
  EXPECT_EQ(FoundIn(*engine), (Errors{"t: its items are dropped"}));
  engine::EraseDurably(*engine, catalog::DeadTableKey(1));
  engine::PutDurably(*engine, catalog::DeadIndexKey(1, 2), {});
  EXPECT_EQ(FoundIn(*engine), (Errors{"t: index by-n: its entries are dropped"}));
  engine::EraseDurably(*engine, catalog::DeadIndexKey(1, 2));

  table.next_index_id = 4;
  write("t");
  EXPECT_EQ(FoundIn(*engine), (Errors{"t: index many: its id will be given again"}));
  table.next_index_id = 5;
  table.indexes[3].id = 1;
  write("t");
  EXPECT_EQ(FoundIn(*engine), (Errors{"t: index many: another index has its id"}));
  table.indexes.clear();
  write("t");
  write("u");
  EXPECT_EQ(FoundIn(*engine), (Errors{"u: another table has its id"}));
  engine::PutDurably(*engine, catalog::DescriptorKey("u"), "?");
  EXPECT_EQ(FoundIn(*engine).size(), 1U);
  engine::EraseDurably(*engine, catalog::DescriptorKey("u"));
  engine::EraseDurably(*engine, catalog::NextIdKey());
  EXPECT_EQ(FoundIn(*engine), (Errors{"t: its id will be given again"}));
}

TEST_F(CheckTest, ShowsTheFirstErrorsAndCountsAll) {
  const int count = 2 * static_cast<int>(kCheckErrorsShownMax);
  for (int i = 0; i < count; ++i) {
    PutItem("{pk: 'many', sk: " + std::to_string(i) + ", s: '" + std::string(300, 's') + "'}");
  }
  ASSERT_EQ(Found(), Errors());
  for (const auto& [key, bytes] : world_.RowsOf(1, 1)) Write(key, "?");
  EXPECT_EQ(Found().size(), kCheckErrorsShownMax);
  EXPECT_EQ(summary_.errors, static_cast<std::uint64_t>(count) + 2);
}

TEST_F(CheckTest, LongKeysAreCut) {
  const std::string text(500, 'k');
  PutItem("{pk: '" + text + "', sk: 1, n: 4, s: 's'}");
  for (const auto& [key, bytes] : world_.RowsOf(1, 2)) Write(key, "?");
  const Errors errors = Found();
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_NE((errors[0] + errors[1]).find("kkk... differs"), std::string::npos);
  EXPECT_LT((errors[0] + errors[1]).size(), 2 * kCheckKeyShownBytesMax + 200);
}

TEST_F(CheckTest, ATableThatCannotBeReadIsAnError) {
  world_.engine.set_faults({.too_old_after = 8});
  const Errors errors = Found();
  ASSERT_FALSE(errors.empty());
  EXPECT_TRUE(errors[0].starts_with("t: it cannot be read: ")) << errors[0];
}

TEST_F(CheckTest, TakesTablesInPieces) {
  const std::string large(300'000, 'x');
  for (int i = 0; i < 12; ++i) {
    PutItem("{pk: 'large', sk: " + std::to_string(i) + ", s: 's', other: '" + large + "'}");
  }
  for (int i = 0; i < static_cast<int>(kCheckBatchEntriesMax) + 20; ++i) {
    PutItem("{pk: 'small', sk: " + std::to_string(i) + ", s: 's'}");
  }
  EXPECT_EQ(Found(), Errors());
  EXPECT_EQ(summary_.index_entries, 5 + 12 + kCheckBatchEntriesMax + 20);
}

}  // namespace
}  // namespace pixii::check
