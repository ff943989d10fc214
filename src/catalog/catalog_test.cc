#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "catalog/keys.h"
#include "engine/memory/memory_engine.h"
#include "engine/testing/faulty_engine.h"
#include "engine/testing/forwarding_engine.h"
#include "engine/testing/transact.h"

namespace pixii::catalog {
namespace {

constexpr std::int64_t kStartMs = 1'790'000'000'000;
constexpr std::int64_t kDelayMs = 1000;

// Says that dead ranges are gone only when it is told to.
class RetireGate final : public engine::ForwardingEngine {
 public:
  using ForwardingEngine::ForwardingEngine;
  bool Retired(engine::Bytes begin, engine::Bytes end) const override {
    return open_ && ForwardingEngine::Retired(begin, end);
  }
  void Open() { open_ = true; }

 private:
  std::atomic<bool> open_ = false;
};

// Refuses one read and one erasure of a record.
class RefusesOnce final : public engine::ForwardingEngine {
 public:
  using ForwardingEngine::ForwardingEngine;
  engine::Result<std::unique_ptr<engine::Reader>> Read(engine::Wait wait) override {
    if (--read_to_refuse == 0) return Refused();
    return ForwardingEngine::Read(wait);
  }
  engine::Result<engine::Ticket> Transact(std::span<const engine::Lock> locks, engine::Body& body,
                                          engine::Wait wait) override {
    const bool is_record = locks.size() == 1 && locks[0].kind == engine::LockKind::kItem;
    if (is_record && --record_to_refuse == 0) return Refused();
    return ForwardingEngine::Transact(locks, body, wait);
  }

  // 1: the next one.
  std::atomic<int> read_to_refuse = 0;
  std::atomic<int> record_to_refuse = 0;

 private:
  static std::unexpected<engine::Error> Refused() {
    return std::unexpected(engine::Error{engine::Errc::kNoSpace, "the disk is full"});
  }
};

// Of what another thread does.
void WaitFor(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    ASSERT_LT(std::chrono::steady_clock::now(), end);
    std::this_thread::yield();
  }
}

Table NewTable(std::string name) {
  Table table;
  table.name = std::move(name);
  table.key.partition = {"pk", value::Type::kString};
  return table;
}

Index NewIndex(std::string name, std::uint32_t id) {
  return {.name = std::move(name), .id = id, .hash = {{"g", value::Type::kString}}};
}

std::vector<std::string> KeysIn(engine::Engine& engine, const std::string& begin,
                                const std::string& end) {
  std::vector<std::string> keys;
  for (const auto& [key, bytes] : engine::Scan(engine, {.begin = begin, .end = end})) {
    keys.push_back(key);
  }
  return keys;
}
std::vector<std::string> DeadKeys(engine::Engine& engine) {
  return KeysIn(engine, DeadBegin(), DeadEnd());
}

// Every test runs on the memory engine as it is, and with each body run twice.
class CatalogTest : public testing::TestWithParam<bool> {
 protected:
  std::unique_ptr<Catalog> NewCatalog(std::int64_t delay_ms = 0) {
    return std::make_unique<Catalog>(engine_, clock_, *random_,
                                     Options{.lifecycle_delay_ms = delay_ms});
  }
  // In the state of now.
  TablePtr Find(Catalog& catalog, std::string_view name) {
    const auto reader = engine::OpenReader(engine_);
    return FindIn(catalog, *reader, name);
  }
  static TablePtr FindIn(Catalog& catalog, engine::Reader& reader, std::string_view name) {
    const auto table = catalog.Find(reader, name);
    EXPECT_TRUE(table.has_value());
    return table.value_or(nullptr);
  }
  std::vector<std::string> List(Catalog& catalog, std::string_view after, std::size_t count_max) {
    const auto reader = engine::OpenReader(engine_);
    return *catalog.List(*reader, after, count_max);
  }
  static Status Protect(Table& table) {
    table.deletion_protection = true;
    return {};
  }

