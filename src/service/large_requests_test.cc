// Requests of many names: a walk over all of them for each would take minutes.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>

#include "service/testing/harness.h"

namespace pixii::service {
namespace {

using testing::Harness;

// `{}` of `form` stands for numbers of six digits.
std::string Many(int count, std::string_view form) {
  std::string list;
  for (int i = 0; i < count; ++i) {
    if (i > 0) list += ',';
    list += fmt::format(fmt::runtime(form), 100'000 + i);
  }
  return list;
}

TEST(LargeRequests, DefinitionsThatNoKeyUses) {
  Harness harness;
  harness.CreateTable("one");
  const std::string before = harness.Done("DescribeTable", "{`TableName`:`one`}");
  harness.Done("UpdateTable",
               "{`TableName`:`one`,`BillingMode`:`PAY_PER_REQUEST`,`AttributeDefinitions`:[" +
                   Many(100'000, "{{`AttributeName`:`{}`,`AttributeType`:`S`}}") + "]}");
  EXPECT_EQ(harness.Done("DescribeTable", "{`TableName`:`one`}"), before);
}

TEST(LargeRequests, NamesThatAnIndexDoesNotProject) {
  Harness harness;
  harness.Done("CreateTable",
               "{`TableName`:`one`,`BillingMode`:`PAY_PER_REQUEST`,`AttributeDefinitions`:["
               "{`AttributeName`:`pk`,`AttributeType`:`S`}],`KeySchema`:["
               "{`AttributeName`:`pk`,`KeyType`:`HASH`}],`GlobalSecondaryIndexes`:[{"
               "`IndexName`:`abc`,`KeySchema`:[{`AttributeName`:`pk`,`KeyType`:`HASH`}],"
               "`Projection`:{`ProjectionType`:`KEYS_ONLY`}}]}");
  const std::string text =
      harness
          .Call("Scan", "{`TableName`:`one`,`IndexName`:`abc`,`AttributesToGet`:[" +
                            Many(60'000, "`{}`") + "]}")
          .Text();
  const std::string_view start =
      "ValidationException: One or more parameter values were invalid: Global secondary index abc "
      "does not project [100000, 100001, ";
  EXPECT_EQ(text.substr(0, start.size()), start);
  EXPECT_TRUE(text.ends_with(", 159998, 159999]"));
}

}  // namespace
}  // namespace pixii::service
