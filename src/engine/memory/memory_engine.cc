// A commit, step by step: stripes of its keys, body (reads and a WriteSet), lane: schema versions
// compared, the next version taken, the writes applied to the tree under its exclusive lock and, if
// no gate delays it, published before that lock is released. So a Reader that claims the new
// version cannot read before all of the commit is in the tree, and the writer that looks for
// Readers after publishing sees everyone who needs an older one (reader_slots.h).
#include "engine/memory/memory_engine.h"

#include <algorithm>
#include <deque>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/mutex.h"
#include "engine/commit_version.h"
#include "engine/memory/memory_reader.h"
#include "engine/memory/range_retirer.h"
#include "engine/schema_versions.h"
#include "engine/stripe_locks.h"
#include "engine/ticket_queue.h"

namespace pixii::engine {

class MemoryEngine final : public Engine {
 public:
  explicit MemoryEngine(const MemoryOptions& options);
  ~MemoryEngine() override;

  const Limits& limits() const override { return options_.limits; }
  Result<std::unique_ptr<Reader>> Read(Wait wait) override;
  Result<Ticket> Transact(std::span<const Lock> locks, Body& body, Wait wait) override;
  bool Durable(const Ticket& ticket) const override {
    return tickets_.Durable(SequenceOf(ticket.version));
  }
  void WhenDurable(const Ticket& ticket, Waiter& waiter) override {
    tickets_.WhenDurable(SequenceOf(ticket.version), waiter);
  }
  Status Retire(Bytes begin, Bytes end) override;
  bool Retired(Bytes begin, Bytes end) const override;

  // The gate's: makes everything up to `version`, or to the last commit if that is lower, durable.
  void OpenUpTo(std::uint64_t version);

  Found GetLatest(Bytes key) const;
  std::uint64_t schema_version() const { return schemas_.last(); }

 private:
  enum class Commit : bool { kDone, kSchemaChanged };

  Commit TryCommit(std::span<const Lock> locks, const SchemaVersions::Seen& seen, WriteSet& writes,
                   std::uint64_t& version);
  Status CheckLimits(const WriteSet& writes) const;
  void Publish(std::uint64_t version) REQUIRES(lane_);
  void Reclaim() REQUIRES(tree_.mutex);
  bool ReadersHavePassed(std::uint64_t version) const;

  const MemoryOptions options_;
  StripeLocks stripes_;
  SchemaVersions schemas_;
  ReaderSlots slots_;
  TicketQueue tickets_;
  LockedTree tree_;

  Mutex lane_;                               // taken before the tree's lock
  std::atomic<std::uint64_t> latest_{0};     // written under the lane
  std::atomic<std::uint64_t> published_{0};  // what new Readers show; written under the lane
  // The last change of schema that published_ contains, and those of the commits after it.
  std::atomic<std::uint64_t> published_schema_{0};
  std::deque<std::uint64_t> unpublished_schemas_ GUARDED_BY(lane_);
  Mutex publishing_;  // one publication of a gate at a time, waiters included

  RangeRetirer retirer_;  // last: its thread uses the rest
};

namespace {

class MemoryTransaction final : public Transaction {
 public:
  MemoryTransaction(const MemoryEngine& engine, std::span<const Lock> locks, WriteSet& writes)
      : engine_(engine), locks_(locks), writes_(writes) {}

  CommitVersion schema_version() const override {
    return CommitVersionOf(engine_.schema_version());
  }

