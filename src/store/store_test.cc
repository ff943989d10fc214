#include "store/store.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "catalog/keys.h"
#include "engine/testing/transact.h"
#include "store/testing/world.h"

namespace pixii::store {
namespace {

using expr::testing::Text;
using testing::Delete;
using testing::HashTable;
using testing::IndexedTable;
using testing::MutationOf;
using testing::Nothing;
using testing::Put;
using testing::Refuse;
using testing::World;
using Decision = Mutation::Decision;
using Kind = Decision::Kind;

constexpr std::int64_t kDelayMs = 1000;

// Every test runs on the memory engine as it is, and with each body run twice.
class StoreTest : public ::testing::TestWithParam<bool> {
 protected:
  value::ItemView Item(std::string_view literal) { return world_.literals.Item(literal); }
  TableSize Size(std::string_view table_name) {
    auto view = world_.store.Read(engine::Wait::kYes);
    return *SizeOf(*view, *world_.Find(table_name));
  }
  Status PutItem(std::string_view table_name, std::string_view literal) {
    MutationOf put = Put(std::string(table_name), Item(literal));
    return world_.Write(put);
  }

  World world_{{.run_bodies_twice = GetParam()}};
};
INSTANTIATE_TEST_SUITE_P(Engines, StoreTest, ::testing::Bool());

TEST_P(StoreTest, PutReplacesTheWholeItemAndDeleteRemovesIt) {
  world_.Create(HashTable("t"));
  ASSERT_TRUE(PutItem("t", "{pk: 'a', x: 1}").has_value());
  EXPECT_EQ(world_.Get("t", "{pk: 'a'}"), "{pk: 'a', x: 1}");
  EXPECT_EQ(Size("t").item_count, 1);
  EXPECT_EQ(Size("t").size_bytes, 100 + 3 + 3);

  ASSERT_TRUE(PutItem("t", "{pk: 'a', yy: 'long'}").has_value());
  EXPECT_EQ(world_.Get("t", "{pk: 'a'}"), "{pk: 'a', yy: 'long'}");
  EXPECT_EQ(Size("t").item_count, 1);
  EXPECT_EQ(Size("t").size_bytes, 100 + 3 + 6);

  MutationOf remove = Delete("t", Item("{pk: 'a'}"));
  ASSERT_TRUE(world_.Write(remove).has_value());
  EXPECT_EQ(world_.Get("t", "{pk: 'a'}"), "nothing");
  EXPECT_EQ(Size("t").item_count, 0);
  EXPECT_EQ(Size("t").size_bytes, 0);
}

TEST_P(StoreTest, WhatChangesNothingWritesNothing) {
  world_.Create(HashTable("t"));
  ASSERT_TRUE(PutItem("t", "{pk: 'a', x: 1}").has_value());
  const auto before = engine::OpenReader(world_.engine)->version();
  MutationOf nothing("t", Item("{pk: 'a'}"), Nothing);
  MutationOf same = Put("t", Item("{pk: 'a', x: 1}"));
  MutationOf missing = Delete("t", Item("{pk: 'b'}"));
  for (MutationOf* mutation : {&nothing, &same, &missing}) {
    Mutation* const mutations[] = {mutation};
    std::optional<engine::Ticket> ticket;
    EXPECT_TRUE(world_.store.Write(mutations, {}, engine::Wait::kYes, ticket).has_value());
    EXPECT_TRUE(ticket.has_value());
  }
  EXPECT_EQ(engine::OpenReader(world_.engine)->version(), before);
  EXPECT_EQ(Size("t").item_count, 1);
}

TEST_P(StoreTest, DecidesByTheLatestItem) {
  world_.Create(HashTable("t"));
  std::vector<std::string> seen;
  const value::ItemView items[] = {Item("{pk: 'a', x: 1}"), Item("{pk: 'a', x: 2}")};
  for (const value::ItemView item : items) {
    MutationOf put("t", item, [&](const value::ItemView* old_item) -> Result<Decision> {
      seen.push_back(old_item == nullptr ? "nothing" : Text(*old_item));
      return Decision{Kind::kPut, item};
    });
    ASSERT_TRUE(world_.Write(put).has_value());
  }
  EXPECT_EQ(seen.front(), "nothing");
  EXPECT_EQ(seen.back(), "{pk: 'a', x: 1}");
  EXPECT_EQ(seen.size(), GetParam() ? 4U : 2U);
}

TEST_P(StoreTest, SeveralTablesAreWrittenTogetherOrNotAtAll) {
  for (const char* name : {"a", "b", "c"}) world_.Create(HashTable(name));
  MutationOf put_a = Put("a", Item("{pk: '1'}"));
  MutationOf put_b = Put("b", Item("{pk: '1'}"));
  MutationOf put_b2 = Put("b", Item("{pk: '2'}"));
  MutationOf refuse("c", Item("{pk: '1'}"), Refuse);
  const Status refused = world_.Write({&put_a, &put_b, &put_b2, &refuse});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kConditionalCheckFailed);
  for (const char* name : {"a", "b", "c"}) EXPECT_EQ(Size(name).item_count, 0);