  ManualClock clock_{kStartMs};
  std::unique_ptr<Random> random_ = SeededRandom(1);
  engine::FaultyEngine engine_{engine::NewMemoryEngine(), {.run_bodies_twice = GetParam()}};
};
INSTANTIATE_TEST_SUITE_P(Engines, CatalogTest, testing::Bool());

TEST_P(CatalogTest, CreatedTableIsFound) {
  const auto catalog = NewCatalog();
  const auto created = catalog->Create(NewTable("t"));
  ASSERT_TRUE(created.has_value());
  EXPECT_EQ((*created)->id, 1U);
  EXPECT_EQ((*created)->created_ms, kStartMs);
  EXPECT_EQ((*created)->uuid.size(), 36U);
  EXPECT_EQ((*created)->PhaseAt(kStartMs), Phase::kActive);
  // By this catalog and by one that has cached nothing.
  const auto other = NewCatalog();
  for (Catalog* any : {catalog.get(), other.get()}) {
    const TablePtr found = Find(*any, "t");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->uuid, (*created)->uuid);
    EXPECT_EQ(found->key.partition.name, "pk");
  }
  EXPECT_EQ(Find(*catalog, "T"), nullptr);
  EXPECT_EQ(Find(*catalog, ""), nullptr);
}

TEST_P(CatalogTest, ExistingNameIsRefused) {
  const auto catalog = NewCatalog();
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  const auto again = catalog->Create(NewTable("t"));
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::kResourceInUse);
  EXPECT_EQ(again.error().message, "Table already exists: t");
  EXPECT_EQ(Find(*catalog, "t")->id, 1U);
}

TEST_P(CatalogTest, IdsAreNeverUsedAgain) {
  std::uint32_t last = 0;
  for (int run = 0; run < 3; ++run) {
    const auto catalog = NewCatalog();
    for (int i = 0; i < 3; ++i) {
      const auto created = catalog->Create(NewTable("t"));
      ASSERT_TRUE(created.has_value());
      EXPECT_EQ((*created)->id, last + 1);
      last = (*created)->id;
      ASSERT_FALSE(catalog->Create(NewTable("t")).has_value());
      ASSERT_TRUE(catalog->Delete("t").has_value());
    }
  }
}

TEST_P(CatalogTest, UpdateChangesWhatIsStored) {
  const auto catalog = NewCatalog();
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  const auto updated = catalog->Update("t", Phase::kUpdating, [](Table& table) -> Status {
    table.tags.emplace_back("a", "b");
    return {};
  });
  ASSERT_TRUE(updated.has_value());
  EXPECT_EQ((*updated)->tags.size(), 1U);
  EXPECT_EQ(Find(*catalog, "t")->tags.size(), 1U);
  EXPECT_EQ(Find(*catalog, "t")->id, 1U);

  const auto refused = catalog->Update("t", Phase::kActive, [](Table& table) -> Status {
    table.tags.clear();
    return std::unexpected(ValidationError("no"));
  });
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "no");
  EXPECT_EQ(Find(*catalog, "t")->tags.size(), 1U);
}

TEST_P(CatalogTest, MissingTableCannotBeChanged) {
  const auto catalog = NewCatalog();
  for (const auto& changed :
       {catalog->Update("none", Phase::kActive, Protect), catalog->Delete("none")}) {
    ASSERT_FALSE(changed.has_value());
    EXPECT_EQ(changed.error().code, ErrorCode::kResourceNotFound);
    EXPECT_EQ(changed.error().message, "Requested resource not found: Table: none not found");
  }
}

TEST_P(CatalogTest, DeletedTableIsGoneAtOnce) {
  const auto catalog = NewCatalog();
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  const auto deleted = catalog->Delete("t");
  ASSERT_TRUE(deleted.has_value());
  EXPECT_EQ((*deleted)->id, 1U);
  EXPECT_EQ((*deleted)->phase, Phase::kDeleting);
  EXPECT_EQ(Find(*catalog, "t"), nullptr);
  EXPECT_FALSE(catalog->Delete("t").has_value());
}

