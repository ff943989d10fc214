// ForwardingEngine: passes every call on to another engine. For tests that override one of them, to
// count calls or to do something at a certain one.
#pragma once

#include <memory>
#include <span>

#include "engine/engine.h"

namespace pixii::engine {

// As thread-safe as `inner`, which outlives it.
class ForwardingEngine : public Engine {
 public:
  explicit ForwardingEngine(Engine& inner) : inner_(inner) {}

  const Limits& limits() const override { return inner_.limits(); }
  Result<std::unique_ptr<Reader>> Read(Wait wait) override { return inner_.Read(wait); }
  Result<Ticket> Transact(std::span<const Lock> locks, Body& body, Wait wait) override {
    return inner_.Transact(locks, body, wait);
  }
  bool Durable(const Ticket& ticket) const override { return inner_.Durable(ticket); }
  void WhenDurable(const Ticket& ticket, Waiter& waiter) override {
    inner_.WhenDurable(ticket, waiter);
  }
  Status Retire(Bytes begin, Bytes end) override { return inner_.Retire(begin, end); }
  bool Retired(Bytes begin, Bytes end) const override { return inner_.Retired(begin, end); }

 private:
  Engine& inner_;
};

}  // namespace pixii::engine