  ASSERT_TRUE(world_.Write({&put_a, &put_b, &put_b2}).has_value());
  EXPECT_EQ(Size("a").item_count, 1);
  EXPECT_EQ(Size("b").item_count, 2);
  EXPECT_EQ(Size("b").size_bytes, 2 * (100 + 3));
}

TEST_P(StoreTest, TwoMutationsOfOneItemAreRefused) {
  world_.Create(IndexedTable("t"));
  world_.Create(IndexedTable("u"));
  MutationOf one = Put("t", Item("{pk: 'a', sk: 1}"));
  MutationOf same = Delete("t", Item("{pk: 'a', sk: 1.0}"));
  MutationOf other = Put("t", Item("{pk: 'a', sk: 2}"));
  MutationOf elsewhere = Put("u", Item("{pk: 'a', sk: 1}"));
  const Status refused = world_.Write({&one, &other, &same});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kValidation);
  EXPECT_EQ(refused.error().message, "duplicates");
  EXPECT_EQ(Size("t").item_count, 0);
  EXPECT_TRUE(world_.Write({&one, &other, &elsewhere}).has_value());
}

TEST_P(StoreTest, MissingTableIsNotFound) {
  MutationOf put = Put("none", Item("{pk: 'a'}"));
  const Status status = world_.Write(put);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kResourceNotFound);
  EXPECT_EQ(status.error().message, "Requested resource not found");
}

TEST_P(StoreTest, AKeyThatDoesNotFitIsRefused) {
  world_.Create(HashTable("t"));
  for (int i = 0; i < 2; ++i) {  // without a guess, then with one
    const Status status = PutItem("t", "{pk: 1}");
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().message, "the key does not fit");
  }
}

// The tables of the cache are guesses: another server thread has replaced the table meanwhile.
class StaleGuessTest : public StoreTest {
 protected:
  // Behind the back of the store's catalog.
  void Replace(const catalog::Table& table) {
    catalog::Catalog other(world_.engine, world_.clock, *world_.random, {});
    ASSERT_TRUE(other.Delete(table.name).has_value());
    ASSERT_TRUE(other.Create(table).has_value());
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, StaleGuessTest, ::testing::Bool());

TEST_P(StaleGuessTest, ATableMadeAnewGetsTheItem) {
  world_.Create(HashTable("t"));
  ASSERT_TRUE(PutItem("t", "{pk: 'old'}").has_value());
  Replace(HashTable("t"));
  ASSERT_EQ(world_.catalog.Guess("t")->id, 1U);
  ASSERT_TRUE(PutItem("t", "{pk: 'new'}").has_value());
  EXPECT_EQ(world_.Get("t", "{pk: 'new'}"), "{pk: 'new'}");
  EXPECT_EQ(world_.Get("t", "{pk: 'old'}"), "nothing");
  EXPECT_EQ(Size("t").item_count, 1);
}

TEST_P(StaleGuessTest, ATableMadeAnewAfterTheKeyWasMade) {
  world_.Create(HashTable("t"));
  ASSERT_TRUE(PutItem("t", "{pk: 'old'}").has_value());
  MutationOf put = Put("t", Item("{pk: 'new'}"));
  int keys_made = 0;
  put.before_key = [&](int call) {
    if (call == 0) Replace(HashTable("t"));
    ++keys_made;
  };
  ASSERT_TRUE(world_.Write(put).has_value());
  EXPECT_EQ(keys_made, 2);
  EXPECT_EQ(put.table_id, 2U);
  EXPECT_EQ(world_.Get("t", "{pk: 'new'}"), "{pk: 'new'}");
}

TEST_P(StaleGuessTest, ATableThatIsReplacedEachTimeEndsInAConflict) {
  world_.Create(HashTable("t"));
  MutationOf put = Put("t", Item("{pk: 'a'}"));
  put.before_key = [&](int) { Replace(HashTable("t")); };
  const Status status = world_.Write(put);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kTransactionConflict);
  EXPECT_EQ(Size("t").item_count, 0);
}

TEST_P(StaleGuessTest, ADeletedTableIsNotFound) {
  world_.Create(HashTable("t"));
  ASSERT_TRUE(PutItem("t", "{pk: 'a'}").has_value());
  catalog::Catalog other(world_.engine, world_.clock, *world_.random, {});
  ASSERT_TRUE(other.Delete("t").has_value());
  ASSERT_NE(world_.catalog.Guess("t"), nullptr);
  MutationOf put = Put("t", Item("{pk: 'b'}"));
  Mutation* const mutations[] = {&put};
  std::optional<engine::Ticket> ticket;
  const Status status = world_.store.Write(mutations, {}, engine::Wait::kYes, ticket);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kResourceNotFound);
  // The deletion that it saw might not be durable yet.
  EXPECT_TRUE(ticket.has_value());
}

