#include "engine/testing/broken_engine.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/testing/broken_reader.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

using RecordedWrite = std::function<void(Transaction&)>;

// Reads from a Reader, keeps the writes for later.
class RecordingTransaction final : public Transaction {
 public:
  explicit RecordingTransaction(Reader& reader) : reader_(reader) {}
  CommitVersion schema_version() const override { return reader_.schema_version(); }
  Result<Found> Get(Bytes key) override { return reader_.Get(key); }
  Result<Found> GetOwned(Bytes key) override { return reader_.Get(key); }
  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override {
    return reader_.GetMany(keys);
  }
  Result<std::vector<Found>> GetManyOwned(std::span<const Bytes> keys) override {
    return reader_.GetMany(keys);
  }
  void Put(Bytes key, Bytes value) override {
    writes_.push_back([k = std::string(key), v = std::string(value)](auto& t) { t.Put(k, v); });
  }
  void Erase(Bytes key) override {
    writes_.push_back([k = std::string(key)](auto& t) { t.Erase(k); });
  }
  void Add(Bytes counter, std::int64_t delta) override {
    writes_.push_back([c = std::string(counter), delta](auto& t) { t.Add(c, delta); });
  }
  void Append(Bytes prefix, std::uint16_t order, Bytes value) override {
    writes_.push_back([p = std::string(prefix), order, v = std::string(value)](auto& t) {
      t.Append(p, order, v);
    });
  }
  const std::vector<RecordedWrite>& writes() const { return writes_; }

 private:
  Reader& reader_;
  std::vector<RecordedWrite> writes_;
};

class BrokenTransaction final : public Transaction {
 public:
  BrokenTransaction(Fault fault, Transaction& inner, Reader& early, std::atomic<int>& adds)
      : fault_(fault), inner_(inner), early_(early), adds_(adds) {}

  CommitVersion schema_version() const override { return inner_.schema_version(); }
  Result<Found> GetOwned(Bytes key) override { return Get(key); }
  Result<Found> Get(Bytes key) override {
    if (fault_ == Fault::kOwnWritesSeen && puts_.contains(std::string(key))) {
      return Found(Value(puts_[std::string(key)]));
    }
    // The inner engine must not be asked for a key whose lock was taken away.
    return fault_ == Fault::kSharedLocksIgnored ? early_.Get(key) : inner_.Get(key);
  }
  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override {
    return inner_.GetMany(keys);
  }
  Result<std::vector<Found>> GetManyOwned(std::span<const Bytes> keys) override {
    return inner_.GetManyOwned(keys);
  }
  void Put(Bytes key, Bytes value) override {
    const bool first = puts_.emplace(key, value).second;
    if (first || fault_ != Fault::kFirstWriteCounts) inner_.Put(key, value);
  }
  void Erase(Bytes key) override { inner_.Erase(key); }
  void Add(Bytes counter, std::int64_t delta) override {
    if (fault_ != Fault::kAddsLost || ++adds_ % 100 != 0) inner_.Add(counter, delta);
  }
  void Append(Bytes prefix, std::uint16_t order, Bytes value) override {
    if (fault_ != Fault::kLogVersionEarly) return inner_.Append(prefix, order, value);
    const CommitVersion version = early_.version();
    std::string key(prefix);
    key.append(version.bytes.begin(), version.bytes.end());
    key += static_cast<char>(order >> 8);
    key += static_cast<char>(order & 0xff);
    inner_.Put(key, value);
  }

 private:
  const Fault fault_;
  Transaction& inner_;
  Reader& early_;
  std::atomic<int>& adds_;
  std::map<std::string, std::string> puts_;
};

class TwiceWaiter final : public Waiter {
 public:
  explicit TwiceWaiter(Waiter& waiter) : waiter_(waiter) {}
  void Durable() noexcept override {
    waiter_.Durable();
    waiter_.Durable();
  }

 private:
  Waiter& waiter_;
};

class BrokenEngine final : public Engine {
 public:
  BrokenEngine(std::unique_ptr<Engine> inner, Fault fault)
      : inner_(std::move(inner)),
        fault_(fault),
        limits_(inner_->limits()),
        keeps_previous_(fault == Fault::kReadersLag || fault == Fault::kSchemaVersionLags ||
                        fault == Fault::kBodiesReadOldState) {
    if (keeps_previous_) previous_ = OpenReader(*inner_);
    if (fault_ == Fault::kLimitsOffByOne) --limits_.key_size_bytes;
  }

  const Limits& limits() const override { return limits_; }

