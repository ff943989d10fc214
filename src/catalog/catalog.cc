#include "catalog/catalog.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "catalog/engine_error.h"
#include "catalog/keys.h"
#include "catalog/reclaimer.h"
#include "catalog/table_codec.h"

namespace pixii::catalog {
namespace {

std::uint32_t DecodeId(engine::Bytes bytes) {
  std::uint32_t id = 0;
  for (const char byte : bytes) id = id << 8 | static_cast<std::uint8_t>(byte);
  return id;
}

engine::Error Damaged(const Error& error) { return {engine::Errc::kCorruption, error.message}; }

Error InUse(const Table& table, Phase phase) {
  const char* what = phase == Phase::kCreating   ? "created"
                     : phase == Phase::kDeleting ? "deleted"
                                                 : "updated";
  return MakeError(
      ErrorCode::kResourceInUse,
      std::string("Attempt to change a resource which is still in use: Table is being ") + what +
          ": " + table.name);
}

// A change of one table under its schema lock. `outcome` is what the client is told; an error
// writes nothing.
class ChangeTable : public engine::Body {
 public:
  explicit ChangeTable(std::string_view name) : name_(name), key_(DescriptorKey(name)) {}

  engine::Result<engine::Outcome> Run(engine::Transaction& transaction) final {
    std::optional<Table> present;
    auto found = transaction.Get(key_);
    if (!found) return std::unexpected(found.error());
    if (found->has_value()) {
      auto table = DecodeTable(name_, (*found)->bytes());
      if (!table) return std::unexpected(Damaged(table.error()));
      present = *std::move(table);
    }
    outcome = Decide(transaction, std::move(present));
    if (engine_error) return std::unexpected(*std::exchange(engine_error, std::nullopt));
    return outcome.has_value() ? engine::Outcome::kCommit : engine::Outcome::kDiscard;
  }

  const std::string& key() const { return key_; }

  Result<TablePtr> outcome;

 protected:
  virtual Result<TablePtr> Decide(engine::Transaction& transaction,
                                  std::optional<Table> present) = 0;

  Result<TablePtr> Store(engine::Transaction& transaction, Table table) const {
    transaction.Put(key_, EncodeTable(table));
    return std::make_shared<const Table>(std::move(table));
  }
  void Bury(engine::Transaction& transaction, const Table& table) const {
    transaction.Put(DeadTableKey(table.id), {});
  }

  std::string_view name_;
  std::optional<engine::Error> engine_error;

 private:
  std::string key_;
};

class CreateTable final : public ChangeTable {
 public:
  CreateTable(const Table& table, std::int64_t now_ms)
      : ChangeTable(table.name), table_(table), now_ms_(now_ms) {}

 private:
  Result<TablePtr> Decide(engine::Transaction& transaction, std::optional<Table> present) override {
    if (present && !present->IsGone(now_ms_)) {
      return std::unexpected(
          MakeError(ErrorCode::kResourceInUse, "Table already exists: " + std::string(name_)));
    }
    if (present) Bury(transaction, *present);
    const std::string id_key = NextIdKey();
    auto next_id = transaction.Get(id_key);
    if (!next_id) {
      engine_error = next_id.error();
      return TablePtr();
    }
    table_.id = next_id->has_value() ? DecodeId((*next_id)->bytes()) : 1;
    std::string next;
    AppendBigEndian32(table_.id + 1, next);
    transaction.Put(id_key, next);
    return Store(transaction, table_);
  }

  Table table_;
  std::int64_t now_ms_;
};

class UpdateTable final : public ChangeTable {
 public:
  UpdateTable(std::string_view name, std::int64_t now_ms, const Catalog::Change& change)
      : ChangeTable(name), now_ms_(now_ms), change_(change) {}

 private:
  Result<TablePtr> Decide(engine::Transaction& transaction, std::optional<Table> present) override {
    if (!present || present->IsGone(now_ms_)) return std::unexpected(NamedTableNotFound(name_));
    const std::vector<Index> indexes_before = present->indexes;
    RETURN_IF_ERROR(change_(*present));
    for (const Index& index : indexes_before) {
      if (present->FindIndex(index.name) == nullptr) {
        transaction.Put(DeadIndexKey(present->id, index.id), {});
      }
    }
    return Store(transaction, *std::move(present));
  }

  std::int64_t now_ms_;
  const Catalog::Change& change_;
};

class DeleteTable final : public ChangeTable {
 public:
  DeleteTable(std::string_view name, std::int64_t now_ms, std::int64_t delay_ms)
      : ChangeTable(name), now_ms_(now_ms), delay_ms_(delay_ms) {}

