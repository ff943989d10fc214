// The ordered, transactional key-value store under everything. It knows nothing of tables and
// items. Implemented by memory/ and rocksdb/ here, later by a distributed engine; testing/ wraps
// one and makes it fail.
//
// Keys and values are byte strings; keys compare as unsigned bytes. All calls of Engine are
// thread-safe; the other types say who may use them. Nothing here throws.
//
// How a write becomes visible: Transact applies it to the latest state and returns a Ticket. Once
// the write is synced, the state that contains it is published: Readers opened from then on show
// it, then the Ticket is durable, then waiters are called, in this order. So a Reader never shows
// what a crash could take back, and always shows what was answered, provided every answer computed
// inside Transact (a failed condition too) waits for its Ticket.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pixii::engine {

using Bytes = std::string_view;

enum class Errc : std::uint8_t {
  kWouldBlock,  // Only from a Reader or Transact with Wait::kNo: nothing was written; run again
                // where it may wait.
  kConflict,    // Gave up after repeated conflicts; nothing was written.
  kTooLarge,    // Beyond Limits; nothing was written.
  kTooOld,      // A Reader outlived Limits::reader_life: open another and go on after the last key.
  kNoSpace,     // Refused before anything was written; reads go on, erases until the last of the
                // space.
  kUnavailable,  // Nothing was written; may be retried.
  kUnknown,      // The commit may or may not have happened: find out, never replay.
  kCorruption,   // Stored bytes are wrong; `what` names the key or the file.
};

struct Error {
  Errc code;
  std::string what;
};

template <class T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

// Position in the order of commits: grows with every commit, unique for the life of the data
// (restore included), may skip values. Known only after the commit. Compare as bytes (big-endian),
// treat as opaque.
struct CommitVersion {
  std::array<std::uint8_t, 10> bytes{};
  auto operator<=>(const CommitVersion&) const = default;
};

// What this engine accepts; 0 means no limit.
struct Limits {
  std::size_t key_size_bytes = 0;
  std::size_t value_size_bytes = 0;
  std::size_t transaction_size_bytes = 0;
  std::chrono::milliseconds transaction_time{0};
  std::chrono::milliseconds reader_life{0};
};

// Bytes that it owns or pins. Movable, to another thread too; may outlive its Reader, but not its
// engine; drop it before waiting for anything.
class Value {
 public:
  using Release = void (*)(void* pin);

  explicit Value(std::string bytes) : owned_(std::move(bytes)) {}
  // `bytes` stay valid until release(pin) is called, once. Requires: `pin` is not null.
  Value(Bytes bytes, void* pin, Release release) : pinned_(bytes), pin_(pin), release_(release) {}
  Value(Value&& other) noexcept
      : owned_(std::move(other.owned_)),
        pinned_(other.pinned_),
        pin_(std::exchange(other.pin_, nullptr)),
        release_(other.release_) {}
  Value& operator=(Value&& other) noexcept {
    if (this != &other) {
      if (pin_ != nullptr) release_(pin_);
      owned_ = std::move(other.owned_);
      pinned_ = other.pinned_;
      pin_ = std::exchange(other.pin_, nullptr);
      release_ = other.release_;
    }
    return *this;
  }
  ~Value() {
    if (pin_ != nullptr) release_(pin_);
  }
  Bytes bytes() const { return pin_ != nullptr ? pinned_ : Bytes(owned_); }

 private:
  std::string owned_;
  Bytes pinned_;
  void* pin_ = nullptr;
  Release release_ = nullptr;
};
using Found = std::optional<Value>;

// May this call wait for storage? kNo: point reads answer kWouldBlock instead; a Cursor's step may
// wait and answers it afterwards, so that its owner waits no more than once.
enum class Wait : bool { kNo, kYes };

// Walks a range in one direction. For the thread that called Scan; must not outlive its Reader.
// key() and value() only after a Next() that said true.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // Moves to the first, then to each next key. False: the range is at its end. After an error the
  // cursor is spent; the rows already given are right.
  virtual Result<bool> Next() = 0;
  // Both are valid until the next call of Next().
  virtual Bytes key() const = 0;
  virtual Bytes value() const = 0;
};

// [begin, end); empty if `begin` is not below `end`. A range must not cross a border of the change
// log, where the engine keeps that apart (rocksdb_engine.h, log_prefix).
struct Range {
  Bytes begin;
  Bytes end;
  bool reverse = false;
  // About so many bytes will be read; 0: unknown. An engine may ignore it.
  std::size_t size_hint_bytes = 0;
};

// One unchanging, durable state: nothing it shows can be taken back by a crash, and it contains
// every commit whose Ticket was durable when the Reader was opened. Open it after the request's
// bytes were read, drop it before waiting: an open one keeps old states on disk. One thread at a
// time.
class Reader {
 public:
  virtual ~Reader() = default;
  // All commits up to here are visible, none after.
  virtual CommitVersion version() const = 0;
  // Version of the last visible commit that held a schema lock exclusively, or after a restart a
  // newer one; costs nothing.
  virtual CommitVersion schema_version() const = 0;
  virtual Result<Found> Get(Bytes key) = 0;
  // One result per key, in order.
  virtual Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) = 0;
  // The range's bytes are copied.
  virtual std::unique_ptr<Cursor> Scan(const Range& range) = 0;
  // Sum of all Add() to this counter; 0 if there was none.
  virtual Result<std::int64_t> Sum(Bytes counter) = 0;
};

