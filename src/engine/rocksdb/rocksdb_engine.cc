#include "engine/rocksdb/rocksdb_engine.h"

#include <fmt/core.h>
#include <linux/magic.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <sys/statfs.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "base/result.h"
#include "engine/commit_version.h"
#include "engine/rocksdb/ballast.h"
#include "engine/rocksdb/batch_transaction.h"
#include "engine/rocksdb/commit_lane.h"
#include "engine/rocksdb/data_directory.h"
#include "engine/rocksdb/dead_ranges.h"
#include "engine/rocksdb/families.h"
#include "engine/rocksdb/file_layer.h"
#include "engine/rocksdb/free_space.h"
#include "engine/rocksdb/point_read.h"
#include "engine/rocksdb/published_snapshot.h"
#include "engine/rocksdb/recovery.h"
#include "engine/rocksdb/retirement.h"
#include "engine/rocksdb/settings.h"
#include "engine/rocksdb/snapshot_reader.h"
#include "engine/rocksdb/syncer.h"
#include "engine/stripe_locks.h"
#include "engine/ticket_queue.h"

namespace pixii::engine {
namespace {

// What a database needs to stay alive, in the order of construction.
struct OpenStore {
  std::unique_ptr<DataDirectory> directory;
  std::unique_ptr<rocksdb::Env> env;
  std::shared_ptr<DeadRanges> dead_ranges;
  std::shared_ptr<Ballast> ballast;
  std::shared_ptr<rocksdb::SstFileManager> tables;
  std::unique_ptr<ChainFilter> filter;
  std::unique_ptr<FamilyDatabase> database;
};

std::shared_ptr<rocksdb::FileSystem> FilesOf(const RocksDbOptions& options) {
  return options.file_system ? options.file_system : rocksdb::FileSystem::Default();
}

class RocksDbEngine final : public Engine {
 public:
  RocksDbEngine(RocksDbOptions options, OpenStore store)
      : options_(std::move(options)),
        store_(std::move(store)),
        base_(store_.directory->identity().base),
        schemas_(base_ + database().db().GetLatestSequenceNumber()),
        published_(database().db()),
        tickets_(base_ + database().db().GetLatestSequenceNumber()),
        lane_(database(), published_, schemas_, base_, *options_.fatal),
        syncer_(
            {database(), lane_, published_, tickets_, base_, *options_.fatal, options_.sabotage}),
        retirement_(database(), syncer_, store_.dead_ranges),
        free_space_(options_.data_dir, FilesOf(options_), store_.tables,
                    options_.free_space_bytes_min, store_.ballast) {}

  ~RocksDbEngine() override {
    syncer_.StopWaiting();
    database().db().DisableManualCompaction();
  }

  FamilyDatabase& database() { return *store_.database; }

  const Limits& limits() const override { return limits_; }

  Result<std::unique_ptr<Reader>> Read(Wait wait) override {
    return std::make_unique<SnapshotReader>(reader_source_, wait);
  }

  Result<Ticket> Transact(std::span<const Lock> locks, Body& body, Wait wait) override;

  bool Durable(const Ticket& ticket) const override {
    return tickets_.Durable(SequenceOf(ticket.version));
  }
  void WhenDurable(const Ticket& ticket, Waiter& waiter) override {
    tickets_.WhenDurable(SequenceOf(ticket.version), waiter);
  }

  Status Retire(Bytes begin, Bytes end) override {
    if (begin >= end) return {};
    lane_.ForgetTotals(begin, end);
    retirement_.Retire(begin, end, FamilyOf(begin, options_.log_prefix));
    return {};
  }
  bool Retired(Bytes begin, Bytes end) const override {
    return begin >= end || retirement_.Retired(begin, end);
  }

 private:
  enum class Next : std::uint8_t { kDone, kRunAgain, kWaitAndRunAgain };

  Result<Next> Attempt(std::span<const Lock> locks, Body& body, Wait wait, BatchBuilder& batch,
                       Ticket& ticket);
  Result<Next> Commit(std::span<const Lock> locks, Wait wait, BatchBuilder& batch,
                      const SchemaVersions::Seen& seen, Ticket& ticket);

