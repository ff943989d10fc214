#include "engine/testing/faulty_engine.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

std::unexpected<Error> WouldBlock() {
  return std::unexpected(Error{Errc::kWouldBlock, "a faulty engine would block"});
}

// Reads of a Reader or a Transaction that would block now and then.
struct Reads {
  FaultyEngine::Count& would_blocks;
  int would_block_every;

  template <class Source>
  Result<Found> Get(Source& source, Bytes key) {
    if (would_blocks.IsDue(would_block_every)) return WouldBlock();
    return source.Get(key);
  }
  template <class Source>
  Result<std::vector<Found>> GetMany(Source& source, std::span<const Bytes> keys) {
    if (would_blocks.IsDue(would_block_every)) return WouldBlock();
    return source.GetMany(keys);
  }
};

// How many reads are left before a Reader is too old.
class Life {
 public:
  explicit Life(int reads) : left_(reads), ends_(reads != 0) {}
  Status Use() {
    if (!ends_ || left_-- > 0) return {};
    return std::unexpected(Error{Errc::kTooOld, "a faulty engine's Reader is too old"});
  }

 private:
  int left_;
  bool ends_;
};

class FaultyCursor final : public Cursor {
 public:
  FaultyCursor(std::unique_ptr<Cursor> inner, Reads reads, Life& life)
      : inner_(std::move(inner)), reads_(reads), life_(life) {}
  Result<bool> Next() override {
    if (Status status = life_.Use(); !status.has_value()) return std::unexpected(status.error());
    if (reads_.would_blocks.IsDue(reads_.would_block_every)) return WouldBlock();
    return inner_->Next();
  }
  Bytes key() const override { return inner_->key(); }
  Bytes value() const override { return inner_->value(); }

 private:
  std::unique_ptr<Cursor> inner_;
  Reads reads_;
  Life& life_;
};

class FaultyReader final : public Reader {
 public:
  FaultyReader(std::unique_ptr<Reader> inner, Reads reads, int too_old_after)
      : inner_(std::move(inner)), reads_(reads), life_(too_old_after) {}
  CommitVersion version() const override { return inner_->version(); }
  CommitVersion schema_version() const override { return inner_->schema_version(); }
  Result<Found> Get(Bytes key) override {
    if (Status status = life_.Use(); !status.has_value()) return std::unexpected(status.error());
    return reads_.Get(*inner_, key);
  }
  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override {
    if (Status status = life_.Use(); !status.has_value()) return std::unexpected(status.error());
    return reads_.GetMany(*inner_, keys);
  }
  std::unique_ptr<Cursor> Scan(const Range& range) override {
    return std::make_unique<FaultyCursor>(inner_->Scan(range), reads_, life_);
  }
  Result<std::int64_t> Sum(Bytes counter) override {
    if (Status status = life_.Use(); !status.has_value()) return std::unexpected(status.error());
    return inner_->Sum(counter);
  }

 private:
  std::unique_ptr<Reader> inner_;
  Reads reads_;
  Life life_;
};

class FaultyTransaction final : public Transaction {
 public:
  FaultyTransaction(Transaction& inner, Reads reads, bool writes_count)
      : inner_(inner), reads_(reads), writes_count_(writes_count) {}
  CommitVersion schema_version() const override { return inner_.schema_version(); }
  Result<Found> Get(Bytes key) override { return reads_.Get(inner_, key); }
  Result<Found> GetOwned(Bytes key) override {
    if (reads_.would_blocks.IsDue(reads_.would_block_every)) return WouldBlock();
    return inner_.GetOwned(key);
  }
  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override {
    return reads_.GetMany(inner_, keys);
  }
  Result<std::vector<Found>> GetManyOwned(std::span<const Bytes> keys) override {
    if (reads_.would_blocks.IsDue(reads_.would_block_every)) return WouldBlock();
    return inner_.GetManyOwned(keys);
  }
  void Put(Bytes key, Bytes value) override {
    if (writes_count_) inner_.Put(key, value);
  }
  void Erase(Bytes key) override {
    if (writes_count_) inner_.Erase(key);
  }
  void Add(Bytes counter, std::int64_t delta) override {
    if (writes_count_) inner_.Add(counter, delta);
  }
  void Append(Bytes prefix, std::uint16_t order, Bytes value) override {
    if (writes_count_) inner_.Append(prefix, order, value);
  }

