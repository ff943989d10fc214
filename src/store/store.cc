// A write runs in attempts. Each begins with a guess of what the tables are, from the catalog's
// cache, and makes the items' keys by it. Inside the transaction the tables are looked up again
// under their shared schema locks. If one has changed by now (another index, or deleted and made
// anew), what was made by the guess may be wrong: nothing is written, and the next attempt starts
// from the tables that the transaction saw.
#include "store/store.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "catalog/engine_error.h"
#include "catalog/keys.h"
#include "store/collection_sizes.h"
#include "store/index_history.h"
#include "store/index_writer.h"
#include "store/item_key.h"

namespace pixii::store {
namespace {

bool IsReady(const catalog::Table& table, const catalog::Catalog& catalog) {
  if (table.phase == catalog::Phase::kActive) return true;
  const catalog::Phase phase = table.PhaseAt(catalog.NowMs());
  return phase == catalog::Phase::kActive || phase == catalog::Phase::kUpdating;
}

struct Target {
  Mutation* mutation;
  catalog::TablePtr table;
  std::string descriptor_key;
  std::string key;
  std::string collection_key;                 // empty: the table has no local index
  catalog::TablePtr present_table = nullptr;  // as the transaction sees it
};

// Changes of the counters of a table or an index, summed up over a transaction.
struct CounterDelta {
  std::uint32_t table_id;
  std::uint32_t index_id;
  std::int64_t items;
  std::int64_t bytes;
};

class WriteBody final : public engine::Body {
 public:
  WriteBody(catalog::Catalog& catalog, std::int64_t collection_size_bytes_max,
            IndexHistory* history, std::span<Target> targets)
      : catalog_(catalog),
        collection_size_bytes_max_(collection_size_bytes_max),
        targets_(targets),
        index_writer_(history) {}

  engine::Result<engine::Outcome> Run(engine::Transaction& transaction) override {
    status = {};
    stale = false;
    deltas_.clear();
    collections_.Clear();
    if (auto checked = CheckTables(transaction); !checked) return std::unexpected(checked.error());
    if (stale) return engine::Outcome::kDiscard;
    bool wrote = false;
    for (const Target& target : targets_) {
      auto found = transaction.Get(target.key);
      if (!found) return std::unexpected(found.error());
      const std::optional<value::ItemView> old_item =
          found->has_value() ? std::optional(value::ItemView((*found)->bytes())) : std::nullopt;
      auto decision = target.mutation->Decide(*target.table, old_item ? &*old_item : nullptr);
      if (!decision) {
        status = std::unexpected(std::move(decision).error());
        return engine::Outcome::kDiscard;
      }
      auto applied = Apply(transaction, target, *decision, old_item);
      if (!applied) return std::unexpected(applied.error());
      wrote |= *applied;
      GrowCollection(target, 0);  // Measured even if nothing was written.
    }
    auto within_bound = WriteCollections(transaction);
    if (!within_bound) return std::unexpected(within_bound.error());
    if (!*within_bound) {
      status = std::unexpected(
          MakeError(ErrorCode::kItemCollectionSizeLimitExceeded, "Collection size exceeded."));
      return engine::Outcome::kDiscard;
    }
    for (const CounterDelta& delta : deltas_) Add(transaction, delta);
    return wrote ? engine::Outcome::kCommit : engine::Outcome::kDiscard;
  }

  Status status;
  bool stale = false;

 private:
  engine::Status CheckTables(engine::Transaction& transaction) {
    for (Target& target : targets_) {
      auto table = catalog_.Find(transaction, target.mutation->table_name());
      if (!table) return std::unexpected(table.error());
      target.present_table = *std::move(table);
      stale |= target.present_table != target.table;
    }
    return {};
  }

