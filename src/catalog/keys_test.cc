#include "catalog/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

namespace pixii::catalog {
namespace {

using namespace std::string_literals;

std::string ItemPrefix(std::uint32_t table_id, std::uint32_t index_id) {
  std::string prefix;
  AppendItemPrefix(table_id, index_id, prefix);
  return prefix;
}

bool Contains(const KeyRange& range, std::string_view key) {
  return range.begin <= key && key < range.end;
}

TEST(Keys, FormsAreFixed) {
  EXPECT_EQ(DescriptorKey("Music"), "\x02"s + "dMusic");
  EXPECT_EQ(NextIdKey(), "\x02"s + "i");
  EXPECT_EQ(DeadTableKey(0x01020304), "\x02"s + "x\x01\x02\x03\x04");
  EXPECT_EQ(DeadIndexKey(0x01020304, 0x05060708), "\x02"s + "x\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(CounterKey(0x01020304, 5, Counter::kItems), "\x03\x01\x02\x03\x04\0\0\0\x05\0"s);
  EXPECT_EQ(CounterKey(0xFFFFFFFE, 0, Counter::kBytes), "\x03\xFF\xFF\xFF\xFE\0\0\0\0\x01"s);
  EXPECT_EQ(ItemPrefix(0x01020304, 5), "\x10\x01\x02\x03\x04\0\0\0\x05"s);
}

TEST(Keys, RangesOfTheCatalogHoldTheirKeysOnly) {
  const KeyRange descriptors{DescriptorsBegin(), DescriptorsEnd()};
  EXPECT_TRUE(Contains(descriptors, DescriptorKey("")));
  EXPECT_TRUE(Contains(descriptors, DescriptorKey("\xFF\xFF")));
  EXPECT_FALSE(Contains(descriptors, NextIdKey()));
  const KeyRange dead{DeadBegin(), DeadEnd()};
  EXPECT_TRUE(Contains(dead, DeadTableKey(0)));
  EXPECT_TRUE(Contains(dead, DeadIndexKey(0xFFFFFFFF, 0xFFFFFFFF)));
  EXPECT_FALSE(Contains(dead, NextIdKey()));
  EXPECT_FALSE(Contains(dead, CounterKey(1, 0, Counter::kItems)));
}

TEST(Keys, WhatDiesWithATableIsAllOfItAndNothingElse) {
  constexpr std::array<std::uint32_t, 7> kIds = {1, 2, 0xFF, 0x100, 0xFFFF, 0x10000, 0xFFFFFFFE};
  for (const std::uint32_t dead : kIds) {
    const auto [items, counters] = RangesOfDead(DeadTableKey(dead));
    for (const std::uint32_t table : kIds) {
      for (const std::uint32_t index : {0U, 1U, 0xFFFFFFFFU}) {
        for (const std::string& rest : {""s, "\0"s, "\xFF\xFF\xFF\xFF\xFF\xFF"s}) {
          EXPECT_EQ(Contains(items, ItemPrefix(table, index) + rest), table == dead);
        }
        const std::string counter = CounterKey(table, index, Counter::kBytes);
        EXPECT_EQ(Contains(counters, counter), table == dead);
        EXPECT_FALSE(Contains(items, counter));
      }
    }
  }
}

TEST(Keys, WhatDiesWithAnIndexIsAllOfItAndNothingElse) {
  constexpr std::array<std::uint32_t, 6> kIds = {1, 2, 0xFE, 0xFF, 0x100, 0xFFFFFFFF};
  for (const std::uint32_t dead : kIds) {
    const auto [entries, counters] = RangesOfDead(DeadIndexKey(0xFF, dead));
    for (const std::uint32_t table : {0xFEU, 0xFFU, 0x100U}) {
      EXPECT_FALSE(Contains(entries, ItemPrefix(table, kPrimaryIndex) + "key"));
      for (const std::uint32_t index : kIds) {
        const bool is_dead = table == 0xFF && index == dead;
        EXPECT_EQ(Contains(entries, ItemPrefix(table, index)), is_dead);
        EXPECT_EQ(Contains(entries, ItemPrefix(table, index) + "\xFF\xFF"), is_dead);
        EXPECT_EQ(Contains(counters, CounterKey(table, index, Counter::kItems)), is_dead);
        EXPECT_EQ(Contains(counters, CounterKey(table, index, Counter::kBytes)), is_dead);
      }
    }
  }
}

}  // namespace
}  // namespace pixii::catalog
