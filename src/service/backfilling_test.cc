#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "catalog/catalog.h"
#include "service/testing/harness.h"

namespace pixii::service {
namespace {

using testing::Harness;

TEST(Backfilling, AnIndexIsShownAndNotReadWhileItIsFilled) {
  Harness harness;
  harness.Done("CreateTable",
               "{`TableName`:`tab`,`BillingMode`:`PAY_PER_REQUEST`,`AttributeDefinitions`:["
               "{`AttributeName`:`pk`,`AttributeType`:`S`},"
               "{`AttributeName`:`g`,`AttributeType`:`S`}],"
               "`KeySchema`:[{`AttributeName`:`pk`,`KeyType`:`HASH`}],"
               "`GlobalSecondaryIndexes`:[{`IndexName`:`by_g`,`KeySchema`:["
               "{`AttributeName`:`g`,`KeyType`:`HASH`}],"
               "`Projection`:{`ProjectionType`:`ALL`}}]}");
  harness.index_builder.Build(std::chrono::seconds(30));  // It has nothing left to do.
  const auto set_building = [&](bool building) {
    ASSERT_TRUE(harness.world.catalog
                    .Update("tab", catalog::Phase::kActive,
                            [&](catalog::Table& table) -> Status {
                              table.indexes.front().building = building;
                              return {};
                            })
                    .has_value());
  };
  set_building(true);
  EXPECT_NE(harness.Done("DescribeTable", "{`TableName`:`tab`}")
                .find(R"("IndexStatus":"CREATING","Backfilling":true)"),
            std::string::npos);
  const std::string query =
      "{`TableName`:`tab`,`IndexName`:`by_g`,`KeyConditionExpression`:`g = :g`,"
      "`ExpressionAttributeValues`:{`:g`:{`S`:`x`}}}";
  EXPECT_EQ(harness.Call("Query", query).Text(),
            "ValidationException: Cannot read from backfilling global secondary index: by_g");
  // A change of its units does not make it look complete.
  EXPECT_NE(harness
                .Done("UpdateTable",
                      "{`TableName`:`tab`,`GlobalSecondaryIndexUpdates`:[{`Update`:{"
                      "`IndexName`:`by_g`,`OnDemandThroughput`:{`MaxReadRequestUnits`:9}}}]}")
                .find(R"("IndexStatus":"CREATING","Backfilling":true)"),
            std::string::npos);
  set_building(false);
  EXPECT_EQ(harness.Done("Query", query), R"({"Items":[],"Count":0,"ScannedCount":0})");
}

}  // namespace
}  // namespace pixii::service
