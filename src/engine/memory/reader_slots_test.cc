#include "engine/memory/reader_slots.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace pixii::engine {
namespace {

TEST(ReaderSlots, OldestIsTheLowestOpenVersion) {
  ReaderSlots slots;
  std::atomic<std::uint64_t> published = 5;
  EXPECT_EQ(slots.Oldest(9), 9u);
  ReaderSlots::Slot& first = slots.Claim(published);
  EXPECT_EQ(first.load(), 5u);
  published = 7;
  std::vector<ReaderSlots::Slot*> more;
  for (int i = 0; i < 20; ++i) more.push_back(&slots.Claim(published));  // beyond one group
  EXPECT_EQ(slots.Oldest(9), 5u);
  ReaderSlots::Free(first);
  EXPECT_EQ(slots.Oldest(9), 7u);
  for (ReaderSlots::Slot* slot : more) ReaderSlots::Free(*slot);
  EXPECT_EQ(slots.Oldest(9), 9u);
}

// A publisher that sees no Reader older than its version must be right. Claim() without its second
// look at `published` fails this now and then: about one run in ten.
TEST(ReaderSlots, AClaimedVersionIsNeverBehindAPublisherThatLookedAfterIt) {
  ReaderSlots slots;
  std::atomic<std::uint64_t> published = 0;
  std::atomic<std::uint64_t> passed = 0;  // no Reader is older, says the publisher
  std::atomic<bool> done = false;
  std::thread publisher([&] {
    for (std::uint64_t version = 1; !done; ++version) {
      published.store(version, std::memory_order_seq_cst);
      const std::uint64_t oldest = slots.Oldest(version);
      if (oldest > passed.load()) passed.store(oldest, std::memory_order_seq_cst);
    }
  });
  int behind = 0;
  for (int i = 0; i < 300'000; ++i) {
    ReaderSlots::Slot& slot = slots.Claim(published);
    behind += slot.load() < passed.load();
    ReaderSlots::Free(slot);
  }
  done = true;
  publisher.join();
  EXPECT_EQ(behind, 0);
}

}  // namespace
}  // namespace pixii::engine