 private:
  Transaction& inner_;
  Reads reads_;
  const bool writes_count_;
};

enum class Verdict : std::uint8_t { kSound, kConflict, kUnknown };

}  // namespace

bool FaultyEngine::Count::IsDue(int every) {
  return every != 0 && (count_.fetch_add(1) + 1) % static_cast<std::uint64_t>(every) == 0;
}

FaultyEngine::FaultyEngine(std::unique_ptr<Engine> inner, const Faults& faults)
    : inner_(std::move(inner)), faults_(faults), completer_([this] { CompleteLate(); }) {}

FaultyEngine::~FaultyEngine() {
  {
    std::lock_guard lock(mutex_);
    CHECK(waiting_.empty());
    stopping_ = true;
    changed_.notify_all();
  }
  completer_.join();
}

void FaultyEngine::set_faults(const Faults& faults) {
  faults_ = faults;
  for (Count* count : {&unknowns_, &unknowns_committed_, &conflicts_, &would_blocks_}) {
    count->Reset();
  }
}

Result<std::unique_ptr<Reader>> FaultyEngine::Read(Wait wait) {
  Result<std::unique_ptr<Reader>> reader = inner_->Read(wait);
  if (!reader.has_value()) return reader;
  const Reads reads{would_blocks_, wait == Wait::kNo ? faults_.would_block_every : 0};
  return std::make_unique<FaultyReader>(std::move(*reader), reads, faults_.too_old_after);
}

Result<Ticket> FaultyEngine::Transact(std::span<const Lock> locks, Body& body, Wait wait) {
  const Reads reads{would_blocks_, wait == Wait::kNo ? faults_.would_block_every : 0};
  Verdict verdict = Verdict::kSound;
  BodyOf faulty([&](Transaction& inner) -> Result<Outcome> {
    verdict = Verdict::kSound;
    if (faults_.run_bodies_twice) {
      FaultyTransaction rehearsal(inner, reads, /*writes_count=*/false);
      Result<Outcome> outcome = body.Run(rehearsal);
      if (!outcome.has_value()) return outcome;
    }
    FaultyTransaction transaction(inner, reads, /*writes_count=*/true);
    Result<Outcome> outcome = body.Run(transaction);
    if (!outcome.has_value() || *outcome == Outcome::kDiscard) return outcome;
    if (unknowns_.IsDue(faults_.unknown_every)) {
      verdict = Verdict::kUnknown;
      return unknowns_committed_.IsDue(2) ? Outcome::kDiscard : Outcome::kCommit;
    }
    if (conflicts_.IsDue(faults_.conflict_every)) {
      verdict = Verdict::kConflict;
      return Outcome::kDiscard;
    }
    return outcome;
  });
  Result<Ticket> ticket = inner_->Transact(locks, faulty, wait);
  if (!ticket.has_value() || verdict == Verdict::kSound) return ticket;
  if (verdict == Verdict::kConflict) {
    return std::unexpected(Error{Errc::kConflict, "a faulty engine's conflict"});
  }
  return std::unexpected(Error{Errc::kUnknown, "a faulty engine's unknown result"});
}

bool FaultyEngine::Durable(const Ticket& ticket) const {
  if (!faults_.tickets_late) return inner_->Durable(ticket);
  std::lock_guard lock(mutex_);
  return ticket.version <= completed_;
}

void FaultyEngine::WhenDurable(const Ticket& ticket, Waiter& waiter) {
  if (!faults_.tickets_late) return inner_->WhenDurable(ticket, waiter);
  std::lock_guard lock(mutex_);
  waiting_.push_back({ticket, &waiter});
  changed_.notify_all();
}

void FaultyEngine::CompleteLate() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const Waiting first = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    AwaitDurable(*inner_, first.ticket);
    lock.lock();
    completed_ = std::max(completed_, first.ticket.version);
    lock.unlock();
    first.waiter->Durable();
    lock.lock();
  }
}

}  // namespace pixii::engine
