// Catalog: which tables there are. A table's descriptor is stored under its name; a decoded copy is
// cached.
//
// A change of a table is one engine transaction that holds the schema lock of its name exclusively;
// every write of an item holds it shared. A cached table may be used only by a Reader or
// Transaction whose schema_version() equals the one it was decoded under; otherwise its descriptor
// is read anew. So no reader ever uses a table that its state does not have, and no write misses a
// change of schema.
//
// Thread-safe. Changes wait for their durability: call them only where a thread may block. Beside
// the errors named below they fail with the engine's (engine_error.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/shared_mutex.h"
#include "catalog/operations.h"
#include "catalog/table.h"
#include "engine/engine.h"

namespace pixii::catalog {

class Reclaimer;

struct Options {
  // How long a table stays CREATING, UPDATING and DELETING. 0: the very next request sees the end
  // of it.
  std::int64_t lifecycle_delay_ms = 0;
  OperationLimits operation_limits = {};
};

class Catalog {
 public:
  // Engine, clock and random outlive the catalog. It has a thread of its own (reclaimer.h).
  Catalog(engine::Engine& engine, const Clock& clock, Random& random, Options options);
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  // Null: there is no such table, or its deletion is over. Engine errors pass through, kWouldBlock
  // included; kCorruption for a damaged descriptor.
  engine::Result<TablePtr> Find(engine::Reader& reader, std::string_view name);
  // The same in a transaction that holds a schema lock of the table's DescriptorKey.
  engine::Result<TablePtr> Find(engine::Transaction& transaction, std::string_view name);

  // Whatever the cache holds under this name, of whatever schema version: a guess, to be confirmed
  // by Find in a transaction. Null: nothing.
  TablePtr Guess(std::string_view name) const;

  // Names above `after` in byte order, at most `count_max`.
  engine::Result<std::vector<std::string>> List(engine::Reader& reader, std::string_view after,
                                                std::size_t count_max);

  // Stores a new table; fills in its id, uuid, creation time and phase. Its indexes have ids.
  // Errors: kResourceInUse, kLimitExceeded.
  Result<TablePtr> Create(Table table);

  // Changes a table; the entries of an index that it no longer has go in the background. `change`
  // gets a copy of the present one and says what is wrong or edits it; it may run several times,
  // in a transaction, and must not use the catalog. `phase` is what the table then passes through;
  // `makes_indexes`: it counts towards OperationLimits::of_indexes too. Errors: kResourceNotFound,
  // kResourceInUse and kLimitExceeded (neither of these two with kActive), those of `change`.
  using Change = std::function<Status(Table& table)>;
  Result<TablePtr> Update(std::string_view name, Phase phase, const Change& change,
                          bool makes_indexes = false);

  // Removes a table and, in the background, its items. The returned table is what was there,
  // in phase kDeleting; one that is being deleted already is returned as it is.
  // Errors: kResourceNotFound, kResourceInUse (while it is being created or changed),
  // kLimitExceeded, kValidation (protected).
  Result<TablePtr> Delete(std::string_view name);

  const Clock& clock() const { return clock_; }
  std::int64_t NowMs() const { return clock_.NowMs(); }
  // When a change that is made now will be over.
  std::int64_t DoneMs() const { return clock_.NowMs() + options_.lifecycle_delay_ms; }

 private:
  struct CachedTable {
    TablePtr table;
    engine::CommitVersion schema_version;
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  TablePtr Cached(std::string_view name, const engine::CommitVersion& schema_version) const;
  void Remember(std::string_view name, TablePtr table, const engine::CommitVersion& schema_version);
  // Nobody may ask for a name again. Costs a look at the descriptor if somebody does.
  void Forget(std::string_view name);
  template <class State>
  engine::Result<TablePtr> FindIn(State& state, std::string_view name);
  void StartPhase(Table& table, Phase phase) const;
  bool BuryExpired();
  Status BeginOperation(Operations::Call& call, bool of_indexes);

  engine::Engine& engine_;
  const Clock& clock_;
  Random& random_;
  const Options options_;
  mutable SharedMutex mutex_;
  std::unordered_map<std::string, CachedTable, NameHash, std::equal_to<>> cache_ GUARDED_BY(mutex_);
  Operations operations_;
  std::unique_ptr<Reclaimer> reclaimer_;
};

// What the control plane says of a table that is not there; it names it, unlike
// store::TableNotFound.
Error NamedTableNotFound(std::string_view name);

}  // namespace pixii::catalog
