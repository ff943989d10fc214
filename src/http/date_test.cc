#include "http/date.h"

#include <gtest/gtest.h>

namespace pixii::http {
namespace {

TEST(DateCache, FollowsTheSecond) {
  DateCache date;
  EXPECT_EQ(date.At(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(date.At(999), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(date.At(1'709'210'096'789), "Thu, 29 Feb 2024 12:34:56 GMT");
}

}  // namespace
}  // namespace pixii::http
