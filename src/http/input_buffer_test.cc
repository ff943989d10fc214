#include "http/input_buffer.h"

#include <gtest/gtest.h>

#include <string>

namespace pixii::http {
namespace {

std::string Text(InputBuffer& buffer) { return {buffer.bytes().data(), buffer.bytes().size()}; }

TEST(InputBuffer, KeepsTheRestOfItself) {
  ByteBudget budget(0);
  InputBuffer buffer(budget);
  EXPECT_FALSE(buffer.allocated());
  buffer.Keep(std::string("0123456789"), 0);
  buffer.Keep(buffer.bytes().subspan(4), 0);
  EXPECT_EQ(Text(buffer), "456789");
  buffer.room()[0] = 'x';
  buffer.Commit(1);
  buffer.Consume(5);
  EXPECT_EQ(Text(buffer), "9x");
  EXPECT_TRUE(budget.IsExceeded());
  buffer.Free();
  EXPECT_FALSE(buffer.allocated());
  EXPECT_FALSE(budget.IsExceeded());
}

TEST(InputBuffer, ABelievedLengthIsTakenAtOnce) {
  ByteBudget budget(0);
  InputBuffer buffer(budget);
  buffer.Keep(std::string("ab"), 500'000);
  EXPECT_EQ(buffer.bytes().size() + buffer.room().size(), 500'000U);
}

TEST(InputBuffer, AnAnnouncedLengthCostsNoMoreThanItFills) {
  ByteBudget budget(0);
  InputBuffer buffer(budget);
  constexpr std::size_t kAnnounced = 16'000'000;
  std::string bytes(1000, 'x');
  buffer.Keep(bytes, kAnnounced);
  EXPECT_LT(buffer.room().size(), 16'000U);
  std::size_t total = bytes.size();
  while (total < kAnnounced) {
    ASSERT_GT(buffer.room().size(), 0U) << total;
    ASSERT_LE(buffer.bytes().size() + buffer.room().size(), kAnnounced);
    const std::size_t n = std::min<std::size_t>(buffer.room().size(), 100'000);
    buffer.Commit(n);
    total += n;
    buffer.Keep(buffer.bytes(), kAnnounced);
  }
  EXPECT_EQ(buffer.bytes().size(), kAnnounced);
}

TEST(InputBuffer, AnUnknownLengthAlwaysHasRoom) {
  ByteBudget budget(0);
  InputBuffer buffer(budget);
  buffer.Keep(std::string("a"), 0);
  for (int i = 0; i < 100; ++i) {
    ASSERT_GT(buffer.room().size(), 0U);
    buffer.Commit(std::min<std::size_t>(buffer.room().size(), 50'000));
    buffer.Keep(buffer.bytes(), 0);
  }
}

TEST(InputBuffer, WhatIsCompleteIsNotMoved) {
  ByteBudget budget(0);
  InputBuffer buffer(budget);
  buffer.Keep(std::string(3'000'000, 'x'), 3'000'000);
  const char* const before = buffer.bytes().data();
  buffer.Keep(buffer.bytes(), buffer.bytes().size());
  EXPECT_EQ(buffer.bytes().data(), before);
}

}  // namespace
}  // namespace pixii::http