TEST_P(CatalogTest, ProtectedTableStays) {
  const auto catalog = NewCatalog();
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  ASSERT_TRUE(catalog->Update("t", Phase::kActive, Protect).has_value());
  const auto deleted = catalog->Delete("t");
  ASSERT_FALSE(deleted.has_value());
  EXPECT_EQ(deleted.error().code, ErrorCode::kValidation);
  EXPECT_EQ(deleted.error().message,
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first.");
  EXPECT_NE(Find(*catalog, "t"), nullptr);
}

TEST_P(CatalogTest, PhasesPassByTheClock) {
  const auto catalog = NewCatalog(kDelayMs);
  const auto phase = [&] { return Find(*catalog, "t")->PhaseAt(clock_.NowMs()); };
  const auto expect_in_use = [&](const Result<TablePtr>& changed, std::string_view what) {
    ASSERT_FALSE(changed.has_value());
    EXPECT_EQ(changed.error().code, ErrorCode::kResourceInUse);
    EXPECT_EQ(changed.error().message,
              "Attempt to change a resource which is still in use: Table is being " +
                  std::string(what) + ": t");
  };
  const auto keep = [](Table&) -> Status { return {}; };

  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  EXPECT_EQ(phase(), Phase::kCreating);
  expect_in_use(catalog->Update("t", Phase::kUpdating, keep), "created");
  expect_in_use(catalog->Delete("t"), "created");
  // What is no phase of its own goes at any time, and ends none.
  EXPECT_TRUE(catalog->Update("t", Phase::kActive, keep).has_value());
  clock_.Advance(kDelayMs - 1);
  EXPECT_EQ(phase(), Phase::kCreating);
  clock_.Advance(1);
  EXPECT_EQ(phase(), Phase::kActive);

  ASSERT_TRUE(catalog->Update("t", Phase::kUpdating, keep).has_value());
  EXPECT_EQ(phase(), Phase::kUpdating);
  expect_in_use(catalog->Update("t", Phase::kUpdating, keep), "updated");
  expect_in_use(catalog->Delete("t"), "updated");
  clock_.Advance(kDelayMs);
  EXPECT_EQ(phase(), Phase::kActive);

  ASSERT_TRUE(catalog->Delete("t").has_value());
  EXPECT_EQ(phase(), Phase::kDeleting);
  expect_in_use(catalog->Update("t", Phase::kUpdating, keep), "deleted");
  clock_.Advance(kDelayMs - 1);
  EXPECT_TRUE(catalog->Delete("t").has_value());
  EXPECT_FALSE(catalog->Create(NewTable("t")).has_value());
  EXPECT_EQ(List(*catalog, "", 10), std::vector<std::string>{"t"});
  clock_.Advance(1);
  EXPECT_EQ(Find(*catalog, "t"), nullptr);
  EXPECT_TRUE(List(*catalog, "", 10).empty());
  EXPECT_FALSE(catalog->Update("t", Phase::kActive, keep).has_value());

  const auto anew = catalog->Create(NewTable("t"));
  ASSERT_TRUE(anew.has_value());
  EXPECT_EQ((*anew)->id, 2U);
  EXPECT_EQ(phase(), Phase::kCreating);
}

TEST_P(CatalogTest, AReaderKeepsSeeingTheTableOfItsState) {
  const auto catalog = NewCatalog();
  const auto before_create = engine::OpenReader(engine_);
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  const auto before_update = engine::OpenReader(engine_);
  ASSERT_TRUE(catalog->Update("t", Phase::kActive, Protect).has_value());
  const auto before_delete = engine::OpenReader(engine_);
  ASSERT_TRUE(catalog
                  ->Update("t", Phase::kActive,
                           [](Table& table) -> Status {
                             table.deletion_protection = false;
                             return {};
                           })
                  .has_value());
  ASSERT_TRUE(catalog->Delete("t").has_value());
  const auto before_anew = engine::OpenReader(engine_);
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  // In any order: whatever the cache holds, each state shows its own.
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(Find(*catalog, "t")->id, 2U);
    EXPECT_EQ(FindIn(*catalog, *before_create, "t"), nullptr);
    EXPECT_FALSE(FindIn(*catalog, *before_update, "t")->deletion_protection);
    EXPECT_TRUE(FindIn(*catalog, *before_delete, "t")->deletion_protection);
    EXPECT_EQ(FindIn(*catalog, *before_delete, "t")->id, 1U);
    EXPECT_EQ(FindIn(*catalog, *before_anew, "t"), nullptr);
  }
}

