#include "store/index_writer.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "store/index_entry.h"
#include "store/testing/world.h"

namespace pixii::store {
namespace {

using expr::testing::Text;

// Notes the writes as text; holds at most one entry.
class NotedTransaction final : public engine::Transaction {
 public:
  engine::CommitVersion schema_version() const override { return {}; }
  engine::Result<engine::Found> Get(engine::Bytes) override {
    return std::unexpected(engine::Error{engine::Errc::kCorruption, "entries are owned"});
  }
  engine::Result<engine::Found> GetOwned(engine::Bytes key) override {
    ++reads;
    if (key != present_key) return engine::Found();
    return engine::Found(engine::Value("present"));
  }
  engine::Result<std::vector<engine::Found>> GetMany(std::span<const engine::Bytes>) override {
    return std::unexpected(engine::Error{engine::Errc::kCorruption, "entries are owned"});
  }
  engine::Result<std::vector<engine::Found>> GetManyOwned(std::span<const engine::Bytes>) override {
    return std::unexpected(engine::Error{engine::Errc::kCorruption, "read one by one"});
  }
  void Put(engine::Bytes key, engine::Bytes value) override {
    notes += "put " + std::string(key.substr(key.size() - 1)) + Text(value::ItemView(value)) + ";";
    put_keys.emplace_back(key);
  }
  void Erase(engine::Bytes key) override {
    notes += "erase;";
    erased_keys.emplace_back(key);
  }
  void Add(engine::Bytes, std::int64_t) override { notes += "add;"; }
  void Append(engine::Bytes, std::uint16_t, engine::Bytes) override { notes += "append;"; }

  std::string present_key;
  int reads = 0;
  std::string notes;
  std::vector<std::string> put_keys;
  std::vector<std::string> erased_keys;
};

class IndexWriterTest : public ::testing::Test {
 protected:
  IndexWriterTest() { table_.id = 1; }

  // "" is no item. What was written is in `transaction_` afterwards.
  IndexWriter::Change Write(std::string_view index_name, std::string_view old_item,
                            std::string_view new_item) {
    transaction_.notes.clear();
    transaction_.put_keys.clear();
    transaction_.erased_keys.clear();
    const auto view_of = [&](std::string_view literal) -> std::optional<value::ItemView> {
      if (literal.empty()) return std::nullopt;
      return literals_.Item(literal);
    };
    const auto old_view = view_of(old_item);
    const auto new_view = view_of(new_item);
    const auto change =
        writer_.Write(transaction_, table_, *table_.FindIndex(index_name),
                      old_view ? &*old_view : nullptr, new_view ? &*new_view : nullptr);
    EXPECT_TRUE(change.has_value());
    return change.value_or(IndexWriter::Change{});
  }
  std::string KeyOf(std::string_view index_name, std::string_view item) {
    std::string key;
    EXPECT_TRUE(AppendEntryKey(table_, *table_.FindIndex(index_name), literals_.Item(item), key));
    return key;
  }
  static void ExpectChange(const IndexWriter::Change& change, capacity::HalfUnits half_units,
                           std::int64_t entries, std::int64_t size_bytes) {
    EXPECT_EQ(change.half_units, half_units);
    EXPECT_EQ(change.entries, entries);
    EXPECT_EQ(change.size_bytes, size_bytes);
  }

