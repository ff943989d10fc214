#include "store/index_builder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "catalog/keys.h"
#include "engine/testing/forwarding_engine.h"
#include "engine/testing/transact.h"
#include "store/testing/world.h"

namespace pixii::store {
namespace {

using testing::Delete;
using testing::MutationOf;
using testing::Put;
using testing::World;

constexpr std::chrono::seconds kPatience{30};

// Does something once, on the builder's thread, right before the builder's n-th transaction.
class Interrupted final : public engine::ForwardingEngine {
 public:
  Interrupted(engine::Engine& inner, int before_transaction, std::function<void()> interruption)
      : ForwardingEngine(inner),
        left_(before_transaction),
        interruption_(std::move(interruption)) {}
  engine::Result<engine::Ticket> Transact(std::span<const engine::Lock> locks, engine::Body& body,
                                          engine::Wait wait) override {
    if (--left_ == 0) interruption_();
    return ForwardingEngine::Transact(locks, body, wait);
  }
  bool interrupted() const { return left_ <= 0; }

 private:
  std::atomic<int> left_;
  std::function<void()> interruption_;
};

// Fails the builder's transactions on one table, but for the first ones.
class Failing final : public engine::ForwardingEngine {
 public:
  Failing(engine::Engine& inner, std::string table_name, int good_ones)
      : ForwardingEngine(inner),
        descriptor_key_(catalog::DescriptorKey(table_name)),
        left_(good_ones) {}
  engine::Result<engine::Ticket> Transact(std::span<const engine::Lock> locks, engine::Body& body,
                                          engine::Wait wait) override {
    if (locks.front().key == descriptor_key_ && --left_ < 0) {
      ++failures;
      return std::unexpected(engine::Error{engine::Errc::kUnavailable, "for a test"});
    }
    return ForwardingEngine::Transact(locks, body, wait);
  }
  std::atomic<int> failures = 0;

 private:
  const std::string descriptor_key_;
  std::atomic<int> left_;
};

class IndexBuilderTest : public ::testing::Test {
 protected:
  // A table with the local index of IndexedTable, which comes with the table; AddIndexes adds the
  // global ones.
  void SetUp() override {
    catalog::Table table = testing::IndexedTable("t");
    for (catalog::Index& index : std::exchange(table.indexes, {})) {
      const bool local = index.kind == catalog::IndexKind::kLocal;
      if (local) index.id = 100;
      (local ? table.indexes : global_indexes_).push_back(std::move(index));
    }
    table.next_index_id = 1;
    world_.Create(table);
  }

  static std::string RandomItem(std::mt19937& random, int pk, int sk) {
    std::string item = "{pk: '" + std::to_string(pk) + "', sk: " + std::to_string(sk);
    if (random() % 4 != 0) item += ", s: '" + std::string(1 + random() % 3, 's') + "'";
    if (random() % 4 != 0) item += ", n: " + std::to_string(random() % 10);
    if (random() % 4 != 0) item += ", b: b'" + std::to_string(random() % 10) + "'";
    if (random() % 2 != 0) item += ", x: " + std::to_string(random() % 1000);
    return item + "}";
  }
  void Fill(int count) {
    std::mt19937 random(1);
    for (int i = 0; i < count;) {
      std::vector<MutationOf> puts;
      for (int end = std::min(i + 25, count); i < end; ++i) {
        puts.push_back(Put("t", world_.literals.Item(RandomItem(random, i / 10, i % 10))));
      }
      std::vector<Mutation*> pointers;
      for (MutationOf& put : puts) pointers.push_back(&put);
      std::optional<engine::Ticket> ticket;
      ASSERT_TRUE(
          world_.store.Write(pointers, "duplicates", engine::Wait::kYes, ticket).has_value());
    }
  }
  void AddIndexes() {
    ASSERT_TRUE(world_.catalog
                    .Update("t", catalog::Phase::kActive,
                            [&](catalog::Table& table) -> Status {
                              for (catalog::Index index : global_indexes_) {
                                index.id = table.next_index_id++;
                                index.building = true;
                                table.indexes.push_back(std::move(index));
                              }
                              return {};
                            })
                    .has_value());
  }
  Status RemoveIndexes() {
    const auto removed =
        world_.catalog.Update("t", catalog::Phase::kActive, [](catalog::Table& table) -> Status {
          std::erase_if(table.indexes, [](const catalog::Index& index) {
            return index.kind == catalog::IndexKind::kGlobal;
          });
          return {};
        });
    if (!removed) return std::unexpected(removed.error());
    return {};
  }
  int BuildingCount() {
    int count = 0;
    for (const catalog::Index& index : world_.Find("t")->indexes) count += index.building ? 1 : 0;
    return count;
  }
  void ExpectBuilt() {
    EXPECT_EQ(BuildingCount(), 0);
    EXPECT_EQ(world_.Find("t")->indexes.size(), 1 + global_indexes_.size());
    world_.ExpectConsistent("t");
  }

