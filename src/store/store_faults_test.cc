// The store where things go wrong or happen at once: late durability, errors and unknown outcomes
// of the engine, random writes against a model, threads on one item.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "catalog/keys.h"
#include "engine/testing/transact.h"
#include "store/store.h"
#include "store/testing/world.h"
#include "value/number.h"

namespace pixii::store {
namespace {

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

// Every test runs on the memory engine as it is, and with each body run twice.
class StoreLoadTest : public ::testing::TestWithParam<bool> {
 protected:
  World world_{{.run_bodies_twice = GetParam()}};
};
INSTANTIATE_TEST_SUITE_P(Engines, StoreLoadTest, ::testing::Bool());

// Fills a World whose durability a gate holds back.
class DelayedDurabilityTest : public ::testing::Test {
 protected:
  DelayedDurabilityTest() {
    std::atomic<bool> created = false;
    std::thread creator([&] {
      world_.Create(HashTable("t"));
      created = true;
    });
    while (!created) gate_.Open();
    creator.join();
  }
  Status Write(Mutation& mutation, engine::Ticket& ticket) {
    Mutation* const mutations[] = {&mutation};
    std::optional<engine::Ticket> set;
    Status status = world_.store.Write(mutations, {}, engine::Wait::kYes, set);
    EXPECT_TRUE(set.has_value());
    ticket = set.value_or(engine::Ticket{});
    return status;
  }

  engine::DurabilityGate gate_;
  World world_{{}, {}, &gate_};
};

TEST_F(DelayedDurabilityTest, AWriteIsDurableAndShownOnceTheGateOpens) {
  MutationOf put = Put("t", world_.literals.Item("{pk: 'a'}"));
  engine::Ticket ticket;
  ASSERT_TRUE(Write(put, ticket).has_value());
  EXPECT_FALSE(world_.engine.Durable(ticket));
  EXPECT_EQ(world_.Get("t", "{pk: 'a'}"), "nothing");
  gate_.Open();
  EXPECT_TRUE(world_.engine.Durable(ticket));
  EXPECT_EQ(world_.Get("t", "{pk: 'a'}"), "{pk: 'a'}");
}

TEST_F(DelayedDurabilityTest, ARefusalWaitsForWhatItSaw) {
  MutationOf put = Put("t", world_.literals.Item("{pk: 'a'}"));
  engine::Ticket put_ticket;
  ASSERT_TRUE(Write(put, put_ticket).has_value());
  bool saw_item = false;
  MutationOf refuse("t", world_.literals.Item("{pk: 'a'}"), [&](const value::ItemView* old_item) {
    saw_item = old_item != nullptr;
    return Refuse(old_item);
  });
  MutationOf same = Put("t", world_.literals.Item("{pk: 'a'}"));  // nothing to write
  for (MutationOf* mutation : {&refuse, &same}) {
    engine::Ticket ticket;
    EXPECT_EQ(Write(*mutation, ticket).has_value(), mutation == &same);
    EXPECT_FALSE(world_.engine.Durable(ticket));
    EXPECT_GE(ticket.version, put_ticket.version);
  }
  EXPECT_TRUE(saw_item);
  engine::Ticket ticket;
  EXPECT_FALSE(Write(refuse, ticket).has_value());
  gate_.Open();
  EXPECT_TRUE(world_.engine.Durable(ticket));
}

// The deletion of a table could still be lost. Who is told of it waits, also where the cache knows
// of it already.
TEST(DelayedTables, ARefusalWaitsForTheDeletion) {
  constexpr std::int64_t kDelayMs = 1000;
  engine::DurabilityGate gate;
  World world({}, {.lifecycle_delay_ms = kDelayMs}, &gate);
  const auto open_until_done = [&](std::thread& thread, const std::atomic<bool>& done) {
    while (!done) gate.Open();
    thread.join();
  };
  std::atomic<bool> created = false;
  std::thread creator([&] {
    world.Create(HashTable("t"));
    created = true;
  });
  open_until_done(creator, created);
  world.clock.Advance(kDelayMs);
  std::atomic<bool> deleted = false;
  std::thread deleter([&] {
    EXPECT_TRUE(world.catalog.Delete("t").has_value());
    deleted = true;
  });
  for (int refusals = 0; refusals < 2;) {
    MutationOf put = Put("t", world.literals.Item("{pk: 'a'}"));
    Mutation* const mutations[] = {&put};
    std::optional<engine::Ticket> ticket;
    const Status status = world.store.Write(mutations, {}, engine::Wait::kYes, ticket);
    if (status.has_value()) continue;
    ++refusals;
    EXPECT_EQ(status.error().message, TableNotFound().message);
    EXPECT_TRUE(ticket.has_value() && !world.engine.Durable(*ticket)) << refusals;
  }
  open_until_done(deleter, deleted);
}

TEST(StoreErrors, OfTheEngineReachTheCaller) {
  World world;
  world.Create(HashTable("t"));
  MutationOf put = Put("t", world.literals.Item("{pk: 'a'}"));
  ASSERT_TRUE(world.Write(put).has_value());
  const auto write = [&](std::string_view literal, const engine::Faults& faults,
                         engine::Wait wait) {
    world.engine.set_faults(faults);
    MutationOf mutation = Put("t", world.literals.Item(literal));
    Mutation* const mutations[] = {&mutation};
    std::optional<engine::Ticket> ticket;
    const Status status = world.store.Write(mutations, {}, wait, ticket);
    world.engine.set_faults({});
    return status ? ErrorCode::kInternalFailure : status.error().code;
  };
  using engine::Wait;
  EXPECT_EQ(write("{pk: 'b'}", {.conflict_every = 1}, Wait::kYes), ErrorCode::kTransactionConflict);
  EXPECT_EQ(write("{pk: 'b'}", {.would_block_every = 1}, Wait::kNo), ErrorCode::kWouldBlock);
  EXPECT_EQ(world.Get("t", "{pk: 'b'}"), "nothing");
  EXPECT_EQ(write("{pk: 'b'}", {.unknown_every = 1}, Wait::kYes), ErrorCode::kInternal);
  EXPECT_EQ(world.Get("t", "{pk: 'b'}"), "{pk: 'b'}");
}

// Random writes of all kinds. What became of an unknown one is looked up; everything else must be
// as a model of the items says, and entries and counters as the items say.
class RandomWrites {
 public:
  RandomWrites(World& world, std::uint32_t seed) : world_(world), random_(seed) {}