  expr::testing::Literals literals_;
  catalog::Table table_ = testing::IndexedTable("t");
  NotedTransaction transaction_;
  IndexWriter writer_;
};

constexpr std::string_view kItem = "{pk: 'a', sk: 1, s: 'p', n: 5}";  // 3 + 4 + 2 + 3 bytes

TEST_F(IndexWriterTest, AnItemComesIn) {
  ExpectChange(Write("by-n", "", kItem), 2, 1, 12);
  EXPECT_EQ(transaction_.put_keys, std::vector<std::string>{KeyOf("by-n", kItem)});
  EXPECT_TRUE(transaction_.erased_keys.empty());
  EXPECT_TRUE(transaction_.notes.ends_with("{pk: 'a', sk: 1, s: 'p', n: 5};"));
  EXPECT_EQ(transaction_.reads, 0);
}

TEST_F(IndexWriterTest, AnItemWithoutTheKeyStaysOut) {
  ExpectChange(Write("by-n", "", "{pk: 'a', sk: 1, s: 'p'}"), 0, 0, 0);
  ExpectChange(Write("by-n", "{pk: 'a', sk: 1, s: 'p'}", "{pk: 'a', sk: 1}"), 0, 0, 0);
  ExpectChange(Write("by-n", "{pk: 'a', sk: 1, s: 'p'}", ""), 0, 0, 0);
  EXPECT_EQ(transaction_.notes, "");
}

TEST_F(IndexWriterTest, WhatIsNotProjectedWritesNothing) {
  const char* other = "{pk: 'a', sk: 1, s: 'p', n: 5, x: 'new'}";
  ExpectChange(Write("by-n", kItem, other), 0, 0, 0);
  EXPECT_EQ(transaction_.notes, "");
  ExpectChange(Write("by-s", kItem, kItem), 0, 0, 0);
  EXPECT_EQ(transaction_.notes, "");
}

// An entry is byte for byte what its item projects, but order is nothing that is charged for.
TEST_F(IndexWriterTest, AttributesInAnotherOrderAreWrittenAndCostNothing) {
  const char* turned = "{n: 5, s: 'p', sk: 1, pk: 'a'}";
  for (const char* index : {"by-n", "by-s"}) {
    ExpectChange(Write(index, kItem, turned), 0, 0, 0);
    EXPECT_TRUE(transaction_.erased_keys.empty());
    EXPECT_EQ(transaction_.put_keys, std::vector<std::string>{KeyOf(index, kItem)});
  }
  EXPECT_TRUE(transaction_.notes.ends_with("sk: 1, pk: 'a'};")) << transaction_.notes;
  ExpectChange(Write("by-n", kItem, "{s: 'p', pk: 'a', sk: 1, n: 6}"), 4, 0, 0);
  ExpectChange(
      Write("by-s", "{pk: 'a', sk: 1, s: 'p', x: 'q'}", "{x: 'r', pk: 'a', sk: 1, s: 'p'}"), 2, 0,
      0);
}

TEST_F(IndexWriterTest, AProjectedAttributeIsReplaced) {
  const char* other = "{pk: 'a', sk: 1, s: 'p', n: 5, x: 'new'}";
  ExpectChange(Write("by-s", kItem, other), 2, 0, 4);
  EXPECT_TRUE(transaction_.erased_keys.empty());
  EXPECT_EQ(transaction_.put_keys, std::vector<std::string>{KeyOf("by-s", kItem)});
}

TEST_F(IndexWriterTest, AnotherKeyMovesTheEntryAndCostsTwice) {
  const char* moved = "{pk: 'a', sk: 1, s: 'long', n: 5}";
  ExpectChange(Write("by-n", kItem, moved), 4, 0, 3);
  EXPECT_EQ(transaction_.erased_keys, std::vector<std::string>{KeyOf("by-n", kItem)});
  EXPECT_EQ(transaction_.put_keys, std::vector<std::string>{KeyOf("by-n", moved)});
}

TEST_F(IndexWriterTest, OneOfSeveralKeyAttributesMovesTheEntry) {
  const char* before = "{pk: 'a', sk: 1, s: 'p', n: 5, b: b'1'}";
  const char* after = "{pk: 'a', sk: 1, s: 'p', n: 6, b: b'1'}";
  ExpectChange(Write("many", before, after), 4, 0, 0);
  EXPECT_EQ(transaction_.erased_keys, std::vector<std::string>{KeyOf("many", before)});
  EXPECT_EQ(transaction_.put_keys, std::vector<std::string>{KeyOf("many", after)});
}

TEST_F(IndexWriterTest, AnItemGoesOut) {
  for (const char* gone : {"", "{pk: 'a', sk: 1, s: 'p'}"}) {
    ExpectChange(Write("by-n", kItem, gone), 2, -1, -12);
    EXPECT_EQ(transaction_.erased_keys, std::vector<std::string>{KeyOf("by-n", kItem)});
    EXPECT_TRUE(transaction_.put_keys.empty());
  }
}

TEST_F(IndexWriterTest, LargeEntriesCostByTheLargerOfBoth) {
  const std::string large = "{pk: 'a', sk: 1, s: 'p', x: '" + std::string(3000, 'x') + "'}";
  EXPECT_EQ(Write("by-s", "", large).half_units, 6);
  EXPECT_EQ(Write("by-s", large, "{pk: 'a', sk: 1, s: 'p'}").half_units, 6);
  EXPECT_EQ(Write("by-s", large, "{pk: 'a', sk: 1, s: 'q'}").half_units, 6 + 2);
  EXPECT_EQ(Write("by-s", large, "").half_units, 6);
}

// Until the walk of the builder has come by, an old item may have no entry.
TEST_F(IndexWriterTest, WhileTheIndexIsBuiltAnOldEntryMayBeMissing) {
  for (catalog::Index& index : table_.indexes) index.building = true;
  const char* moved = "{pk: 'a', sk: 1, s: 'q', n: 5}";
  ExpectChange(Write("by-n", kItem, moved), 2, 1, 12);
  EXPECT_TRUE(transaction_.erased_keys.empty());
  EXPECT_EQ(transaction_.put_keys, std::vector<std::string>{KeyOf("by-n", moved)});
  ExpectChange(Write("by-n", kItem, kItem), 2, 1, 12);
  ExpectChange(Write("by-n", kItem, ""), 0, 0, 0);
  EXPECT_EQ(transaction_.notes, "");

  transaction_.present_key = KeyOf("by-n", kItem);
  ExpectChange(Write("by-n", kItem, moved), 4, 0, 0);
  EXPECT_EQ(transaction_.erased_keys, std::vector<std::string>{KeyOf("by-n", kItem)});
  ExpectChange(Write("by-n", kItem, kItem), 0, 0, 0);
  ExpectChange(Write("by-n", kItem, ""), 2, -1, -12);
}

}  // namespace
}  // namespace pixii::store