  World world_;
  std::vector<catalog::Index> global_indexes_;
};

constexpr int kThreeSteps = 3 * static_cast<int>(kIndexBuildStepItems) - 10;

TEST_F(IndexBuilderTest, BuildsOverTheItemsThatAreThere) {
  Fill(kThreeSteps);
  AddIndexes();
  EXPECT_EQ(BuildingCount(), 3);
  IndexBuilder builder(world_.engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  ExpectBuilt();
  EXPECT_GT(world_.RowsOf(1, 1).size(), 100U);
}

TEST_F(IndexBuilderTest, AnIndexOfAnEmptyTableIsReadyAtOnce) {
  IndexBuilder builder(world_.engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);  // nothing to do
  AddIndexes();
  builder.Build(kPatience);
  ExpectBuilt();
}

TEST_F(IndexBuilderTest, StepsOfOneMegabyte) {
  for (int i = 0; i < 12; ++i) {
    MutationOf put =
        Put("t", world_.literals.Item("{pk: 'a', sk: " + std::to_string(i) + ", s: 'p', x: '" +
                                      std::string(300'000, 'x') + "'}"));
    ASSERT_TRUE(world_.Write(put).has_value());
  }
  std::atomic<int> transactions = 0;
  Interrupted counted(world_.engine, 3, [&] { ++transactions; });
  AddIndexes();
  IndexBuilder builder(counted, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  EXPECT_EQ(transactions, 1);  // there was a third step
  ExpectBuilt();
}

TEST_F(IndexBuilderTest, GivesWayToClientsAndIsDoneAllTheSame) {
  Fill(kThreeSteps);
  AddIndexes();
  // Somebody reads before the second step of the first index, and then no more.
  Interrupted engine(world_.engine, 2, [&] {
    Result<View> view = world_.store.Read(engine::Wait::kYes);
    ASSERT_TRUE(view.has_value() && view->Table("t").has_value());
  });
  IndexBuilder builder(engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  EXPECT_EQ(builder.rest_count(), 1U);
  ExpectBuilt();
}

TEST_F(IndexBuilderTest, WritersOvertakeItWithoutHarm) {
  Fill(kThreeSteps);
  std::atomic<bool> built = false;
  std::vector<std::thread> writers;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    writers.emplace_back([&, seed] {
      std::mt19937 random(seed);
      // At least some after it, too.
      for (int after = 0; after < 50; after += built ? 1 : 0) {
        expr::testing::Literals literals;
        const int pk = static_cast<int>(random() % 100);
        const int sk = static_cast<int>(random() % 10);
        const value::ItemView item = literals.Item(RandomItem(random, pk, sk));
        MutationOf mutation = random() % 3 == 0 ? Delete("t", item) : Put("t", item);
        Mutation* const mutations[] = {&mutation};
        std::optional<engine::Ticket> ticket;
        const Status status =
            world_.store.Write(mutations, "duplicates", engine::Wait::kYes, ticket);
        EXPECT_TRUE(status || status.error().code == ErrorCode::kTransactionConflict);
      }
    });
  }
  AddIndexes();
  {
    IndexBuilder builder(world_.engine, world_.catalog, world_.store.traffic());
    builder.Build(kPatience);
    EXPECT_EQ(BuildingCount(), 0);
  }
  built = true;
  for (std::thread& writer : writers) writer.join();
  ExpectBuilt();
}

// Between the builder's look at a step's items and its transaction.
TEST_F(IndexBuilderTest, ItemsOfAStepMayChangeBeforeItsTransaction) {
  Fill(100);
  const auto change_all = [&] {
    std::mt19937 random(2);
    for (int i = 0; i < 120; ++i) {
      const value::ItemView item = world_.literals.Item(RandomItem(random, i / 10, i % 10));
      MutationOf mutation = i % 3 == 0 ? Delete("t", item) : Put("t", item);
      ASSERT_TRUE(world_.Write(mutation).has_value());
    }
  };
  Interrupted engine(world_.engine, 1, change_all);
  AddIndexes();
  IndexBuilder builder(engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  EXPECT_TRUE(engine.interrupted());
  ExpectBuilt();
}

TEST_F(IndexBuilderTest, ARestartFinishesIt) {
  Fill(kThreeSteps);
  AddIndexes();
  {
    // The third step fails, and all that follow.
    Failing engine(world_.engine, "t", 2);
    IndexBuilder builder(engine, world_.catalog, world_.store.traffic());
    while (engine.failures == 0) std::this_thread::yield();
  }
  EXPECT_EQ(BuildingCount(), 3);
  EXPECT_GT(world_.RowsOf(1, 1).size(), 0U);
  // Items that have their entries already change, and items that have none.
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    const value::ItemView item = world_.literals.Item(
        RandomItem(random, static_cast<int>(random() % 80), static_cast<int>(random() % 10)));
    MutationOf mutation = i % 3 == 0 ? Delete("t", item) : Put("t", item);
    ASSERT_TRUE(world_.Write(mutation).has_value());
  }
  IndexBuilder builder(world_.engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  ExpectBuilt();
}

TEST_F(IndexBuilderTest, AnIndexThatCannotBeBuiltHoldsUpNoOther) {
  Fill(100);
  AddIndexes();
  catalog::Table other = testing::IndexedTable("u");
  for (catalog::Index& index : other.indexes)
    index.building = index.kind == catalog::IndexKind::kGlobal;
  world_.Create(other);
  MutationOf put = Put("u", world_.literals.Item("{pk: 'a', sk: 1, s: 'p', n: 1, b: b'1'}"));
  ASSERT_TRUE(world_.Write(put).has_value());
  Failing engine(world_.engine, "t", 0);
  IndexBuilder builder(engine, world_.catalog, world_.store.traffic());
  // Each call ends the pause after a round in which all failed.
  while (engine.failures <= 3 * static_cast<int>(global_indexes_.size()))
    builder.Build(std::chrono::milliseconds(1));
  EXPECT_EQ(BuildingCount(), 3);
  for (const catalog::Index& index : world_.Find("u")->indexes) {
    EXPECT_FALSE(index.building) << index.name;
  }
  world_.ExpectConsistent("u");
}

TEST_F(IndexBuilderTest, FaultsDoNotCountTwice) {
  Fill(kThreeSteps);
  world_.engine.set_faults({.run_bodies_twice = true, .unknown_every = 9});
  AddIndexes();
  IndexBuilder builder(world_.engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  ExpectBuilt();
}

TEST_F(IndexBuilderTest, IndexesMayBeDeletedMeanwhile) {
  Fill(kThreeSteps);
  Interrupted engine(world_.engine, 2, [&] { ASSERT_TRUE(RemoveIndexes().has_value()); });
  AddIndexes();
  IndexBuilder builder(engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  EXPECT_TRUE(engine.interrupted());
  EXPECT_EQ(world_.Find("t")->indexes.size(), 1U);
  EXPECT_EQ(world_.RowsOf(1, catalog::kPrimaryIndex).size(), static_cast<std::size_t>(kThreeSteps));
  world_.ExpectConsistent("t");

  // The same names again share nothing with them.
  AddIndexes();
  builder.Build(kPatience);
  ExpectBuilt();
  EXPECT_EQ(world_.Find("t")->FindIndex("by-s")->id, 4U);
}

TEST_F(IndexBuilderTest, TheTableMayBeMadeAnewMeanwhile) {
  Fill(kThreeSteps);
  Interrupted engine(world_.engine, 2, [&] {
    ASSERT_TRUE(world_.catalog.Delete("t").has_value());
    world_.Create(testing::IndexedTable("t"));
  });
  AddIndexes();
  IndexBuilder builder(engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  EXPECT_TRUE(engine.interrupted());
  const catalog::TablePtr table = world_.Find("t");
  EXPECT_EQ(table->id, 2U);
  for (const std::uint32_t index_id : {0U, 1U, 2U, 3U, 4U}) {
    EXPECT_TRUE(world_.RowsOf(2, index_id).empty());
  }
  world_.ExpectConsistent("t");
}

TEST_F(IndexBuilderTest, TheTableMayBeDeletedMeanwhile) {
  Fill(kThreeSteps);
  Interrupted engine(world_.engine, 2,
                     [&] { ASSERT_TRUE(world_.catalog.Delete("t").has_value()); });
  AddIndexes();
  IndexBuilder builder(engine, world_.catalog, world_.store.traffic());
  builder.Build(kPatience);
  EXPECT_TRUE(engine.interrupted());
  EXPECT_EQ(world_.Find("t"), nullptr);
}

}  // namespace
}  // namespace pixii::store