TEST_P(CatalogTest, ATransactionSeesTheLatestTable) {
  const auto catalog = NewCatalog();
  const auto id_in_transaction = [&] {
    std::uint32_t id = 0;
    const std::string key = DescriptorKey("t");
    engine::Transact(engine_, {{key, engine::LockKind::kSchemaShared}},
                     [&](engine::Transaction& transaction) {
                       const auto table = catalog->Find(transaction, "t");
                       ASSERT_TRUE(table.has_value());
                       id = *table == nullptr ? 0 : (*table)->id;
                     });
    return id;
  };
  EXPECT_EQ(id_in_transaction(), 0U);
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  EXPECT_EQ(id_in_transaction(), 1U);
  ASSERT_TRUE(catalog->Delete("t").has_value());
  EXPECT_EQ(id_in_transaction(), 0U);
}

// Whoever compares the objects sees changes of this table only.
TEST_P(CatalogTest, ATableIsOneObjectUntilItChanges) {
  const auto catalog = NewCatalog();
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  const auto before = engine::OpenReader(engine_);
  const TablePtr table = Find(*catalog, "t");
  ASSERT_TRUE(catalog->Create(NewTable("other")).has_value());
  ASSERT_TRUE(catalog->Delete("other").has_value());
  EXPECT_EQ(Find(*catalog, "t"), table);
  EXPECT_EQ(FindIn(*catalog, *before, "t"), table);
  ASSERT_TRUE(catalog->Update("t", Phase::kActive, Protect).has_value());
  EXPECT_TRUE(Find(*catalog, "t")->deletion_protection);
  EXPECT_FALSE(FindIn(*catalog, *before, "t")->deletion_protection);
}

TEST_P(CatalogTest, TheGuessIsWhatTheCacheHolds) {
  const auto catalog = NewCatalog();
  EXPECT_EQ(catalog->Guess("t"), nullptr);
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  const TablePtr found = Find(*catalog, "t");
  EXPECT_EQ(catalog->Guess("t"), found);
  EXPECT_EQ(Find(*catalog, "t"), found);  // decoded once
  ASSERT_TRUE(NewCatalog()->Delete("t").has_value());
  EXPECT_EQ(catalog->Guess("t"), found);
  EXPECT_EQ(Find(*catalog, "t"), nullptr);
  EXPECT_EQ(catalog->Guess("t"), nullptr);
}

TEST_P(CatalogTest, ADeletedTableLeavesTheCache) {
  const auto catalog = NewCatalog();
  ASSERT_TRUE(catalog->Create(NewTable("t")).has_value());
  const auto before = engine::OpenReader(engine_);
  ASSERT_NE(Find(*catalog, "t"), nullptr);
  ASSERT_TRUE(catalog->Delete("t").has_value());
  EXPECT_EQ(catalog->Guess("t"), nullptr);
  // Older states still have it.
  EXPECT_NE(FindIn(*catalog, *before, "t"), nullptr);
  EXPECT_EQ(Find(*catalog, "t"), nullptr);
}

TEST_P(CatalogTest, ATableWhoseDelayedDeletionIsOverLeavesTheCache) {
  Catalog catalog(engine_, clock_, *random_, {.lifecycle_delay_ms = kDelayMs});
  ASSERT_TRUE(catalog.Create(NewTable("t")).has_value());
  clock_.Advance(kDelayMs);
  ASSERT_TRUE(catalog.Delete("t").has_value());
  ASSERT_NE(Find(catalog, "t"), nullptr);
  clock_.Advance(kDelayMs);
  WaitFor([&] { return catalog.Guess("t") == nullptr; });
}

TEST_P(CatalogTest, ListsNamesInOrderPageByPage) {
  const auto catalog = NewCatalog();
  EXPECT_TRUE(List(*catalog, "", 10).empty());
  for (const char* name : {"beta", "a.b", "alpha", "alp", "Zeta", "b-2"}) {
    ASSERT_TRUE(catalog->Create(NewTable(name)).has_value());
  }
  using Names = std::vector<std::string>;
  EXPECT_EQ(List(*catalog, "", 10), (Names{"Zeta", "a.b", "alp", "alpha", "b-2", "beta"}));
  EXPECT_EQ(List(*catalog, "", 2), (Names{"Zeta", "a.b"}));
  EXPECT_EQ(List(*catalog, "a.b", 2), (Names{"alp", "alpha"}));
  EXPECT_EQ(List(*catalog, "alpha", 2), (Names{"b-2", "beta"}));
  EXPECT_EQ(List(*catalog, "beta", 2), Names{});
  EXPECT_EQ(List(*catalog, "alpg", 1), Names{"alpha"});  // a name that is no table
  EXPECT_EQ(List(*catalog, "", 0), Names{});
}