 private:
  Result<TablePtr> Decide(engine::Transaction& transaction, std::optional<Table> present) override {
    if (!present || present->IsGone(now_ms_)) return std::unexpected(NamedTableNotFound(name_));
    const Phase phase = present->PhaseAt(now_ms_);
    if (phase == Phase::kDeleting) return std::make_shared<const Table>(*std::move(present));
    if (phase != Phase::kActive) return std::unexpected(InUse(*present, phase));
    if (present->deletion_protection) {
      return std::unexpected(ValidationError(
          "Resource cannot be deleted as it is currently protected against deletion. "
          "Disable deletion protection first."));
    }
    present->phase = Phase::kDeleting;
    present->phase_until_ms = now_ms_ + delay_ms_;
    if (delay_ms_ > 0) return Store(transaction, *std::move(present));
    Bury(transaction, *present);
    transaction.Erase(key());
    return std::make_shared<const Table>(*std::move(present));
  }

  std::int64_t now_ms_;
  std::int64_t delay_ms_;
};

// The end of a delayed deletion.
class BuryTable final : public ChangeTable {
 public:
  BuryTable(std::string_view name, std::int64_t now_ms) : ChangeTable(name), now_ms_(now_ms) {}

 private:
  Result<TablePtr> Decide(engine::Transaction& transaction, std::optional<Table> present) override {
    if (!present || !present->IsGone(now_ms_)) return TablePtr();
    Bury(transaction, *present);
    transaction.Erase(key());
    return TablePtr();
  }

