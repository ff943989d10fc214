#include "capacity/consumed_capacity.h"

#include <gtest/gtest.h>

namespace pixii::capacity {
namespace {

TEST(Units, ReadsRoundUpToFourKilobytesAndHalveWhenEventual) {
  EXPECT_EQ(ReadHalfUnits(0, true), 2);
  EXPECT_EQ(ReadHalfUnits(4096, true), 2);
  EXPECT_EQ(ReadHalfUnits(4097, true), 4);
  EXPECT_EQ(ReadHalfUnits(4097, false), 2);
  EXPECT_EQ(ReadHalfUnits(1, false), 1);
}

TEST(Units, WritesRoundUpToOneKilobyteOfTheLargerImage) {
  EXPECT_EQ(WriteHalfUnits(0, 0), 2);
  EXPECT_EQ(WriteHalfUnits(1024, 10), 2);
  EXPECT_EQ(WriteHalfUnits(10, 1025), 4);
}

TEST(ConsumedCapacity, TotalHoldsUnitsOnly) {
  std::string out;
  AppendConsumedCapacity(Report::kTotal, "t", 1, out);
  EXPECT_EQ(out, R"({"TableName":"t","CapacityUnits":0.5})");
}

TEST(ConsumedCapacity, IndexesNamesTheTablesShare) {
  std::string out;
  AppendConsumedCapacity(ParseReport("INDEXES"), "t", 4, out);
  EXPECT_EQ(out, R"({"TableName":"t","CapacityUnits":2.0,"Table":{"CapacityUnits":2.0}})");
}

}  // namespace
}  // namespace pixii::capacity