TEST_P(CatalogTest, ADeadTableIsOnRecordUntilItsRangesAreGone) {
  RetireGate gate(engine_);
  std::string item;
  AppendItemPrefix(1, kPrimaryIndex, item);
  item += "key";
  engine::PutDurably(engine_, item, "item");
  {
    Catalog catalog(gate, clock_, *random_, {});
    ASSERT_TRUE(catalog.Create(NewTable("t")).has_value());
    ASSERT_TRUE(catalog.Delete("t").has_value());
    EXPECT_EQ(DeadKeys(engine_), std::vector<std::string>{DeadTableKey(1)});
    WaitFor([&] { return engine::Get(engine_, item) == std::nullopt; });
    EXPECT_EQ(DeadKeys(engine_), std::vector<std::string>{DeadTableKey(1)});
  }
  gate.Open();
  // What one run of the server left behind, the next one finishes.
  Catalog catalog(gate, clock_, *random_, {});
  WaitFor([&] { return DeadKeys(engine_).empty(); });
}

TEST_P(CatalogTest, ARecordThatCouldNotBeErasedIsErasedLater) {
  RefusesOnce engine(engine_);
  Catalog catalog(engine, clock_, *random_, {});
  engine.record_to_refuse = 1;
  ASSERT_TRUE(catalog.Create(NewTable("t")).has_value());
  ASSERT_TRUE(catalog.Delete("t").has_value());
  WaitFor([&] { return engine.record_to_refuse <= 0 && DeadKeys(engine_).empty(); });
}

TEST_P(CatalogTest, RecordsThatCouldNotBeReadAreReadLater) {
  {
    RetireGate gate(engine_);
    Catalog catalog(gate, clock_, *random_, {});
    ASSERT_TRUE(catalog.Create(NewTable("t")).has_value());
    ASSERT_TRUE(catalog.Delete("t").has_value());
  }
  ASSERT_EQ(DeadKeys(engine_).size(), 1U);
  RefusesOnce engine(engine_);
  // The first read looks for deletions that are over, the second one for records.
  engine.read_to_refuse = 2;
  Catalog catalog(engine, clock_, *random_, {});
  WaitFor([&] { return DeadKeys(engine_).empty(); });
}

TEST_P(CatalogTest, ADroppedIndexIsRetiredAlone) {
  RetireGate gate(engine_);
  Catalog catalog(gate, clock_, *random_, {});
  Table table = NewTable("t");
  table.indexes = {NewIndex("kept", 1), NewIndex("dropped", 2)};
  ASSERT_TRUE(catalog.Create(table).has_value());
  std::vector<engine::Row> rows;
  for (const std::uint32_t index_id : {0U, 1U, 2U}) {
    std::string key;
    AppendItemPrefix(1, index_id, key);
    rows.emplace_back(key + "key", "entry");
  }
  engine::PutDurably(engine_, rows);
  ASSERT_TRUE(catalog
                  .Update("t", Phase::kActive,
                          [](Table& to) -> Status {
                            to.indexes.pop_back();
                            return {};
                          })
                  .has_value());
  EXPECT_EQ(DeadKeys(engine_), std::vector<std::string>{DeadIndexKey(1, 2)});
  WaitFor([&] { return engine::Get(engine_, rows[2].first) == std::nullopt; });
  EXPECT_EQ(engine::Get(engine_, rows[0].first), "entry");
  EXPECT_EQ(engine::Get(engine_, rows[1].first), "entry");
  gate.Open();
}

