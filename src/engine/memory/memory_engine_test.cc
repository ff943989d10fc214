#include "engine/memory/memory_engine.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
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

// With a gate that a thread opens about as often as a disk syncs, until durability is held back.
// What the tests check does not depend on how often that is.
class GatedSubject final : public ConformanceSubject {
 public:
  GatedSubject()
      : engine_(NewMemoryEngine({.durability_gate = &gate_})), opener_([this] { KeepOpening(); }) {}
  ~GatedSubject() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
      stopped_.notify_all();
    }
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
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      if (!held_) gate_.Open();
      stopped_.wait_for(lock, std::chrono::microseconds(100));
    }
  }

  DurabilityGate gate_;
  std::unique_ptr<Engine> engine_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool held_ = false;  // behind mutex_, as the next
  bool stopping_ = false;
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

TEST(MemoryEngine, AGateMayBeOpenedUpToOneCommit) {
  DurabilityGate gate;
  const std::unique_ptr<Engine> engine = NewMemoryEngine({.durability_gate = &gate});
  auto put = [&](const std::string& value, LockKind kind) {
    return Transact(*engine, {{ItemKey(1), kind}},
                    [&](Transaction& t) { t.Put(ItemKey(1), value); });
  };
  const Ticket first = put("first", LockKind::kSchema);
  const Ticket second = put("second", LockKind::kItem);
  const Ticket third = put("third", LockKind::kSchema);
  EXPECT_EQ(Get(*engine, ItemKey(1)), std::nullopt);
  gate.OpenUpTo(second.version);
  EXPECT_TRUE(engine->Durable(second));
  EXPECT_FALSE(engine->Durable(third));
  EXPECT_EQ(Get(*engine, ItemKey(1)), "second");
  EXPECT_EQ(OpenReader(*engine)->version(), second.version);
  EXPECT_EQ(OpenReader(*engine)->schema_version(), first.version);
  gate.OpenUpTo(first.version);  // never goes back
  EXPECT_EQ(Get(*engine, ItemKey(1)), "second");
  gate.Open();
  EXPECT_EQ(OpenReader(*engine)->schema_version(), third.version);
}

// IsEmpty, through Retired(), tells when an erased key's last trace is gone.
TEST(MemoryEngine, OldVersionsGoWithTheFirstCommitAfterTheirLastReader) {
  const std::unique_ptr<Engine> engine = NewMemoryEngine();
  PutDurably(*engine, ItemKey(1), "value");
  EraseDurably(*engine, ItemKey(1));
  EXPECT_TRUE(engine->Retired(ItemKey(1), ItemKey(2)));

  PutDurably(*engine, ItemKey(1), "value");
  std::unique_ptr<Reader> reader = OpenReader(*engine);
  EraseDurably(*engine, ItemKey(1));
  EXPECT_FALSE(engine->Retired(ItemKey(1), ItemKey(2)));
  EXPECT_EQ(Get(*reader, ItemKey(1)), "value");
  reader.reset();
  PutDurably(*engine, ItemKey(3), "any");
  PutDurably(*engine, ItemKey(3), "any");
  EXPECT_TRUE(engine->Retired(ItemKey(1), ItemKey(2)));
}

#ifndef NDEBUG
TEST(MemoryEngineDeathTest, AReadOutsideTheLocksEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        const std::unique_ptr<Engine> engine = NewMemoryEngine();
        Transact(*engine, {{ItemKey(1)}}, [](Transaction& t) { Get(t, ItemKey(2)); });
      },
      "IsLocked");
}
#endif

}  // namespace
}  // namespace pixii::engine
