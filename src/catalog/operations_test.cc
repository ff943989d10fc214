#include "catalog/operations.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "catalog/catalog.h"
#include "engine/memory/memory_engine.h"

namespace pixii::catalog {
namespace {

constexpr std::int64_t kDelayMs = 1000;
constexpr const char* kTooManyTables =
    "Subscriber limit exceeded: Only 4 tables can be created, updated, or deleted simultaneously";
constexpr const char* kTooManyWithIndexes =
    "Subscriber limit exceeded: Only 2 tables with secondary indexes can be created simultaneously";

Table NewTable(const std::string& name, bool indexed = false) {
  Table table;
  table.name = name;
  table.key.partition = {"pk", value::Type::kString};
  if (indexed) table.indexes = {{.name = "i", .id = 1, .hash = {{"g", value::Type::kString}}}};
  return table;
}

class OperationsTest : public testing::Test {
 protected:
  // The refusal's text, "done" if there is none.
  static std::string Text(const Result<TablePtr>& result) {
    if (result) return "done";
    return result.error().code == ErrorCode::kLimitExceeded ? result.error().message
                                                            : "other: " + result.error().message;
  }
  std::string Create(const std::string& name, bool indexed = false) {
    return Text(catalog_.Create(NewTable(name, indexed)));
  }
  std::string Change(const std::string& name, Phase phase = Phase::kUpdating) {
    return Text(catalog_.Update(name, phase, [](Table&) -> Status { return {}; }));
  }
  std::string AddIndex(const std::string& name) {
    return Text(catalog_.Update(
        name, Phase::kUpdating,
        [](Table& table) -> Status {
          table.indexes.push_back({.name = "i",
                                   .id = table.next_index_id++,
                                   .hash = {{"g", value::Type::kString}},
                                   .building = true});
          return {};
        },
        true));
  }
  std::string FinishIndex(const std::string& name) {
    return Text(catalog_.Update(name, Phase::kActive, [](Table& table) -> Status {
      for (Index& index : table.indexes) index.building = false;
      return {};
    }));
  }

  ManualClock clock_{1'790'000'000'000};
  std::unique_ptr<Random> random_ = SeededRandom(1);
  std::unique_ptr<engine::Engine> engine_ = engine::NewMemoryEngine();
  Catalog catalog_{
      *engine_,
      clock_,
      *random_,
      {.lifecycle_delay_ms = kDelayMs, .operation_limits = {.all = 4, .of_indexes = 2}}};
};

TEST_F(OperationsTest, TablesUnderWayAreCounted) {
  EXPECT_EQ(Create("old1"), "done");
  EXPECT_EQ(Create("old2"), "done");
  clock_.Advance(kDelayMs);
  EXPECT_EQ(Create("a"), "done");
  EXPECT_EQ(Create("b"), "done");
  EXPECT_EQ(Change("old1"), "done");
  EXPECT_EQ(Text(catalog_.Delete("old2")), "done");
  EXPECT_EQ(Create("c"), kTooManyTables);
  // One that is under way counts once and hears of its own state.
  EXPECT_EQ(Change("a").substr(0, 6), "other:");
  // What takes no time needs no room.
  EXPECT_EQ(Change("a", Phase::kActive), "done");
  clock_.Advance(kDelayMs - 1);
  EXPECT_EQ(Create("c"), kTooManyTables);
  clock_.Advance(1);
  for (const char* name : {"c", "d", "e", "f"}) EXPECT_EQ(Create(name), "done") << name;
  EXPECT_EQ(Change("a"), kTooManyTables);
  EXPECT_EQ(Text(catalog_.Delete("a")), kTooManyTables);
}

TEST_F(OperationsTest, RefusedOnesTakeNoRoom) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Change("none").substr(0, 6), "other:");
  for (const char* name : {"a", "b", "c", "d"}) EXPECT_EQ(Create(name), "done") << name;
}

TEST_F(OperationsTest, TablesWithIndexesHaveLessRoom) {
  EXPECT_EQ(Create("old"), "done");
  clock_.Advance(kDelayMs);
  EXPECT_EQ(Create("a", true), "done");
  EXPECT_EQ(Create("b", true), "done");
  EXPECT_EQ(Create("c", true), kTooManyWithIndexes);
  EXPECT_EQ(AddIndex("old"), kTooManyWithIndexes);
  EXPECT_EQ(Create("c"), "done");
  clock_.Advance(kDelayMs);
  EXPECT_EQ(Create("d", true), "done");
}

TEST_F(OperationsTest, ABackfillCountsUntilItIsOver) {
  for (const char* name : {"a", "b", "c"}) EXPECT_EQ(Create(name), "done") << name;
  clock_.Advance(kDelayMs);
  EXPECT_EQ(AddIndex("a"), "done");
  EXPECT_EQ(AddIndex("b"), "done");
  clock_.Advance(kDelayMs);
  EXPECT_EQ(AddIndex("c"), kTooManyWithIndexes);
  EXPECT_EQ(FinishIndex("a"), "done");
  EXPECT_EQ(AddIndex("c"), "done");
}

TEST_F(OperationsTest, NotOneTooManyAtOnce) {
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 5; ++j)
        if (Create("t" + std::to_string(10 * i + j)) == "done") ++done;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 4);
}

}  // namespace
}  // namespace pixii::catalog
