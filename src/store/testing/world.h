// World: a store on a memory engine whose faults, clock and durability a test decides, and short
// forms to write items and to look at what is stored.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "catalog/catalog.h"
#include "engine/memory/memory_engine.h"
#include "engine/testing/faulty_engine.h"
#include "expr/testing/literals.h"
#include "store/store.h"

namespace pixii::store::testing {

// A mutation out of a function that decides by the old item.
class MutationOf final : public Mutation {
 public:
  using Function = std::function<Result<Decision>(const value::ItemView* old_item)>;
  // `key` holds the key attributes; it and all items live as long as the mutation.
  MutationOf(std::string table_name, value::ItemView key, Function decide)
      : table_name_(std::move(table_name)), key_(key), decide_(std::move(decide)) {}

  std::string_view table_name() const override { return table_name_; }
  Status MakeKey(const catalog::Table& table, std::string& key) override;
  Result<Decision> Decide(const catalog::Table& table, const value::ItemView* old_item) override;
  void IndexWritten(const catalog::Index& index, capacity::HalfUnits half_units) override;
  void CollectionMeasured(const catalog::Table& table, std::int64_t size_bytes) override;

  // Called by MakeKey first, with how often it was called before.
  std::function<void(int call)> before_key;
  // The last Decide: the table it got, the indexes written after it, and what its collection then
  // weighed.
  std::uint32_t table_id = 0;
  std::map<std::string, capacity::HalfUnits> indexes_written;
  std::optional<std::int64_t> collection_size_bytes;

 private:
  std::string table_name_;
  value::ItemView key_;
  Function decide_;
  int keys_made_ = 0;
};

MutationOf Put(std::string table_name, value::ItemView item);
MutationOf Delete(std::string table_name, value::ItemView key);

// To decide by.
Result<Mutation::Decision> Refuse(const value::ItemView* old_item);  // kConditionalCheckFailed
Result<Mutation::Decision> Nothing(const value::ItemView* old_item);

using Rows = std::map<std::string, std::string>;  // key to value, as stored

// All functions expect success unless they return a Status. One thread, but for store, catalog and
// engine.
struct World {
  explicit World(const engine::Faults& faults = {}, catalog::Options options = {},
                 engine::DurabilityGate* gate = nullptr);

  // Of one statement; waits until it is durable. `status` is that of Write.
  Status Write(std::initializer_list<Mutation*> mutations);
  Status Write(Mutation& mutation) { return Write({&mutation}); }
  catalog::TablePtr Create(const catalog::Table& table);

  catalog::TablePtr Find(std::string_view table_name);
  // The item as expr::testing::Text, "nothing" if there is none. `key`: a literal.
  std::string Get(std::string_view table_name, std::string_view key);
  // Items of the table (kPrimaryIndex) or entries of an index.
  Rows RowsOf(std::uint32_t table_id, std::uint32_t index_id);
  // Expects that every readable index holds what follows from the items, byte for byte, and that
  // every counter and every size of an item collection equals a recount.
  void ExpectConsistent(std::string_view table_name);

  // The part of it that is about item collections; `items`: all of the table.
  void ExpectCollections(const catalog::Table& table, const Rows& items);

  ManualClock clock{1'790'000'000'000};
  std::unique_ptr<Random> random = SeededRandom(1);
  std::unique_ptr<engine::Engine> memory;
  engine::FaultyEngine engine;  // around `memory`
  catalog::Catalog catalog;     // on `memory`: its background work meets no faults
  Store store;
  expr::testing::Literals literals;
};

// The key of an item, from attributes that hold at least its key.
std::string KeyOf(const catalog::Table& table, value::ItemView item);

// Key `pk` of type S, no indexes.
catalog::Table HashTable(std::string name);
// Keys `pk` of type S and `sk` of type N, and an index of each kind: see world.cc.
catalog::Table IndexedTable(std::string name);

}  // namespace pixii::store::testing