  Result<Found> Get(Bytes key) override {
    DCHECK(IsLocked(locks_, key));
    return engine_.GetLatest(key);
  }
  Result<Found> GetOwned(Bytes key) override { return engine_.GetLatest(key); }
  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override {
    for ([[maybe_unused]] Bytes key : keys) DCHECK(IsLocked(locks_, key));
    return GetManyOwned(keys);
  }
  Result<std::vector<Found>> GetManyOwned(std::span<const Bytes> keys) override {
    std::vector<Found> found;
    found.reserve(keys.size());
    for (Bytes key : keys) found.push_back(engine_.GetLatest(key));
    return found;
  }
  void Put(Bytes key, Bytes value) override { writes_.Put(key, value); }
  void Erase(Bytes key) override { writes_.Erase(key); }
  void Add(Bytes counter, std::int64_t delta) override { writes_.Add(counter, delta); }
  void Append(Bytes prefix, std::uint16_t order, Bytes value) override {
    writes_.Append(prefix, order, value);
  }

 private:
  const MemoryEngine& engine_;
  const std::span<const Lock> locks_;
  WriteSet& writes_;
};

// A thread's spare WriteSet, so that a commit allocates no list and no key buffer.
class BorrowedWriteSet {
 public:
  BorrowedWriteSet() : writes_(std::move(Spare())) {}
  ~BorrowedWriteSet() {
    writes_.Clear();
    Spare() = std::move(writes_);
  }
  WriteSet& operator*() { return writes_; }

