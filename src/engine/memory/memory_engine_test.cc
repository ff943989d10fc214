#include "engine/memory/memory_engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

class MemorySubject final : public ConformanceSubject {
 public:
  explicit MemorySubject(const Limits& limits) { engine_ = NewMemoryEngine({.limits = limits}); }
  Engine& engine() override { return *engine_; }

 private:
  std::unique_ptr<Engine> engine_;
};

// With a gate that a thread opens without pause, until durability is held back.
class GatedSubject final : public ConformanceSubject {
 public:
  GatedSubject()
      : engine_(NewMemoryEngine({.durability_gate = &gate_})), opener_([this] { KeepOpening(); }) {}
  ~GatedSubject() override {
    stopping_ = true;
    opener_.join();
  }
  Engine& engine() override { return *engine_; }
  void HoldDurability() override {
    std::lock_guard lock(mutex_);
    held_ = true;
  }
  void ReleaseDurability() override {
    std::lock_guard lock(mutex_);
    held_ = false;
  }

 private:
  void KeepOpening() {
    while (!stopping_) {
      {
        std::lock_guard lock(mutex_);
        if (!held_) gate_.Open();
      }
      std::this_thread::yield();
    }
  }

  DurabilityGate gate_;
  std::unique_ptr<Engine> engine_;
  std::mutex mutex_;
  bool held_ = false;  // behind mutex_
  std::atomic<bool> stopping_ = false;
  std::thread opener_;
};

const bool registered =
    RegisterConformanceTests("Memory", [] { return std::make_unique<MemorySubject>(Limits()); });

const bool gated_registered = RegisterConformanceTests(
    "MemoryGated", [] { return std::make_unique<GatedSubject>(); }, {Ability::kHold});

const bool limited_registered = RegisterConformanceTests("MemoryLimited", [] {
  return std::make_unique<MemorySubject>(Limits{
      .key_size_bytes = 10'000, .value_size_bytes = 100'000, .transaction_size_bytes = 10'000'000});
});

}  // namespace
}  // namespace pixii::engine