  // False if there is nothing to write.
  engine::Result<bool> Apply(engine::Transaction& transaction, const Target& target,
                             const Mutation::Decision& decision,
                             const std::optional<value::ItemView>& old_item) {
    using Kind = Mutation::Decision::Kind;
    if (decision.kind == Kind::kNothing) return false;
    const value::ItemView* new_item = decision.kind == Kind::kPut ? &decision.item : nullptr;
    if (new_item == nullptr && !old_item) return false;
    if (new_item != nullptr && old_item && old_item->bytes() == new_item->bytes()) return false;
    if (new_item != nullptr) {
      transaction.Put(target.key, new_item->bytes());
    } else {
      transaction.Erase(target.key);
    }
    const std::int64_t items = (new_item != nullptr ? 1 : 0) - (old_item ? 1 : 0);
    const std::int64_t size_bytes =
        SizeOfItem(new_item) - SizeOfItem(old_item ? &*old_item : nullptr);
    Count(target.table->id, catalog::kPrimaryIndex, items, size_bytes);
    GrowCollection(target, size_bytes);
    for (const catalog::Index& index : target.table->indexes) {
      const auto change = index_writer_.Write(transaction, *target.table, index,
                                              old_item ? &*old_item : nullptr, new_item);
      if (!change) return std::unexpected(change.error());
      if (change->half_units == 0) continue;
      Count(target.table->id, index.id, change->entries, change->size_bytes);
      target.mutation->IndexWritten(index, change->half_units);
      if (index.kind == catalog::IndexKind::kLocal) GrowCollection(target, change->size_bytes);
    }
    return true;
  }

  void GrowCollection(const Target& target, std::int64_t size_bytes) {
    if (!target.collection_key.empty()) collections_.Grow(target.collection_key, size_bytes);
  }

  // False: a collection would be too large.
  engine::Result<bool> WriteCollections(engine::Transaction& transaction) {
    auto within_bound = collections_.Write(transaction, collection_size_bytes_max_);
    if (!within_bound || !*within_bound) return within_bound;
    for (const Target& target : targets_) {
      if (target.collection_key.empty()) continue;
      target.mutation->CollectionMeasured(*target.table,
                                          collections_.SizeBytes(target.collection_key));
    }
    return true;
  }

  static std::int64_t SizeOfItem(const value::ItemView* item) {
    return item == nullptr ? 0 : static_cast<std::int64_t>(item->SizeBytes());
  }

  // A stored item counts with what storing it costs beside its own size.
  void Count(std::uint32_t table_id, std::uint32_t index_id, std::int64_t items,
             std::int64_t size_bytes) {
    const std::int64_t bytes = size_bytes + items * kItemOverheadSizeBytes;
    for (CounterDelta& delta : deltas_) {
      if (delta.table_id != table_id || delta.index_id != index_id) continue;
      delta.items += items;
      delta.bytes += bytes;
      return;
    }
    deltas_.push_back({table_id, index_id, items, bytes});
  }

  static void Add(engine::Transaction& transaction, const CounterDelta& delta) {
    const auto add = [&](catalog::Counter counter, std::int64_t number) {
      if (number == 0) return;
      transaction.Add(catalog::CounterKey(delta.table_id, delta.index_id, counter), number);
    };
    add(catalog::Counter::kItems, delta.items);
    add(catalog::Counter::kBytes, delta.bytes);
  }