 private:
  static WriteSet& Spare() {
    thread_local WriteSet spare;
    return spare;
  }
  WriteSet writes_;
};

}  // namespace

MemoryEngine::MemoryEngine(const MemoryOptions& options)
    : options_(options),
      retirer_({.readers_have_passed = [this](std::uint64_t v) { return ReadersHavePassed(v); },
                .erase_some =
                    [this](Bytes begin, Bytes end) {
                      const WriterLock lock(tree_.mutex);
                      return tree_.tree.EraseSome(begin, end, kEngineRetireStepKeysMax);
                    }}) {
  if (options_.durability_gate != nullptr) {
    CHECK(options_.durability_gate->engine_ == nullptr);
    options_.durability_gate->engine_ = this;
  }
}

MemoryEngine::~MemoryEngine() {
  if (options_.durability_gate != nullptr) options_.durability_gate->engine_ = nullptr;
}

Result<std::unique_ptr<Reader>> MemoryEngine::Read(Wait) {
  for (;;) {
    ReaderSlots::Slot& slot = slots_.Claim(published_);
    // The schema version is stored before the state that contains it, so one beyond this state
    // shows that a publication is between its two stores; else it is the last one within this
    // state.
    const std::uint64_t schema = published_schema_.load(std::memory_order_seq_cst);
    if (schema <= slot.load(std::memory_order_relaxed)) {
      return NewMemoryReader(tree_, slot, schema);
    }
    ReaderSlots::Free(slot);
    std::this_thread::yield();
  }
}

Found MemoryEngine::GetLatest(Bytes key) const {
  const ReaderLock lock(tree_.mutex);
  ValueNode* node = tree_.tree.Find(key, UINT64_MAX);
  return node == nullptr ? Found() : Found(PinnedValue(node));
}

Result<Ticket> MemoryEngine::Transact(std::span<const Lock> locks, Body& body, Wait) {
  BorrowedWriteSet writes;
  StripeLocks::Guard guard(stripes_, locks);
  SchemaVersions::Seen seen;
  for (int run = 0; run <= kEngineRerunsMax; ++run) {
    (*writes).Clear();
    schemas_.Look(locks, seen);
    MemoryTransaction transaction(*this, locks, *writes);
    Result<Outcome> outcome = body.Run(transaction);
    if (!outcome.has_value()) return std::unexpected(std::move(outcome).error());
    if (*outcome == Outcome::kDiscard) return Ticket{CommitVersionOf(latest_.load())};
    if (Status status = CheckLimits(*writes); !status) return std::unexpected(status.error());
    std::uint64_t version = 0;
    if (TryCommit(locks, seen, *writes, version) == Commit::kDone) {
      return Ticket{CommitVersionOf(version)};
    }
  }
  return std::unexpected(Error{Errc::kConflict, "a schema changed during every run"});
}

MemoryEngine::Commit MemoryEngine::TryCommit(std::span<const Lock> locks,
                                             const SchemaVersions::Seen& seen, WriteSet& writes,
                                             std::uint64_t& version) {
  MutexLock lane(lane_);
  if (!schemas_.Unchanged(seen)) return Commit::kSchemaChanged;
  version = latest_.load(std::memory_order_relaxed) + 1;
  const bool durable = options_.durability_gate == nullptr;
  {
    const WriterLock lock(tree_.mutex);
    tree_.tree.Apply(writes, version);
    latest_.store(version);
    schemas_.Bump(locks, version);
    if (schemas_.last() == version) unpublished_schemas_.push_back(version);
    if (durable) Publish(version);
    Reclaim();
  }
  if (durable) tickets_.Publish(version);
  return Commit::kDone;
}

Status MemoryEngine::CheckLimits(const WriteSet& writes) const {
  auto exceeds = [](std::size_t size, std::size_t limit) { return limit != 0 && size > limit; };
  const Limits& limits = options_.limits;
  if (exceeds(writes.key_size_bytes_max(), limits.key_size_bytes)) {
    return std::unexpected(Error{Errc::kTooLarge, "a key exceeds the engine's limit"});
  }
  if (exceeds(writes.value_size_bytes_max(), limits.value_size_bytes)) {
    return std::unexpected(Error{Errc::kTooLarge, "a value exceeds the engine's limit"});
  }
  if (exceeds(writes.size_bytes(), limits.transaction_size_bytes)) {
    return std::unexpected(Error{Errc::kTooLarge, "a transaction exceeds the engine's limit"});
  }
  return {};
}

void MemoryEngine::Publish(std::uint64_t version) {
  while (!unpublished_schemas_.empty() && unpublished_schemas_.front() <= version) {
    published_schema_.store(unpublished_schemas_.front(), std::memory_order_seq_cst);
    unpublished_schemas_.pop_front();
  }
  published_.store(version, std::memory_order_seq_cst);
}

void MemoryEngine::Reclaim() {
  if (!tree_.tree.has_garbage()) return;
  tree_.tree.Reclaim(slots_.Oldest(published_.load(std::memory_order_seq_cst)));
}

bool MemoryEngine::ReadersHavePassed(std::uint64_t version) const {
  return slots_.Oldest(published_.load(std::memory_order_seq_cst)) >= version;
}

void MemoryEngine::OpenUpTo(std::uint64_t version) {
  MutexLock publishing(publishing_);
  {
    MutexLock lane(lane_);
    version = std::min(version, latest_.load());
    if (version <= published_.load()) return;
    const WriterLock lock(tree_.mutex);
    Publish(version);
    Reclaim();
  }
  tickets_.Publish(version);
}

Status MemoryEngine::Retire(Bytes begin, Bytes end) {
  if (!(begin < end)) return {};
  std::uint64_t version = 0;
  {
    // An empty commit: it tells Readers opened before this call from those opened after it.
    MutexLock lane(lane_);
    version = latest_.load() + 1;
    latest_.store(version);
    if (options_.durability_gate == nullptr) {
      Publish(version);
      tickets_.Publish(version);
    }
  }
  retirer_.Retire(begin, end, version);
  return {};
}

bool MemoryEngine::Retired(Bytes begin, Bytes end) const {
  if (retirer_.Pending(begin, end)) return false;
  const ReaderLock lock(tree_.mutex);
  return tree_.tree.IsEmpty(begin, end);
}

void DurabilityGate::Open() {
  if (engine_ != nullptr) engine_->OpenUpTo(UINT64_MAX);
}

void DurabilityGate::OpenUpTo(const CommitVersion& version) {
  if (engine_ != nullptr) engine_->OpenUpTo(SequenceOf(version));
}

std::unique_ptr<Engine> NewMemoryEngine(MemoryOptions options) {
  return std::make_unique<MemoryEngine>(options);
}

}  // namespace pixii::engine
