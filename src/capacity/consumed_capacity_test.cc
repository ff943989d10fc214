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

ConsumedCapacity OfTable(HalfUnits half_units) {
  ConsumedCapacity consumed;
  consumed.table = half_units;
  return consumed;
}

std::string Text(const ConsumedCapacity& consumed, Report report) {
  std::string out;
  consumed.Append(report, "t", out);
  return out;
}

TEST(ConsumedCapacity, TotalHoldsUnitsOnly) {
  EXPECT_EQ(Text(OfTable(1), Report::kTotal), R"({"TableName":"t","CapacityUnits":0.5})");
}

TEST(ConsumedCapacity, IndexesNamesTheTablesShare) {
  EXPECT_EQ(Text(OfTable(4), ParseReport("INDEXES")),
            R"({"TableName":"t","CapacityUnits":2.0,"Table":{"CapacityUnits":2.0}})");
}

TEST(ConsumedCapacity, IndexesAreSummedByNameAndCountedInTheTotal) {
  ConsumedCapacity consumed = OfTable(2);
  consumed.AddGlobalIndex("g", 2);
  consumed.AddGlobalIndex("g", 2);
  consumed.AddLocalIndex("l", 1);
  EXPECT_EQ(consumed.Total(), 7);
  EXPECT_EQ(Text(consumed, Report::kTotal), R"({"TableName":"t","CapacityUnits":3.5})");
  EXPECT_EQ(Text(consumed, Report::kIndexes),
            R"({"TableName":"t","CapacityUnits":3.5,"Table":{"CapacityUnits":1.0},)"
            R"("LocalSecondaryIndexes":{"l":{"CapacityUnits":0.5}},)"
            R"("GlobalSecondaryIndexes":{"g":{"CapacityUnits":2.0}}})");
}

}  // namespace
}  // namespace pixii::capacity