  const RocksDbOptions options_;
  const Limits limits_;
  OpenStore store_;
  const std::uint64_t base_;
  StripeLocks stripes_;
  SchemaVersions schemas_;
  PublishedSnapshot published_;
  TicketQueue tickets_;
  CommitLane lane_;
  Syncer syncer_;
  Retirement retirement_;
  FreeSpace free_space_;
  const ReaderSource reader_source_{database(), published_, base_, options_.log_prefix,
                                    options_.sabotage.read_latest};
  const BatchTransaction::Source transaction_source_{database(), schemas_, options_.log_prefix};
};

Result<Ticket> RocksDbEngine::Transact(std::span<const Lock> locks, Body& body, Wait wait) {
  BatchBuilder batch;
  Ticket ticket;
  int waits = 0;
  for (int reruns = 0; reruns <= kEngineRerunsMax;) {
    ASSIGN_OR_RETURN(const Next next, Attempt(locks, body, wait, batch, ticket));
    if (next == Next::kDone) return ticket;
    if (next == Next::kRunAgain) {
      ++reruns;
      continue;
    }
    if (++waits > kEngineWriteStallMsMax) {
      return std::unexpected(Error{Errc::kUnavailable, "The store is busy writing."});
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return std::unexpected(Error{Errc::kConflict, "The schema was changed again and again."});
}

// One run of the body under its stripes. They are released before anything is waited for.
Result<RocksDbEngine::Next> RocksDbEngine::Attempt(std::span<const Lock> locks, Body& body,
                                                   Wait wait, BatchBuilder& batch, Ticket& ticket) {
  StripeLocks::Guard guard(stripes_, locks);
  SchemaVersions::Seen seen;
  schemas_.Look(locks, seen);
  batch.Clear();
  BatchTransaction transaction(transaction_source_, locks, wait, batch);
  ASSIGN_OR_RETURN(const Outcome outcome, body.Run(transaction));
  if (outcome == Outcome::kCommit) return Commit(locks, wait, batch, seen, ticket);
  // After the last read: whatever it saw is covered.
  ticket.version = options_.sabotage.discard_at_once
                       ? CommitVersion()
                       : CommitVersionOf(base_ + database().db().GetLatestSequenceNumber());
  return Next::kDone;
}

Result<RocksDbEngine::Next> RocksDbEngine::Commit(std::span<const Lock> locks, Wait wait,
                                                  BatchBuilder& batch,
                                                  const SchemaVersions::Seen& seen,
                                                  Ticket& ticket) {
  // A change of schema is small, and a drop of a table gives space back.
  const bool changes_schema = std::any_of(
      locks.begin(), locks.end(), [](const Lock& lock) { return lock.kind == LockKind::kSchema; });
  if (!changes_schema) RETURN_IF_ERROR(free_space_.Check(batch.size_bytes(), batch.has_puts()));
  for (;;) {
    std::uint64_t sequence = 0;
    switch (lane_.Commit(batch, locks, seen, sequence)) {
      case CommitLane::Outcome::kCommitted:
        syncer_.Wake();
        ticket.version = CommitVersionOf(base_ + sequence);
        return Next::kDone;
      case CommitLane::Outcome::kSchemaChanged:
        return Next::kRunAgain;
      case CommitLane::Outcome::kTotalsUnknown:
        RETURN_IF_ERROR(lane_.LoadTotals(batch, wait));
        continue;
      case CommitLane::Outcome::kStalled:
        if (wait == Wait::kNo) return std::unexpected(Error{Errc::kWouldBlock, {}});
        return Next::kWaitAndRunAgain;
      case CommitLane::Outcome::kFailed:
        return std::unexpected(Error{Errc::kUnavailable, "The store failed to write."});
    }
  }
}

bool OnTmpfs(const std::string& directory) {
  struct statfs about;
  return statfs(directory.c_str(), &about) == 0 && about.f_type == TMPFS_MAGIC;
}

std::unique_ptr<rocksdb::Env> MakeEnv(const RocksDbOptions& options,
                                      const std::shared_ptr<Ballast>& ballast) {
  const bool native = options.file_system == nullptr;
  NoWaitReads no_wait = NoWaitReads::kAlways;
  if (native) {
    no_wait = TryNoWaitReads(options.data_dir);
    if (no_wait == NoWaitReads::kNever) {
      Log(LogLevel::kWarn,
          "the file system of {} cannot read without waiting (RWF_NOWAIT): reads of what is not "
          "cached take a detour over the thread pool",
          options.data_dir);
    }
  }
  return rocksdb::NewCompositeEnv(
      MakeFileLayer(FilesOf(options), native, no_wait, *options.fatal, native ? ballast : nullptr));
}

// The second pass, or the first start.
Status OpenDatabase(const RocksDbOptions& options, rocksdb::Options settings,
                    const std::optional<RecoveryPlan>& plan, OpenStore& store) {
  store.filter = std::make_unique<ChainFilter>(plan.value_or(RecoveryPlan()));
  if (!options.sabotage.recovery_without_filter) settings.wal_filter = store.filter.get();
  rocksdb::Status status;
  store.database =
      FamilyDatabase::Open(settings, options.data_dir, FamilyDatabase::Mode::kReadWrite, status);
  if (store.database == nullptr && status.IsNoSpace()) {
    return std::unexpected(
        Error{Errc::kNoSpace,
              fmt::format("the disk of {} is full, and a start needs space for what its log holds: "
                          "free {} MB and start again; nothing is lost",
                          options.data_dir, kEngineFreeSpaceBytesMin / (1024 * 1024))});
  }
  if (store.database == nullptr) {
    return std::unexpected(Error{
        Errc::kCorruption,
        fmt::format("the store in {} cannot be opened: {}", options.data_dir, status.ToString())});
  }
  if (options.sabotage.recovery_without_filter || !plan) return {};
  const std::uint64_t latest = store.database->db().GetLatestSequenceNumber();
  if (store.filter->end() == plan->end && latest == plan->end) return {};
  return std::unexpected(
      Error{Errc::kCorruption,
            fmt::format("the log in {} was recovered up to commit {} (the store says {}) where {} "
                        "was found before: restore the directory from a backup",
                        options.data_dir, store.filter->end(), latest, plan->end)});
}

}  // namespace

std::optional<Sabotage> SabotageByName(std::string_view name) {
  constexpr std::pair<std::string_view, bool Sabotage::*> kSwitches[] = {
      {"sync_off", &Sabotage::sync_off},
      {"snapshot_after_sync", &Sabotage::snapshot_after_sync},
      {"read_latest", &Sabotage::read_latest},
      {"discard_at_once", &Sabotage::discard_at_once},
      {"recovery_without_filter", &Sabotage::recovery_without_filter},
      {"answer_before_log_write", &Sabotage::answer_before_log_write},
  };
  for (const auto& [known, member] : kSwitches) {
    if (name != known) continue;
    Sabotage sabotage;
    sabotage.*member = true;
    return sabotage;
  }
  return std::nullopt;
}

void FlushAndCompactForTests(Engine& engine) {
  FamilyDatabase& database = static_cast<RocksDbEngine&>(engine).database();
  for (Family family : {Family::kItems, Family::kLog}) {
    rocksdb::ColumnFamilyHandle* handle = &database.handle(family);
    rocksdb::Status status = database.db().Flush(rocksdb::FlushOptions(), handle);
    if (status.ok()) status = database.db().CompactRange({}, handle, nullptr, nullptr);
    CHECK(status.ok());
  }
}

Result<std::unique_ptr<Engine>> OpenRocksDbEngine(RocksDbOptions options) {
  OpenStore store;
  if (options.must_exist) {
    RETURN_IF_ERROR(DataDirectory::RequireStore(options.data_dir, *FilesOf(options)));
  }
  ASSIGN_OR_RETURN(store.directory, DataDirectory::Lock(options.data_dir, FilesOf(options)));
  ASSIGN_OR_RETURN(const bool is_new, store.directory->IsNew());
  store.ballast = std::make_shared<Ballast>(options.data_dir, options.free_space_bytes_min);
  store.tables = FreeSpace::PrepareStart(options.data_dir, FilesOf(options),
                                         options.free_space_bytes_min, *store.ballast);
  store.env = MakeEnv(options, store.ballast);
  store.dead_ranges = std::make_shared<DeadRanges>();
  const rocksdb::Options settings = MakeSettings({.options = &options,
                                                  .env = store.env.get(),
                                                  .dead_ranges = store.dead_ranges,
                                                  .tables = store.tables,
                                                  .on_tmpfs = OnTmpfs(options.data_dir)});
  std::optional<RecoveryPlan> plan;
  if (!is_new && !options.sabotage.recovery_without_filter) {
    ASSIGN_OR_RETURN(plan, PlanRecovery(settings, options.data_dir));
  }
  RETURN_IF_ERROR(OpenDatabase(options, settings, plan, store));
  if (is_new) {
    RETURN_IF_ERROR(store.directory->WriteIdentity({.data_set = MakeUuid(*options.random)}));
  }
  return std::make_unique<RocksDbEngine>(std::move(options), std::move(store));
}

}  // namespace pixii::engine