  void Run(int count) {
    for (int i = 0; i < count; ++i) {
      const std::uint32_t batch_size = random_() % 4 == 0 ? 1 + random_() % 5 : 1;
      WriteBatch(batch_size);
    }
  }
  std::map<std::string, std::string> model;

 private:
  std::uint32_t Below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  std::string Key() {
    return "pk: '" + std::string(1, static_cast<char>('a' + Below(5))) +
           "', sk: " + std::to_string(Below(4));
  }
  // Attributes of indexes are absent, of a wrong type or empty now and then.
  std::string Attributes() {
    static constexpr const char* kChoices[][6] = {
        {"", ", s: 'p'", ", s: 'q'", ", s: 1", ", s: ''", ", s: 'pq'"},
        {"", ", n: 1", ", n: -2.5", ", n: '1'", ", n: 1e100", ", n: 0"},
        {"", ", b: b'1'", ", b: b'2'", ", b: '1'", ", b: b''", ", b: b'12'"},
        {"", ", x: [1, 'two']", ", x: true", "", "", ", x: {a: 1}"},
        {"", ", y: <1, 2>", ", y: null", "", "", ", y: 'text'"},
        {"", ", z: 'other'", ", z: 'others'", "", "", ", z: 12345"},
    };
    std::string attributes;
    for (const auto& choice : kChoices) attributes += choice[Below(6)];
    return attributes;
  }

  MutationOf RandomMutation() {
    const std::string key = Key();
    const value::ItemView key_item = world_.literals.Item("{" + key + "}");
    switch (Below(8)) {
      case 0:
      case 1:
        return Delete("t", key_item);
      case 2:
        return {"t", key_item, Nothing};
      case 3:
        return {"t", key_item, [](const value::ItemView* old_item) -> Result<Decision> {
                  if (old_item == nullptr) return Refuse(old_item);
                  return Decision{Kind::kDelete, {}};
                }};
      default:
        return Put("t", world_.literals.Item("{" + key + Attributes() + "}"));
    }
  }