  std::int64_t now_ms_;
};

// Runs the change and waits until it is durable, a refusal too: it was decided by the latest state.
Result<TablePtr> Execute(engine::Engine& engine, ChangeTable& change,
                         std::string_view other_key = {}) {
  std::vector<engine::Lock> locks = {{change.key(), engine::LockKind::kSchema}};
  if (!other_key.empty()) locks.push_back({other_key, engine::LockKind::kItem});
  ASSIGN_OR_RETURN_ENGINE(const engine::Ticket ticket,
                          engine.Transact(locks, change, engine::Wait::kYes));
  engine::AwaitDurable(engine, ticket);
  return std::move(change.outcome);
}

}  // namespace

Error NamedTableNotFound(std::string_view name) {
  return MakeError(ErrorCode::kResourceNotFound,
                   "Requested resource not found: Table: " + std::string(name) + " not found");
}

Catalog::Catalog(engine::Engine& engine, const Clock& clock, Random& random, Options options)
    : engine_(engine),
      clock_(clock),
      random_(random),
      options_(options),
      operations_(options.operation_limits),
      reclaimer_(std::make_unique<Reclaimer>(engine, [this] { return BuryExpired(); })) {}

Catalog::~Catalog() = default;

TablePtr Catalog::Cached(std::string_view name, const engine::CommitVersion& schema_version) const {
  const ReaderLock lock(mutex_);
  const auto entry = cache_.find(name);
  if (entry == cache_.end() || entry->second.schema_version != schema_version) return nullptr;
  return entry->second.table;
}

TablePtr Catalog::Guess(std::string_view name) const {
  const ReaderLock lock(mutex_);
  const auto entry = cache_.find(name);
  return entry == cache_.end() ? nullptr : entry->second.table;
}

void Catalog::Remember(std::string_view name, TablePtr table,
                       const engine::CommitVersion& schema_version) {
  const WriterLock lock(mutex_);
  const auto entry = cache_.find(name);
  if (entry != cache_.end() && entry->second.schema_version > schema_version) return;
  if (table == nullptr) {
    if (entry != cache_.end()) cache_.erase(entry);
  } else {
    cache_[std::string(name)] = {std::move(table), schema_version};
  }
}

void Catalog::Forget(std::string_view name) {
  const WriterLock lock(mutex_);
  const auto entry = cache_.find(name);
  if (entry != cache_.end()) cache_.erase(entry);
}

template <class State>
engine::Result<TablePtr> Catalog::FindIn(State& state, std::string_view name) {
  const engine::CommitVersion schema_version = state.schema_version();
  TablePtr table = Cached(name, schema_version);
  if (table == nullptr) {
    auto found = state.Get(DescriptorKey(name));
    if (!found) return std::unexpected(found.error());
    if (found->has_value()) {
      // A change of any table ends the time of all cached ones, but most stay the same objects.
      table = Guess(name);
      if (table == nullptr || EncodeTable(*table) != (*found)->bytes()) {
        auto decoded = DecodeTable(name, (*found)->bytes());
        if (!decoded) return std::unexpected(Damaged(decoded.error()));
        table = std::make_shared<const Table>(*std::move(decoded));
      }
    }
    Remember(name, table, schema_version);
  }
  if (table != nullptr && table->phase == Phase::kDeleting && table->IsGone(NowMs()))
    return TablePtr();
  return table;
}

engine::Result<TablePtr> Catalog::Find(engine::Reader& reader, std::string_view name) {
  return FindIn(reader, name);
}

engine::Result<TablePtr> Catalog::Find(engine::Transaction& transaction, std::string_view name) {
  return FindIn(transaction, name);
}

engine::Result<std::vector<std::string>> Catalog::List(engine::Reader& reader,
                                                       std::string_view after,
                                                       std::size_t count_max) {
  std::string begin = DescriptorKey(after);
  if (!after.empty()) begin.push_back('\0');
  const std::string end = DescriptorsEnd();
  const std::size_t prefix_size = DescriptorsBegin().size();
  std::vector<std::string> names;
  const auto cursor = reader.Scan({.begin = begin, .end = end});
  while (names.size() < count_max) {
    auto more = cursor->Next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    std::string name(cursor->key().substr(prefix_size));
    auto table = Find(reader, name);
    if (!table) return std::unexpected(table.error());
    if (*table != nullptr) names.push_back(std::move(name));
  }
  return names;
}

void Catalog::StartPhase(Table& table, Phase phase) const {
  table.phase = options_.lifecycle_delay_ms > 0 ? phase : Phase::kActive;
  table.phase_until_ms =
      options_.lifecycle_delay_ms > 0 ? NowMs() + options_.lifecycle_delay_ms : 0;
}

Status Catalog::BeginOperation(Operations::Call& call, bool of_indexes) {
  std::unique_ptr<engine::Reader> reader;
  const auto work_of = [&](const std::string& name) -> Result<Operations::Work> {
    if (reader == nullptr) {
      ASSIGN_OR_RETURN_ENGINE(reader, engine_.Read(engine::Wait::kYes));
    }
    ASSIGN_OR_RETURN_ENGINE(const TablePtr table, Find(*reader, name));
    if (table == nullptr) return Operations::Work{};
    const Phase phase = table->PhaseAt(NowMs());
    const bool builds = std::any_of(table->indexes.begin(), table->indexes.end(),
                                    [](const Index& index) { return index.building; });
    return Operations::Work{
        .busy = phase != Phase::kActive || builds,
        .of_indexes = builds || (phase == Phase::kCreating && !table->indexes.empty())};
  };
  return call.Begin(of_indexes, work_of);
}

Result<TablePtr> Catalog::Create(Table table) {
  Operations::Call call(operations_, table.name);
  RETURN_IF_ERROR(BeginOperation(call, !table.indexes.empty()));
  table.created_ms = NowMs();
  table.uuid = MakeUuid(random_);
  StartPhase(table, Phase::kCreating);
  CreateTable change(table, table.created_ms);
  return Execute(engine_, change, NextIdKey());
}

Result<TablePtr> Catalog::Update(std::string_view name, Phase phase, const Change& change,
                                 bool makes_indexes) {
  Operations::Call call(operations_, name);
  if (phase != Phase::kActive) RETURN_IF_ERROR(BeginOperation(call, makes_indexes));
  const std::int64_t now_ms = NowMs();
  const Change change_and_phase = [&](Table& table) -> Status {
    if (phase != Phase::kActive && table.PhaseAt(now_ms) != Phase::kActive) {
      return std::unexpected(InUse(table, table.PhaseAt(now_ms)));
    }
    RETURN_IF_ERROR(change(table));
    if (phase != Phase::kActive) StartPhase(table, phase);
    return {};
  };
  UpdateTable body(name, now_ms, change_and_phase);
  auto updated = Execute(engine_, body);
  if (updated) reclaimer_->Wake();
  return updated;
}

Result<TablePtr> Catalog::Delete(std::string_view name) {
  Operations::Call call(operations_, name);
  RETURN_IF_ERROR(BeginOperation(call, false));
  DeleteTable change(name, NowMs(), options_.lifecycle_delay_ms);
  auto deleted = Execute(engine_, change);
  if (deleted) {
    if (options_.lifecycle_delay_ms == 0) Forget(name);
    reclaimer_->Wake();
  }
  return deleted;
}

bool Catalog::BuryExpired() {
  auto reader = engine_.Read(engine::Wait::kYes);
  if (!reader) return true;
  std::vector<std::string> expired;
  bool waiting = false;
  const std::string begin = DescriptorsBegin();
  const std::string end = DescriptorsEnd();
  const auto cursor = (*reader)->Scan({.begin = begin, .end = end});
  for (;;) {
    const auto more = cursor->Next();
    if (!more) waiting = true;
    if (!more || !*more) break;
    const std::string_view name = cursor->key().substr(begin.size());
    const auto table = DecodeTable(name, cursor->value());
    if (!table || table->phase != Phase::kDeleting) continue;
    if (table->IsGone(NowMs())) {
      expired.emplace_back(name);
    } else {
      waiting = true;
    }
  }
  for (const std::string& name : expired) {
    BuryTable change(name, NowMs());
    if (Execute(engine_, change)) {
      Forget(name);
    } else {
      waiting = true;
    }
  }
  return waiting;
}

}  // namespace pixii::catalog