  Result<std::unique_ptr<Reader>> Read(Wait) override {
    std::lock_guard lock(mutex_);
    std::unique_ptr<Reader> reader = OpenReader(*inner_);
    CommitVersion previous_schema_version{};
    if (keeps_previous_) {
      previous_schema_version = previous_->schema_version();
      previous_.swap(reader);  // `reader` is now the one opened before
      if (fault_ != Fault::kReadersLag) reader = OpenReader(*inner_);
    }
    return NewBrokenReader({fault_, *inner_, std::move(reader), previous_schema_version, scratch_});
  }

  Result<Ticket> Transact(std::span<const Lock> locks, Body& body, Wait wait) override {
    if (fault_ == Fault::kReadsOutsideTheLocks || fault_ == Fault::kCommitsInPieces ||
        fault_ == Fault::kBodiesReadOldState) {
      return TransactRecorded(locks, body);
    }
    std::vector<Lock> changed(locks.begin(), locks.end());
    for (Lock& lock : changed) {
      if (lock.kind != LockKind::kSchemaShared) continue;
      if (fault_ == Fault::kSharedLocksExclude) lock.kind = LockKind::kItem;
    }
    if (fault_ == Fault::kSharedLocksIgnored) {
      std::erase_if(changed, [](const Lock& lock) { return lock.kind == LockKind::kSchemaShared; });
    }
    BodyOf broken([&](Transaction& inner) -> Result<Outcome> {
      const std::unique_ptr<Reader> early = OpenReader(*inner_);
      BrokenTransaction transaction(fault_, inner, *early, adds_);
      Result<Outcome> outcome = body.Run(transaction);
      const bool discards = outcome.has_value() && *outcome == Outcome::kDiscard;
      if (discards && (fault_ == Fault::kDiscardWrites || fault_ == Fault::kDiscardCompares)) {
        return Outcome::kCommit;
      }
      discarded_by_this_thread = discards;
      return outcome;
    });
    Result<Ticket> ticket = inner_->Transact(changed, broken, wait);
    if (fault_ == Fault::kDiscardTicketOld && discarded_by_this_thread) return Ticket{};
    return ticket;
  }

  bool Durable(const Ticket& ticket) const override { return inner_->Durable(ticket); }
  void WhenDurable(const Ticket& ticket, Waiter& waiter) override {
    if (fault_ != Fault::kWaitersCalledTwice) return inner_->WhenDurable(ticket, waiter);
    TwiceWaiter twice(waiter);
    inner_->WhenDurable(ticket, twice);
  }

  Status Retire(Bytes begin, Bytes end) override {
    if (fault_ == Fault::kRetireSwapsBounds && end < begin) std::swap(begin, end);
    if (fault_ == Fault::kRetireTakesNeighbours) begin = begin.substr(0, begin.size() - 4);
    return inner_->Retire(begin, end);
  }
  bool Retired(Bytes begin, Bytes end) const override { return inner_->Retired(begin, end); }

 private:
  Result<Ticket> TransactRecorded(std::span<const Lock> locks, Body& body) {
    const std::unique_ptr<Reader> now = OpenReader(*inner_);
    Reader& reader = fault_ == Fault::kBodiesReadOldState ? *previous_ : *now;
    RecordingTransaction transaction(reader);
    Result<Outcome> outcome = body.Run(transaction);
    if (!outcome.has_value()) return std::unexpected(outcome.error());
    if (*outcome == Outcome::kDiscard) return Ticket{now->version()};
    auto commit = [&](std::span<const RecordedWrite> writes) {
      BodyOf replay([&](Transaction& t) {
        for (const RecordedWrite& write : writes) write(t);
      });
      return inner_->Transact(locks, replay, Wait::kYes);
    };
    const std::span<const RecordedWrite> writes(transaction.writes());
    if (fault_ != Fault::kCommitsInPieces) return commit(writes);
    for (std::size_t i = 0; i + 1 < writes.size(); ++i) {
      if (Result<Ticket> ticket = commit(writes.subspan(i, 1)); !ticket.has_value()) return ticket;
    }
    return commit(writes.last(writes.empty() ? 0 : 1));
  }

  static thread_local bool discarded_by_this_thread;

  const std::unique_ptr<Engine> inner_;
  const Fault fault_;
  Limits limits_;
  std::atomic<int> adds_{0};
  const std::shared_ptr<std::string> scratch_ = std::make_shared<std::string>();
  // It holds the engine's old versions back, so only faults that need it keep one.
  const bool keeps_previous_;
  std::mutex mutex_;
  std::unique_ptr<Reader> previous_;  // behind mutex_
};

thread_local bool BrokenEngine::discarded_by_this_thread = false;

}  // namespace

std::unique_ptr<Engine> NewBrokenEngine(std::unique_ptr<Engine> inner, Fault fault) {
  return std::make_unique<BrokenEngine>(std::move(inner), fault);
}

}  // namespace pixii::engine