// Inside Transact(). Reads see the latest committed state (durable or not) and never this
// transaction's own writes. Of several writes to one key the last counts. Writing needs a lock on
// the key, or on the one key that owns it (an index entry's owner is its item). Whatever the caller
// read before Transact (a cached table) is not protected. So the first act of every body is to
// compare schema_version() with the one its cached table was decoded under; if they differ it reads
// the descriptor.
class Transaction {
 public:
  virtual ~Transaction() = default;
  // As in Reader, of the latest state. A change of schema under a lock of this transaction makes
  // the body run again before it commits.
  virtual CommitVersion schema_version() const = 0;
  // The keys must be among the locks (DCHECK).
  virtual Result<Found> Get(Bytes key) = 0;
  virtual Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) = 0;
  // The same for keys that locked keys own: each is as protected as its owner.
  virtual Result<Found> GetOwned(Bytes key) = 0;
  virtual Result<std::vector<Found>> GetManyOwned(std::span<const Bytes> keys) = 0;
  // The bytes given to these four are copied.
  virtual void Put(Bytes key, Bytes value) = 0;
  virtual void Erase(Bytes key) = 0;
  // Adds to a 64-bit counter, wrapping. Commutes: conflicts with nothing, needs no lock. Counters
  // are read with Reader::Sum; a key is either a counter or an ordinary key for ever.
  virtual void Add(Bytes counter, std::int64_t delta) = 0;
  // Puts prefix + commit version (10 bytes) + order (2 bytes, big-endian); needs no lock. So two
  // Appends of one prefix and order in a transaction are one key.
  virtual void Append(Bytes prefix, std::uint16_t order, Bytes value) = 0;
};

enum class LockKind : std::uint8_t {
  kItem,    // Decides something by its value; one holder at a time.
  kSchema,  // A descriptor, exclusively: a change of schema. The commit bumps the schema version.
  kSchemaShared,  // "Must not change between this transaction's reads and its commit"; any number
                  // of holders.
};

struct Lock {
  Bytes key;
  LockKind kind = LockKind::kItem;
};

// kDiscard: nothing is written (a failed condition), yet its answer waits for the Ticket too.
enum class Outcome : bool { kDiscard, kCommit };

// The work of a transaction. Run() may be called several times, on the caller's thread: it resets
// its outputs first and has no other effects. An answer for the client, errors included, is one of
// its outputs (with kDiscard); the returned Error is only for the engine's own failures, passed on
// unchanged.
class Body {
 public:
  virtual ~Body() = default;
  virtual Result<Outcome> Run(Transaction& transaction) = 0;
};

// What an answer depends on: the commit, or for a discard the engine's last version after the
// body's last read. The greatest of several covers all.
struct Ticket {
  CommitVersion version;
};

// Lives until it is called, once: on the thread that called WhenDurable, before that returns, or on
// the thread that made the ticket durable: one of the engine's own, or one that is in another call
// of it. So Durable() must not block, nor call Transact or Retire; a lock that is held for moments
// is no matter.
class Waiter {
 public:
  virtual void Durable() noexcept = 0;

 protected:
  ~Waiter() = default;
};

class Engine {
 public:
  // Finishes the last sync, flushes nothing. All Readers, Values and Waiters must be gone.
  virtual ~Engine() = default;
  virtual const Limits& limits() const = 0;

  // Opens the latest published state. Fails never with kWouldBlock. `wait`: may the Reader's own
  // calls wait? How many may be open at once has a bound, and more end the process: on RocksDB
  // kEngineReadersPerThreadMax on a thread, on kEngineReaderThreadsMax threads that ever opened one
  // and still run; in memory kEngineReadersMax together.
  virtual Result<std::unique_ptr<Reader>> Read(Wait wait) = 0;

  // Runs `body` strictly serializably; on return its writes are applied, by its Ticket they are
  // durable. `locks` may come in any order, and twice. kNo: kWouldBlock instead of waiting for
  // storage or for a store that is stalled; it still waits for locks. kYes: kUnavailable if the
  // store is stalled for kEngineWriteStallMsMax. Not to be called from a Body: a thread waits for
  // its own locks.
  virtual Result<Ticket> Transact(std::span<const Lock> locks, Body& body, Wait wait) = 0;

  // True: it is durable, and its answer may be sent.
  virtual bool Durable(const Ticket& ticket) const = 0;
  // Calls the waiter as soon as the ticket is durable, possibly before this returns. Never called
  // if the sync fails: then the process ends.
  virtual void WhenDurable(const Ticket& ticket, Waiter& waiter) = 0;

  // [begin, end) is dead: never written again, never read again by a Reader opened after this call.
  // Its space comes back in the background, once older Readers are gone. Not remembered over a
  // restart: the catalog keeps its own list and calls again until Retired() says true. Idempotent.
  // Counters in the range are dead too. Empty ranges and borders are as in Range. After an error
  // (the embedded engines have none) the space is not given back: call again.
  virtual Status Retire(Bytes begin, Bytes end) = 0;
  virtual bool Retired(Bytes begin, Bytes end) const = 0;
};

// Blocks the calling thread until the ticket is durable.
void AwaitDurable(Engine& engine, const Ticket& ticket);

}  // namespace pixii::engine