TEST_P(StaleGuessTest, AKeyIsRefusedByTheTableThatIsThere) {
  world_.Create(HashTable("t"));
  ASSERT_TRUE(PutItem("t", "{pk: 'a'}").has_value());
  catalog::Table table = HashTable("t");
  table.key.partition.name = "other";
  Replace(table);
  // Wrong for the guess, right for the table.
  EXPECT_TRUE(PutItem("t", "{other: 'a'}").has_value());
  // And the other way round.
  Replace(HashTable("t"));
  const Status status = PutItem("t", "{other: 'a'}");
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().message, "the key does not fit");
}

TEST_P(StaleGuessTest, DuplicatesAreThoseOfTheTableThatIsThere) {
  world_.Create(HashTable("t"));
  ASSERT_TRUE(PutItem("t", "{pk: 'a', sk: 1}").has_value());
  Replace(IndexedTable("t"));
  MutationOf one = Put("t", Item("{pk: 'a', sk: 1}"));
  MutationOf two = Put("t", Item("{pk: 'a', sk: 2}"));
  const Status status = world_.Write({&one, &two});
  EXPECT_TRUE(status.has_value()) << status.error().message;
  EXPECT_EQ(Size("t").item_count, 2);
}

TEST(StorePhases, OnlyActiveAndUpdatingTablesTakeItems) {
  World world({}, {.lifecycle_delay_ms = kDelayMs});
  const auto put = [&](std::string_view literal) {
    MutationOf mutation = Put("t", world.literals.Item(literal));
    const Status status = world.Write(mutation);
    return status ? "done" : status.error().message;
  };
  const std::string not_found = TableNotFound().message;
  const auto readable = [&] {
    return world.store.Read(engine::Wait::kYes)->Table("t").has_value();
  };
  world.Create(HashTable("t"));
  EXPECT_EQ(put("{pk: '1'}"), not_found);
  EXPECT_FALSE(readable());
  world.clock.Advance(kDelayMs);
  EXPECT_EQ(put("{pk: '1'}"), "done");
  EXPECT_TRUE(readable());
  ASSERT_TRUE(
      world.catalog
          .Update("t", catalog::Phase::kUpdating, [](catalog::Table&) -> Status { return {}; })
          .has_value());
  EXPECT_EQ(put("{pk: '2'}"), "done");
  EXPECT_TRUE(readable());
  world.clock.Advance(kDelayMs);
  EXPECT_EQ(put("{pk: '3'}"), "done");
  // The store's guess is still the table before this.
  ASSERT_TRUE(world.catalog.Delete("t").has_value());
  EXPECT_EQ(put("{pk: '4'}"), not_found);
  EXPECT_FALSE(readable());
  EXPECT_EQ(world.RowsOf(1, catalog::kPrimaryIndex).size(), 3U);
  world.clock.Advance(kDelayMs);
  EXPECT_EQ(put("{pk: '5'}"), not_found);
  world.Create(HashTable("t"));
  EXPECT_EQ(put("{pk: '6'}"), not_found);
  world.clock.Advance(kDelayMs);
  EXPECT_EQ(put("{pk: '7'}"), "done");
}

TEST_P(StoreTest, IndexesWrittenAreTold) {
  world_.Create(IndexedTable("t"));
  using Written = std::map<std::string, capacity::HalfUnits>;
  const auto put = [&](std::string_view literal) {
    MutationOf mutation = Put("t", Item(literal));
    EXPECT_TRUE(world_.Write(mutation).has_value());
    return mutation.indexes_written;
  };
  EXPECT_EQ(put("{pk: 'a', sk: 1, s: 'p', n: 1}"), (Written{{"by-s", 2}, {"by-n", 2}}));
  EXPECT_EQ(put("{pk: 'a', sk: 1, s: 'p', n: 1}"), Written{});
  EXPECT_EQ(put("{pk: 'a', sk: 1, s: 'p', n: 1, z: 1}"), (Written{{"by-s", 2}}));
  EXPECT_EQ(put("{pk: 'a', sk: 1, s: 'p', n: 2, z: 1, b: b'1'}"),
            (Written{{"by-s", 2}, {"by-n", 4}, {"local", 2}, {"many", 2}}));
}

TEST(StoreView, ShowsOneStateForGood) {
  World world;
  world.Create(HashTable("t"));
  MutationOf put = Put("t", world.literals.Item("{pk: 'a'}"));
  auto before = world.store.Read(engine::Wait::kYes);
  ASSERT_TRUE(world.Write(put).has_value());
  ASSERT_TRUE(world.catalog.Delete("t").has_value());
  const auto table = before->Table("t");
  ASSERT_TRUE(table.has_value());
  const std::string key = testing::KeyOf(**table, world.literals.Item("{pk: 'a'}"));
  EXPECT_FALSE((*before->Get(key)).has_value());
  EXPECT_EQ(world.store.Read(engine::Wait::kYes)->Table("t").error().message,
            TableNotFound().message);
}

}  // namespace
}  // namespace pixii::store