  void WriteBatch(std::uint32_t size) {
    const catalog::TablePtr table = world_.Find("t");
    std::vector<MutationOf> mutations;
    for (std::uint32_t i = 0; i < size; ++i) mutations.push_back(RandomMutation());
    std::vector<Mutation*> pointers;
    std::map<std::string, std::string> next = model;
    for (MutationOf& mutation : mutations) {
      pointers.push_back(&mutation);
      std::string key;
      ASSERT_TRUE(mutation.MakeKey(*table, key).has_value());
      const auto old = model.find(key);
      const value::ItemView old_item(old == model.end() ? std::string_view() : old->second);
      const auto decision = mutation.Decide(*table, old == model.end() ? nullptr : &old_item);
      if (!decision || decision->kind == Kind::kNothing) continue;
      if (decision->kind == Kind::kPut) {
        next[key] = decision->item.bytes();
      } else {
        next.erase(key);
      }
    }
    std::optional<engine::Ticket> ticket;
    const Status status = world_.store.Write(pointers, "duplicates", engine::Wait::kYes, ticket);
    if (status) {
      model = std::move(next);
    } else if (status.error().code == ErrorCode::kInternal) {
      model = world_.RowsOf(table->id, catalog::kPrimaryIndex);
      ++unknowns;
    }
  }

  World& world_;
  std::mt19937 random_;

 public:
  int unknowns = 0;
};

TEST_P(StoreLoadTest, CountersAndEntriesFollowRandomWrites) {
  world_.Create(IndexedTable("t"));
  RandomWrites writes(world_, 20260817);
  for (int i = 0; i < 4; ++i) {
    writes.Run(500);
    world_.ExpectConsistent("t");
    ASSERT_EQ(world_.RowsOf(1, catalog::kPrimaryIndex), writes.model);
  }
}

TEST(StoreFaults, NeverLeaveHalfAWrite) {
  World world;
  world.Create(IndexedTable("t"));
  world.engine.set_faults(
      {.run_bodies_twice = true, .unknown_every = 7, .conflict_every = 5, .tickets_late = true});
  RandomWrites writes(world, 20260818);
  for (int i = 0; i < 4; ++i) {
    writes.Run(500);
    world.ExpectConsistent("t");
    ASSERT_EQ(world.RowsOf(1, catalog::kPrimaryIndex), writes.model);
  }
  EXPECT_GT(writes.unknowns, 50);
}

// Adds 1 to the attribute `n` of the only item.
class Increment {
 public:
  explicit Increment(World& world) : world_(world) {}
  // Conflicts are tried again: nothing was written.
  void Run() {
    MutationOf mutation("t", key_, [&](const value::ItemView* old_item) -> Result<Decision> {
      value::NumberBytes sum = value::NumberOf(1);
      if (old_item != nullptr) {
        EXPECT_TRUE(value::Add(old_item->Find("n").number(), sum, sum).has_value());
      }
      builder_.Clear();
      builder_.BeginAttribute("pk").String("a");
      builder_.BeginAttribute("n").Number(sum);
      return Decision{Kind::kPut, *builder_.Finish()};
    });
    Mutation* const mutations[] = {&mutation};
    for (;;) {
      std::optional<engine::Ticket> ticket;
      const Status status = world_.store.Write(mutations, {}, engine::Wait::kYes, ticket);
      if (status) return;
      ASSERT_EQ(status.error().code, ErrorCode::kTransactionConflict);
    }
  }

 private:
  World& world_;
  expr::testing::Literals literals_;
  value::ItemView key_ = literals_.Item("{pk: 'a'}");
  value::ItemBuilder builder_;
};

TEST_P(StoreLoadTest, ConcurrentIncrementsAreNeverLost) {
  constexpr int kThreads = 8;
  constexpr int kIncrements = 200;
  world_.Create(HashTable("t"));
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      Increment increment(world_);
      for (int j = 0; j < kIncrements; ++j) increment.Run();
    });
  }
  // Changes of the schema run into them.
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(world_.catalog
                    .Update("t", catalog::Phase::kActive,
                            [&](catalog::Table& table) -> Status {
                              table.tags = {{"round", std::to_string(i)}};
                              return {};
                            })
                    .has_value());
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(world_.Get("t", "{pk: 'a'}"),
            "{pk: 'a', n: " + std::to_string(kThreads * kIncrements) + "}");
  world_.ExpectConsistent("t");
}

}  // namespace
}  // namespace pixii::store
