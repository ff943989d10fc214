#include "engine/stripe_locks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace pixii::engine {
namespace {

// Two different keys of one stripe, found by trying.
std::pair<std::string, std::string> KeysOfOneStripe() {
  std::vector<std::string> seen(kEngineStripeCount);
  for (int i = 0;; ++i) {
    std::string key = "key" + std::to_string(i);
    std::string& other = seen[StripeLocks::StripeOf(key)];
    if (!other.empty()) return {other, key};
    other = key;
  }
}

// Without the deduplication this would block for ever: a mutex is not re-entrant.
TEST(StripeLocks, KeysOfOneStripeAreTakenOnce) {
  StripeLocks stripes;
  const auto [a, b] = KeysOfOneStripe();
  const std::vector<Lock> locks = {{a}, {b}, {a, LockKind::kSchema}};
  for (int i = 0; i < 2; ++i) StripeLocks::Guard guard(stripes, locks);
}

// Without the sorting, two threads with opposite orders deadlock within a few rounds.
TEST(StripeLocks, OppositeOrdersDoNotDeadlockAndExclude) {
  StripeLocks stripes;
  std::vector<std::string> keys;
  for (int i = 0; i < 40; ++i) keys.push_back("key" + std::to_string(i));
  std::int64_t unguarded_count = 0;
  auto run = [&](bool reverse) {
    std::vector<Lock> locks;
    for (const std::string& key : keys) locks.push_back({key});
    if (reverse) std::reverse(locks.begin(), locks.end());
    for (int i = 0; i < 5000; ++i) {
      StripeLocks::Guard guard(stripes, locks);
      ++unguarded_count;
    }
  };
  std::thread other(run, true);
  run(false);
  other.join();
  EXPECT_EQ(unguarded_count, 10000);
}

TEST(StripeLocks, SharedSchemaLocksTakeNoStripe) {
  StripeLocks stripes;
  const std::vector<Lock> shared = {{"table", LockKind::kSchemaShared}};
  StripeLocks::Guard first(stripes, shared);
  StripeLocks::Guard second(stripes, shared);
  StripeLocks::Guard exclusive(stripes, std::vector<Lock>{{"table", LockKind::kSchema}});
}

TEST(StripeLocks, IsLockedComparesWholeKeys) {
  const std::vector<Lock> locks = {{"ab"}, {"t", LockKind::kSchemaShared}};
  EXPECT_TRUE(IsLocked(locks, "ab"));
  EXPECT_TRUE(IsLocked(locks, "t"));
  EXPECT_FALSE(IsLocked(locks, "a"));
  EXPECT_FALSE(IsLocked(locks, "abc"));
}

}  // namespace
}  // namespace pixii::engine