  catalog::Catalog& catalog_;
  const std::int64_t collection_size_bytes_max_;
  std::span<Target> targets_;
  std::vector<CounterDelta> deltas_;
  CollectionSizes collections_;
  IndexWriter index_writer_;
};

Status MakeKeys(std::span<Target> targets) {
  for (Target& target : targets) {
    target.key.clear();
    RETURN_IF_ERROR(target.mutation->MakeKey(*target.table, target.key));
    target.collection_key.clear();
    if (target.table->HasLocalIndex()) {
      AppendCollectionKey(*target.table, target.key, target.collection_key);
    }
  }
  return {};
}

bool HasDuplicates(std::span<const Target> targets) {
  if (targets.size() < 2) return false;
  std::vector<std::string_view> keys;
  keys.reserve(targets.size());
  for (const Target& target : targets) keys.push_back(target.key);
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

std::vector<engine::Lock> LocksOf(std::span<const Target> targets) {
  std::vector<engine::Lock> locks;
  locks.reserve(3 * targets.size());
  const auto lock_once = [&](engine::Bytes key, engine::LockKind kind) {
    const auto same = [&](const engine::Lock& lock) { return lock.key == key; };
    if (std::none_of(locks.begin(), locks.end(), same)) locks.push_back({key, kind});
  };
  for (const Target& target : targets) {
    locks.push_back({target.key, engine::LockKind::kItem});
    lock_once(target.descriptor_key, engine::LockKind::kSchemaShared);
    if (!target.collection_key.empty()) {
      lock_once(target.collection_key, engine::LockKind::kItem);
    }
  }
  return locks;
}

}  // namespace

Error TableNotFound() {
  return MakeError(ErrorCode::kResourceNotFound, "Requested resource not found");
}

Result<catalog::TablePtr> View::Table(std::string_view name) {
  traffic_.Note();
  ASSIGN_OR_RETURN_ENGINE(catalog::TablePtr table, catalog_.Find(*reader_, name));
  if (table == nullptr || !IsReady(*table, catalog_)) return std::unexpected(TableNotFound());
  return table;
}

Result<engine::Found> View::Get(std::string_view key) {
  ASSIGN_OR_RETURN_ENGINE(engine::Found found, reader_->Get(key));
  return found;
}

Result<std::vector<engine::Found>> View::GetMany(std::span<const engine::Bytes> keys) {
  ASSIGN_OR_RETURN_ENGINE(auto found, reader_->GetMany(keys));
  return found;
}

Store::Store(engine::Engine& engine, catalog::Catalog& catalog, Options options)
    : engine_(engine),
      catalog_(catalog),
      collection_size_bytes_max_(options.item_collection_size_bytes_max),
      index_history_(options.gsi_delay_ms == 0
                         ? nullptr
                         : std::make_unique<IndexHistory>(catalog.clock(), options.gsi_delay_ms,
                                                          kIndexHistorySizeBytesMax)) {}

Store::~Store() = default;

void Store::DelayGlobalIndexes(View& view) {
  if (index_history_ == nullptr) return;
  view.reader_ = ReadThePast(std::move(view.reader_), *index_history_);
}

Result<View> Store::Read(engine::Wait wait) {
  ASSIGN_OR_RETURN_ENGINE(auto reader, engine_.Read(wait));
  return View(catalog_, traffic_, std::move(reader));
}

Status Store::Write(std::span<Mutation* const> mutations, std::string_view duplicates_message,
                    engine::Wait wait, std::optional<engine::Ticket>& ticket) {
  traffic_.Note();
  std::vector<Target> targets;
  targets.reserve(mutations.size());
  for (Mutation* mutation : mutations) {
    targets.push_back({mutation,
                       catalog_.Guess(mutation->table_name()),
                       catalog::DescriptorKey(mutation->table_name()),
                       {},
                       {},
                       nullptr});
  }
  bool guessed = true;
  for (int attempt = 0; attempt < kWriteAttemptsMax; ++attempt) {
    const bool complete = std::all_of(targets.begin(), targets.end(),
                                      [](const Target& t) { return t.table != nullptr; });
    if (!complete || (guessed && attempt > 0)) {
      ASSIGN_OR_RETURN(View view, Read(wait));
      for (Target& target : targets) {
        ASSIGN_OR_RETURN(target.table, view.Table(target.mutation->table_name()));
      }
      guessed = false;
    }
    if (Status made = MakeKeys(targets); !made) {
      if (!guessed) return made;
      continue;  // The guess may be wrong: look the tables up, then say it.
    }
    const bool ready = std::all_of(targets.begin(), targets.end(),
                                   [&](const Target& t) { return IsReady(*t.table, catalog_); });
    if (!ready) {
      if (guessed) continue;  // as above
      return std::unexpected(TableNotFound());
    }
    if (HasDuplicates(targets)) {
      if (guessed) continue;  // as above
      return std::unexpected(ValidationError(std::string(duplicates_message)));
    }
    WriteBody body(catalog_, collection_size_bytes_max_, index_history_.get(), targets);
    const auto locks = LocksOf(targets);
    ASSIGN_OR_RETURN_ENGINE(ticket, engine_.Transact(locks, body, wait));
    if (!body.stale) return std::move(body.status);
    for (Target& target : targets) {
      if (target.present_table == nullptr) return std::unexpected(TableNotFound());
      target.table = target.present_table;
    }
    guessed = false;
  }
  return std::unexpected(
      MakeError(ErrorCode::kTransactionConflict, "Transaction is ongoing for the item"));
}

Result<TableSize> SizeOf(View& view, const catalog::Table& table, std::uint32_t index_id) {
  using catalog::Counter;
  const auto sum = [&](Counter counter) {
    return view.reader().Sum(catalog::CounterKey(table.id, index_id, counter));
  };
  TableSize size;
  ASSIGN_OR_RETURN_ENGINE(size.item_count, sum(Counter::kItems));
  ASSIGN_OR_RETURN_ENGINE(size.size_bytes, sum(Counter::kBytes));
  return size;
}

}  // namespace pixii::store
