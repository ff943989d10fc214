#include "store/index_history.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "catalog/keys.h"
#include "engine/memory/memory_engine.h"
#include "engine/testing/transact.h"
#include "store/item_key.h"
#include "store/testing/world.h"

namespace pixii::store {
namespace {

using testing::Delete;
using testing::IndexedTable;
using testing::MutationOf;
using testing::Put;
using testing::Rows;
using testing::World;
using Entries = IndexHistory::Entries;

constexpr std::int64_t kDelayMs = 100;
constexpr std::size_t kNoLimit = SIZE_MAX;

Entries AllBefore(IndexHistory& history, std::string_view begin, std::string_view end) {
  return history.Before(begin, end, /*reverse=*/false, kNoLimit).entries;
}

TEST(IndexHistory, KeepsTheOldestValueWithinTheDelay) {
  ManualClock clock(1'000'000);
  IndexHistory history(clock, kDelayMs, kNoLimit);
  history.Note("k", std::nullopt);
  clock.Advance(40);
  history.Note("k", "one");
  history.Note("m", "other");
  clock.Advance(59);
  EXPECT_EQ(AllBefore(history, "a", "z"), (Entries{{"k", std::nullopt}, {"m", "other"}}));
  clock.Advance(1);
  EXPECT_EQ(AllBefore(history, "a", "z"), (Entries{{"k", "one"}, {"m", "other"}}));
  EXPECT_EQ(AllBefore(history, "k", "m"), (Entries{{"k", "one"}}));
  EXPECT_EQ(AllBefore(history, "kk", "z"), (Entries{{"m", "other"}}));
  clock.Advance(40);
  EXPECT_EQ(AllBefore(history, "a", "z"), Entries());
}

TEST(IndexHistory, ForgetsTheOldestBeyondItsSize) {
  ManualClock clock(1'000'000);
  IndexHistory history(clock, kDelayMs, 2000);
  for (int i = 100; i < 200; ++i) history.Note("key" + std::to_string(i), "value");
  const Entries entries = AllBefore(history, "a", "z");
  EXPECT_GT(entries.size(), 5U);
  EXPECT_LT(entries.size(), 20U);
  EXPECT_EQ(entries.rbegin()->first, "key199");
}

TEST(IndexHistory, GivesWhatComesFirstInTheWalkAndSaysIfThereIsMore) {
  ManualClock clock(1'000'000);
  IndexHistory history(clock, kDelayMs, kNoLimit);
  for (const char* key : {"a", "b", "c"}) history.Note(key, "value");
  const std::size_t two_entries = 2 * kIndexHistoryOverheadSizeBytes;
  const auto [first, first_is_all] = history.Before("a", "z", /*reverse=*/false, two_entries);
  EXPECT_EQ(first, (Entries{{"a", "value"}, {"b", "value"}}));
  EXPECT_FALSE(first_is_all);
  const auto [last, last_is_all] = history.Before("a", "z", /*reverse=*/true, two_entries);
  EXPECT_EQ(last, (Entries{{"b", "value"}, {"c", "value"}}));
  EXPECT_FALSE(last_is_all);
  const auto [rest, rest_is_all] = history.Before("a", "b", /*reverse=*/true, two_entries);
  EXPECT_EQ(rest, (Entries{{"a", "value"}}));
  EXPECT_TRUE(rest_is_all);
}

TEST(IndexHistory, AWalkGoesOnFromPartToPart) {
  ManualClock clock(1'000'000);
  IndexHistory history(clock, kDelayMs, kNoLimit);
  const auto engine = engine::NewMemoryEngine();
  for (const char* key : {"b", "d", "e", "g"}) engine::PutDurably(*engine, key, "now");
  const std::string large(kPageSizeBytesMax, 'x');
  for (const char* key : {"a", "c", "e", "f"}) history.Note(key, large);
  history.Note("d", std::nullopt);
  for (const bool reverse : {false, true}) {
    const auto reader = ReadThePast(engine::OpenReader(*engine), history);
    const auto cursor = reader->Scan({.begin = "a", .end = "h", .reverse = reverse});
    std::string keys;
    while (*cursor->Next()) {
      keys += cursor->key();
      EXPECT_EQ(cursor->value() == large, std::string_view("acef").contains(cursor->key()));
    }
    EXPECT_EQ(keys, reverse ? "gfecba" : "abcefg");
  }
}

TEST(IndexHistory, AClockThatIsSetBackStopsNothing) {
  ManualClock clock(1'000'000);
  IndexHistory history(clock, kDelayMs, kNoLimit);
  history.Note("k", "one");
  clock.Advance(-500'000);
  EXPECT_EQ(AllBefore(history, "a", "z"), Entries());
}

// A store with a delay and one without on the same tables; both see what is written through the
// first.
class DelayedIndexTest : public ::testing::TestWithParam<bool> {
 protected:
  DelayedIndexTest() { world_.Create(IndexedTable("t")); }

  void Write(MutationOf& mutation) {
    Mutation* const mutations[] = {&mutation};
    std::optional<engine::Ticket> ticket;
    ASSERT_TRUE(delayed_.Write(mutations, {}, engine::Wait::kYes, ticket).has_value());
  }
  void PutItem(std::string_view literal) {
    MutationOf put = Put("t", world_.literals.Item(literal));
    Write(put);
  }

  // The rows of an index in the order of the walk.
  using Walk = std::vector<std::pair<std::string, std::string>>;
  Walk Shown(std::uint32_t index_id, bool reverse) {
    auto view = delayed_.Read(engine::Wait::kYes);
    delayed_.DelayGlobalIndexes(*view);
    std::string begin;
    catalog::AppendItemPrefix(1, index_id, begin);
    const auto cursor =
        view->reader().Scan({.begin = begin, .end = PrefixEnd(begin), .reverse = reverse});
    Walk rows;
    while (*cursor->Next()) rows.emplace_back(cursor->key(), cursor->value());
    return rows;
  }
  Rows Delayed(std::uint32_t index_id) {
    const auto rows = Shown(index_id, false);
    return {rows.begin(), rows.end()};
  }

  World world_{{.run_bodies_twice = GetParam()}};
  Store delayed_{world_.engine, world_.catalog, {.gsi_delay_ms = kDelayMs}};
};
INSTANTIATE_TEST_SUITE_P(Engines, DelayedIndexTest, ::testing::Bool());

TEST_P(DelayedIndexTest, ChangesAreShownAfterTheDelay) {
  PutItem("{pk: 'a', sk: 1, s: 'p'}");
  const Rows with_item = world_.RowsOf(1, 1);
  ASSERT_EQ(with_item.size(), 1U);
  EXPECT_EQ(Delayed(1), Rows());
  world_.clock.Advance(kDelayMs - 1);
  EXPECT_EQ(Delayed(1), Rows());
  world_.clock.Advance(1);
  EXPECT_EQ(Delayed(1), with_item);

  PutItem("{pk: 'a', sk: 1, s: 'q'}");
  EXPECT_EQ(Delayed(1), with_item);
  world_.clock.Advance(kDelayMs);
  const Rows changed = world_.RowsOf(1, 1);
  EXPECT_NE(changed, with_item);
  EXPECT_EQ(Delayed(1), changed);

  MutationOf deletion = Delete("t", world_.literals.Item("{pk: 'a', sk: 1}"));
  Write(deletion);
  EXPECT_EQ(Delayed(1), changed);
  world_.clock.Advance(kDelayMs);
  EXPECT_EQ(Delayed(1), Rows());
}

TEST_P(DelayedIndexTest, TablesAndLocalIndexesAreUpToDate) {
  PutItem("{pk: 'a', sk: 1, s: 'p', b: b'x'}");
  EXPECT_EQ(Delayed(catalog::kPrimaryIndex).size(), 1U);
  EXPECT_EQ(Delayed(3).size(), 1U);
  EXPECT_EQ(Delayed(1).size(), 0U);
}

TEST_P(DelayedIndexTest, WithoutDelayNothingIsKept) {
  world_.clock.Advance(1);
  MutationOf put = Put("t", world_.literals.Item("{pk: 'a', sk: 1, s: 'p'}"));
  ASSERT_TRUE(world_.Write(put).has_value());
  auto view = world_.store.Read(engine::Wait::kYes);
  const engine::Reader* const before = &view->reader();
  world_.store.DelayGlobalIndexes(*view);
  EXPECT_EQ(&view->reader(), before);
}

// After each step every global index is shown, in both directions, as it really was a delay ago.
TEST_P(DelayedIndexTest, RandomWritesAreShownAsTheyWere) {
  std::mt19937 random(20260901);
  const auto below = [&](std::uint32_t bound) {
    return static_cast<std::uint32_t>(random() % bound);
  };
  const std::uint32_t kGlobal[] = {1, 2, 4};
  struct State {
    std::int64_t since_ms;
    std::vector<Rows> rows;
  };
  std::vector<State> states = {{world_.clock.NowMs() - kDelayMs, {{}, {}, {}}}};
  for (int i = 0; i < 600; ++i) {
    const std::string key = "pk: '" + std::string(1, static_cast<char>('a' + below(3))) +
                            "', sk: " + std::to_string(below(3));
    if (below(4) == 0) {
      MutationOf deletion = Delete("t", world_.literals.Item("{" + key + "}"));
      Write(deletion);
    } else {
      PutItem("{" + key + ", s: '" + std::string(1, static_cast<char>('p' + below(3))) + "', n: " +
              std::to_string(below(3)) + ", b: b'1', x: " + std::to_string(below(3)) + "}");
    }
    State state{world_.clock.NowMs(), {}};
    for (const std::uint32_t index_id : kGlobal) state.rows.push_back(world_.RowsOf(1, index_id));
    states.push_back(std::move(state));
    world_.clock.Advance(below(30));
    const std::int64_t shown_ms = world_.clock.NowMs() - kDelayMs;
    std::size_t expected = states.size() - 1;
    while (states[expected].since_ms > shown_ms) --expected;
    for (std::size_t index = 0; index < 3; ++index) {
      const Rows& rows = states[expected].rows[index];
      const Walk forward(rows.begin(), rows.end());
      const Walk backward(rows.rbegin(), rows.rend());
      ASSERT_EQ(Shown(kGlobal[index], false), forward) << i;
      ASSERT_EQ(Shown(kGlobal[index], true), backward) << i;
    }
  }
}

}  // namespace
}  // namespace pixii::store
