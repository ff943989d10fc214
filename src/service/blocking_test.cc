// What would block does nothing, and is done where it may wait.
#include <gtest/gtest.h>

#include <string>

#include "engine/testing/transact.h"
#include "service/testing/harness.h"

namespace pixii::service {
namespace {

using testing::Harness;

struct Request {
  const char* operation;
  const char* json;
};

engine::CommitVersion Version(Harness& harness) {
  return engine::OpenReader(*harness.world.memory)->version();
}

// Three tables with one item each; their descriptors are cached.
void Fill(Harness& harness) {
  for (const char* name : {"one", "two", "three"}) {
    harness.CreateTable(name);
    harness.Done("PutItem",
                 "{`TableName`:`" + std::string(name) + "`,`Item`:{`pk`:{`S`:`a`},`n`:{`N`:`1`}}}");
  }
}

constexpr const char* kBatchWrite =
    "{`RequestItems`:{`one`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`b`}}}}],"
    "`two`:[{`DeleteRequest`:{`Key`:{`pk`:{`S`:`a`}}}},{`PutRequest`:{`Item`:{`pk`:{`S`:`c`}}}}],"
    "`three`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`a`}}}}]}}";

constexpr Request kItemRequests[] = {
    {"GetItem", "{`TableName`:`one`,`Key`:{`pk`:{`S`:`a`}}}"},
    {"BatchGetItem",
     "{`RequestItems`:{`one`:{`Keys`:[{`pk`:{`S`:`a`}}]},"
     "`two`:{`Keys`:[{`pk`:{`S`:`a`}}]}}}"},
    {"PutItem", "{`TableName`:`one`,`Item`:{`pk`:{`S`:`b`}},`ReturnValues`:`ALL_OLD`}"},
    {"UpdateItem",
     "{`TableName`:`one`,`Key`:{`pk`:{`S`:`a`}},`UpdateExpression`:`ADD n :one`,"
     "`ExpressionAttributeValues`:{`:one`:{`N`:`1`}},`ReturnValues`:`UPDATED_NEW`}"},
    {"DeleteItem", "{`TableName`:`two`,`Key`:{`pk`:{`S`:`a`}},`ReturnValues`:`ALL_OLD`}"},
    {"BatchWriteItem", kBatchWrite},
    {"Query",
     "{`TableName`:`one`,`KeyConditionExpression`:`pk = :a`,"
     "`ExpressionAttributeValues`:{`:a`:{`S`:`a`}}}"},
    {"Scan", "{`TableName`:`one`,`Limit`:1}"},
    {"ListTables", "{}"},
};

TEST(Blocking, ItemRequestsThatWouldBlockDoNothing) {
  for (const Request& request : kItemRequests) {
    Harness blocked;
    Fill(blocked);
    blocked.world.engine.set_faults({.would_block_every = 1});
    const auto before = Version(blocked);
    const testing::Reply reply = blocked.Call(request.operation, request.json, engine::Wait::kNo);
    ASSERT_FALSE(reply.status.has_value()) << request.operation;
    EXPECT_EQ(reply.status.error().code, ErrorCode::kWouldBlock) << request.operation;
    EXPECT_EQ(Version(blocked), before) << request.operation;
    // Where it may wait it answers as if it had never been asked.
    Harness untouched;
    Fill(untouched);
    EXPECT_EQ(blocked.Done(request.operation, request.json),
              untouched.Done(request.operation, request.json));
  }
}

TEST(Blocking, ABatchThatWouldBlockHalfwayDoesNothing) {
  for (int every = 2; every <= 4; ++every) {
    Harness harness;
    Fill(harness);
    harness.world.engine.set_faults({.would_block_every = every});
    const auto before = Version(harness);
    const testing::Reply reply = harness.Call("BatchWriteItem", kBatchWrite, engine::Wait::kNo);
    ASSERT_FALSE(reply.status.has_value()) << every;
    EXPECT_EQ(reply.status.error().code, ErrorCode::kWouldBlock);
    EXPECT_EQ(Version(harness), before) << every;
  }
}

TEST(Blocking, AScanThatWouldBlockHalfwayBeginsAgain) {
  Harness harness;
  Fill(harness);
  for (const char* key : {"b", "c", "d"}) {
    harness.Done("PutItem", "{`TableName`:`one`,`Item`:{`pk`:{`S`:`" + std::string(key) + "`}}}");
  }
  constexpr const char* kScan = "{`TableName`:`one`}";
  const std::string whole = harness.Done("Scan", kScan);
  for (int every = 1; every <= 4; ++every) {
    harness.world.engine.set_faults({.would_block_every = every});
    const testing::Reply reply = harness.Call("Scan", kScan, engine::Wait::kNo);
    ASSERT_FALSE(reply.status.has_value()) << every;
    EXPECT_EQ(reply.status.error().code, ErrorCode::kWouldBlock);
    EXPECT_EQ(harness.Done("Scan", kScan), whole) << every;
  }
}

// Eight items of 4 KB under so many comparisons.
testing::Reply ScanUnder(Harness& harness, int comparisons, engine::Wait wait) {
  std::string filter;
  for (int i = 0; i < comparisons; ++i) {
    filter += ",`n" + std::to_string(i) + "`:{`ComparisonOperator`:`NULL`}";
  }
  return harness.Call("Scan", "{`TableName`:`one`,`ScanFilter`:{" + filter.substr(1) + "}}", wait);
}

TEST(Blocking, APageThatGoesOverMuchMayWait) {
  Harness harness;
  harness.CreateTable("one");
  for (const char key : std::string_view("abcdefgh")) {
    harness.Done("PutItem", "{`TableName`:`one`,`Item`:{`pk`:{`S`:`" + std::string(1, key) +
                                "`},`d`:{`S`:`" + std::string(4096, 'x') + "`}}}");
  }
  EXPECT_TRUE(ScanUnder(harness, 1000, engine::Wait::kNo).status.has_value());
  const testing::Reply reply = ScanUnder(harness, 3000, engine::Wait::kNo);
  ASSERT_FALSE(reply.status.has_value());
  EXPECT_EQ(reply.status.error().code, ErrorCode::kWouldBlock);
  const testing::Reply whole = ScanUnder(harness, 3000, engine::Wait::kYes);
  EXPECT_TRUE(whole.status.has_value());
  EXPECT_NE(whole.json.find("\"Count\":8"), std::string::npos);
}

TEST(Blocking, ControlRequestsAlwaysMayWait) {
  constexpr Request kRequests[] = {
      {"CreateTable",
       "{`TableName`:`new`,`BillingMode`:`PAY_PER_REQUEST`,"
       "`AttributeDefinitions`:[{`AttributeName`:`pk`,`AttributeType`:`S`}],"
       "`KeySchema`:[{`AttributeName`:`pk`,`KeyType`:`HASH`}]}"},
      {"UpdateTable", "{`TableName`:`one`,`DeletionProtectionEnabled`:true}"},
      {"TagResource",
       "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/one`,"
       "`Tags`:[{`Key`:`a`,`Value`:`b`}]}"},
      {"UntagResource",
       "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/one`,"
       "`TagKeys`:[`a`]}"},
      {"DeleteTable", "{`TableName`:`two`}"},
  };
  Harness harness;
  Fill(harness);
  for (const Request& request : kRequests) {
    const auto before = Version(harness);
    const testing::Reply reply = harness.Call(request.operation, request.json, engine::Wait::kNo);
    ASSERT_FALSE(reply.status.has_value()) << request.operation;
    EXPECT_EQ(reply.status.error().code, ErrorCode::kWouldBlock) << request.operation;
    EXPECT_EQ(Version(harness), before) << request.operation;
    harness.Done(request.operation, request.json);
    EXPECT_NE(Version(harness), before) << request.operation;
  }
}

}  // namespace
}  // namespace pixii::service
