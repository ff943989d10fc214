// Short forms of the engine's calls, for tests.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/engine.h"

namespace pixii::engine {

// A Body out of a lambda: Result<Outcome>(Transaction&), or void(Transaction&), which commits.
template <class F>
class BodyOf final : public Body {
 public:
  explicit BodyOf(F run) : run_(std::move(run)) {}
  Result<Outcome> Run(Transaction& transaction) override {
    if constexpr (std::is_void_v<std::invoke_result_t<F&, Transaction&>>) {
      run_(transaction);
      return Outcome::kCommit;
    } else {
      return run_(transaction);
    }
  }

 private:
  F run_;
};

template <class F>
Result<Ticket> TryTransact(Engine& engine, const std::vector<Lock>& locks, F run) {
  BodyOf<F> body(std::move(run));
  return engine.Transact(locks, body, Wait::kYes);
}

// Expects success; does not wait for durability.
template <class F>
Ticket Transact(Engine& engine, const std::vector<Lock>& locks, F run) {
  Result<Ticket> ticket = TryTransact(engine, locks, std::move(run));
  if (ticket.has_value()) return *ticket;
  ADD_FAILURE() << "Transact failed: " << ticket.error().what;
  return {};
}

// The same, and waits until it is durable.
template <class F>
Ticket TransactDurably(Engine& engine, const std::vector<Lock>& locks, F run) {
  const Ticket ticket = Transact(engine, locks, std::move(run));
  AwaitDurable(engine, ticket);
  return ticket;
}

using Row = std::pair<std::string, std::string>;

Ticket PutDurably(Engine& engine, Bytes key, Bytes value);
// One commit for all.
Ticket PutDurably(Engine& engine, const std::vector<Row>& rows);
Ticket EraseDurably(Engine& engine, Bytes key);

std::unique_ptr<Reader> OpenReader(Engine& engine);
// The value, or nothing if there is none (or the read failed, which fails the test).
std::optional<std::string> Get(Reader& reader, Bytes key);
std::optional<std::string> Get(Engine& engine, Bytes key);
std::optional<std::string> Get(Transaction& transaction, Bytes key);
std::int64_t Sum(Reader& reader, Bytes counter);
std::int64_t Sum(Engine& engine, Bytes counter);
std::vector<Row> Scan(Reader& reader, const Range& range);
std::vector<Row> Scan(Engine& engine, const Range& range);

// Numbers as values: decimal text; 0 if there is no value.
std::int64_t NumberOf(const std::optional<std::string>& value);

}  // namespace pixii::engine