TEST_P(CatalogTest, ADelayedDeletionEndsInTheBackground) {
  RetireGate gate(engine_);
  {
    Catalog catalog(gate, clock_, *random_, {.lifecycle_delay_ms = kDelayMs});
    ASSERT_TRUE(catalog.Create(NewTable("t")).has_value());
    clock_.Advance(kDelayMs);
    ASSERT_TRUE(catalog.Delete("t").has_value());
  }
  EXPECT_TRUE(DeadKeys(engine_).empty());
  clock_.Advance(kDelayMs);
  Catalog catalog(gate, clock_, *random_, {.lifecycle_delay_ms = kDelayMs});
  WaitFor([&] { return !engine::Get(engine_, DescriptorKey("t")).has_value(); });
  EXPECT_EQ(DeadKeys(engine_), std::vector<std::string>{DeadTableKey(1)});
  gate.Open();
}

TEST_P(CatalogTest, OneOfManyCreatorsWins) {
  const auto catalog = NewCatalog();
  std::atomic<int> winners = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      if (catalog->Create(NewTable("t")).has_value()) ++winners;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(Find(*catalog, "t")->id, 1U);
}

// The refusal too: it was decided by a state that a crash could take back.
TEST(CatalogDurability, AnswersWaitForTheSync) {
  engine::DurabilityGate gate;
  const auto engine = engine::NewMemoryEngine({.durability_gate = &gate});
  const ManualClock clock(kStartMs);
  const auto random = SeededRandom(1);
  Catalog catalog(*engine, clock, *random, {});
  std::atomic<int> answered = 0;
  std::atomic<int> created = 0;
  const auto create = [&] {
    if (catalog.Create(NewTable("t")).has_value()) ++created;
    ++answered;
  };
  std::thread first(create);
  std::thread second(create);
  const std::string key = DescriptorKey("t");
  WaitFor([&] {
    bool stored = false;
    engine::Transact(*engine, {{key, engine::LockKind::kItem}},
                     [&](engine::Transaction& transaction) -> engine::Result<engine::Outcome> {
                       stored = engine::Get(transaction, key).has_value();
                       return engine::Outcome::kDiscard;
                     });
    return stored;
  });
  const auto reader = engine::OpenReader(*engine);
  EXPECT_EQ(*catalog.Find(*reader, "t"), nullptr);
  EXPECT_EQ(answered, 0);
  WaitFor([&] {
    gate.Open();
    return answered == 2;
  });
  first.join();
  second.join();
  EXPECT_EQ(created, 1);
}

TEST(CatalogErrors, OfTheEngineReachTheCaller) {
  engine::FaultyEngine engine(engine::NewMemoryEngine());
  const ManualClock clock(kStartMs);
  const auto random = SeededRandom(1);
  const auto code_under = [&](const engine::Faults& faults) {
    // No catalog, no background work: nothing else runs while the faults change.
    engine.set_faults(faults);
    const auto created = Catalog(engine, clock, *random, {}).Create(NewTable("t"));
    return created ? ErrorCode::kWouldBlock : created.error().code;
  };
  EXPECT_EQ(code_under({.conflict_every = 1}), ErrorCode::kTransactionConflict);
  EXPECT_FALSE(engine::Get(engine, DescriptorKey("t")).has_value());
  EXPECT_EQ(code_under({.unknown_every = 1}), ErrorCode::kInternal);
  EXPECT_TRUE(engine::Get(engine, DescriptorKey("t")).has_value());
}

TEST(CatalogErrors, ADamagedDescriptorIsCorruption) {
  const auto engine = engine::NewMemoryEngine();
  engine::PutDurably(*engine, DescriptorKey("t"), "{");
  const ManualClock clock(kStartMs);
  const auto random = SeededRandom(1);
  Catalog catalog(*engine, clock, *random, {});
  const auto reader = engine::OpenReader(*engine);
  const auto found = catalog.Find(*reader, "t");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, engine::Errc::kCorruption);
  EXPECT_EQ(found.error().what, "the descriptor of the table t is damaged");
  const auto deleted = catalog.Delete("t");
  ASSERT_FALSE(deleted.has_value());
  EXPECT_EQ(deleted.error().message,
            "Stored data is damaged: the descriptor of the table t is damaged");
}

}  // namespace
}  // namespace pixii::catalog
