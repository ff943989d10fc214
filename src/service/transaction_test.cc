// What the operations make of the engine's transactions: which answers wait for which ticket, what
// is one commit, and that a body that runs twice counts once.
#include <gtest/gtest.h>

#include <string>

#include "engine/commit_version.h"
#include "engine/testing/transact.h"
#include "service/testing/harness.h"

namespace pixii::service {
namespace {

using testing::Harness;
using testing::Quoted;
using testing::Reply;

std::uint64_t Version(Harness& harness) {
  return engine::SequenceOf(engine::OpenReader(*harness.world.memory)->version());
}

class GatedTest : public ::testing::Test {
 protected:
  GatedTest() { harness_.CreateTable("tab"); }

  engine::DurabilityGate gate_;
  Harness harness_{{}, &gate_};
};

TEST_F(GatedTest, WritesAndFailedConditionsWaitForTheirTicket) {
  constexpr struct {
    const char* operation;
    const char* json;
    bool fails;
  } kRequests[] = {
      {"PutItem", "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}}}", false},
      {"PutItem",
       "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}},`ConditionExpression`:"
       "`attribute_not_exists(pk)`}",
       true},
      {"DeleteItem",
       "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`b`}},`ConditionExpression`:`attribute_exists(pk)`}",
       true},
      {"UpdateItem",
       "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}},`UpdateExpression`:`REMOVE x`,"
       "`ConditionExpression`:`attribute_exists(x)`}",
       true},
      {"UpdateItem",
       "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}},`UpdateExpression`:`SET x = pk + pk`}", true},
      {"BatchWriteItem", "{`RequestItems`:{`tab`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`c`}}}}]}}",
       false},
      // Nothing to write, but it saw what is not durable.
      {"DeleteItem", "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`none`}}}", false},
  };
  for (const auto& request : kRequests) {
    const Reply reply = harness_.Call(request.operation, request.json);
    EXPECT_EQ(reply.status.has_value(), !request.fails) << request.json << reply.Text();
    ASSERT_TRUE(reply.ticket.has_value()) << request.json;
    EXPECT_FALSE(harness_.world.engine.Durable(*reply.ticket)) << request.json;
  }
  const Reply last = harness_.Call(kRequests[1].operation, kRequests[1].json);
  EXPECT_EQ(last.Text(), "ConditionalCheckFailedException: The conditional request failed");
  gate_.Open();
  EXPECT_TRUE(harness_.world.engine.Durable(*last.ticket));
}

TEST_F(GatedTest, ReadsShowWhatIsDurableAndWaitForNothing) {
  harness_.Call("PutItem", "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}}}");
  const struct {
    const char* operation;
    const char* json;
    const char* before;
    const char* after;
  } requests[] = {
      {"GetItem", "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}},`ConsistentRead`:true}", "{}",
       "{`Item`:{`pk`:{`S`:`a`}}}"},
      {"Scan", "{`TableName`:`tab`}", "{`Items`:[],`Count`:0,`ScannedCount`:0}",
       "{`Items`:[{`pk`:{`S`:`a`}}],`Count`:1,`ScannedCount`:1}"},
      {"Query",
       "{`TableName`:`tab`,`KeyConditionExpression`:`pk = :a`,"
       "`ExpressionAttributeValues`:{`:a`:{`S`:`a`}},`Select`:`COUNT`}",
       "{`Count`:0,`ScannedCount`:0}", "{`Count`:1,`ScannedCount`:1}"},
      {"BatchGetItem", "{`RequestItems`:{`tab`:{`Keys`:[{`pk`:{`S`:`a`}}]}}}",
       "{`Responses`:{`tab`:[]},`UnprocessedKeys`:{}}",
       "{`Responses`:{`tab`:[{`pk`:{`S`:`a`}}]},`UnprocessedKeys`:{}}"},
  };
  for (const bool open : {false, true}) {
    if (open) gate_.Open();
    for (const auto& request : requests) {
      const Reply reply = harness_.Call(request.operation, request.json);
      EXPECT_EQ(reply.Text(), Quoted(open ? request.after : request.before));
      EXPECT_FALSE(reply.ticket.has_value()) << request.operation;
    }
  }
}

TEST(Transactions, ABatchOverSeveralTablesIsOneCommit) {
  Harness harness;
  for (const char* name : {"one", "two", "three"}) harness.CreateTable(name);
  constexpr const char* kBatch =
      "{`RequestItems`:{`one`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`a`}}}},"
      "{`PutRequest`:{`Item`:{`pk`:{`S`:`b`}}}}],`two`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`a`}}}}],"
      "`three`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`a`}}}}]}}";
  const std::uint64_t before = Version(harness);
  harness.world.engine.set_faults({.conflict_every = 1});
  EXPECT_EQ(harness.Call("BatchWriteItem", kBatch).Text(),
            "TransactionConflictException: Transaction is ongoing for the item");
  EXPECT_EQ(Version(harness), before);
  harness.world.engine.set_faults({});
  harness.Done("BatchWriteItem", kBatch);
  EXPECT_EQ(Version(harness), before + 1);
}

TEST(Transactions, ARefusedPartOfABatchWritesNothing) {
  Harness harness;
  harness.CreateTable("one");
  const std::uint64_t before = Version(harness);
  const Reply reply =
      harness.Call("BatchWriteItem",
                   "{`RequestItems`:{`one`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`a`}}}}],"
                   "`none`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`a`}}}}]}}");
  EXPECT_EQ(reply.Text(), "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(Version(harness), before);
}

// The engine may run a body again; its answer and its writes are those of the last run.
TEST(Transactions, ABodyThatRunsTwiceCountsOnce) {
  Harness once;
  Harness twice({.run_bodies_twice = true});
  const struct {
    const char* operation;
    const char* json;
  } requests[] = {
      {"PutItem",
       "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`},`n`:{`N`:`1`},`g`:{`S`:`x`}},"
       "`ReturnValues`:`ALL_OLD`,`ReturnConsumedCapacity`:`INDEXES`}"},
      {"UpdateItem",
       "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}},`UpdateExpression`:`ADD n :one SET g = :g`,"
       "`ExpressionAttributeValues`:{`:one`:{`N`:`1`},`:g`:{`S`:`y`}},"
       "`ReturnValues`:`UPDATED_NEW`,`ReturnConsumedCapacity`:`INDEXES`}"},
      {"UpdateItem",
       "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}},`UpdateExpression`:"
       "`SET l = list_append(if_not_exists(l, :none), :more)`,"
       "`ExpressionAttributeValues`:{`:none`:{`L`:[]},`:more`:{`L`:[{`S`:`x`}]}},"
       "`ReturnValues`:`ALL_NEW`}"},
      {"PutItem",
       "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}},`ConditionExpression`:`n > :five`,"
       "`ExpressionAttributeValues`:{`:five`:{`N`:`5`}},"
       "`ReturnValuesOnConditionCheckFailure`:`ALL_OLD`}"},
      {"BatchWriteItem",
       "{`RequestItems`:{`tab`:[{`PutRequest`:{`Item`:{`pk`:{`S`:`b`},`g`:{`S`:`x`}}}},"
       "{`DeleteRequest`:{`Key`:{`pk`:{`S`:`a`}}}}]},`ReturnConsumedCapacity`:`INDEXES`}"},
      {"DeleteItem",
       "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`b`}},`ReturnValues`:`ALL_OLD`,"
       "`ReturnConsumedCapacity`:`TOTAL`}"},
      {"Scan", "{`TableName`:`tab`}"},
  };
  for (Harness* harness : {&once, &twice}) {
    harness->Done("CreateTable",
                  "{`TableName`:`tab`,`BillingMode`:`PAY_PER_REQUEST`,`AttributeDefinitions`:["
                  "{`AttributeName`:`pk`,`AttributeType`:`S`},"
                  "{`AttributeName`:`g`,`AttributeType`:`S`}],"
                  "`KeySchema`:[{`AttributeName`:`pk`,`KeyType`:`HASH`}],"
                  "`GlobalSecondaryIndexes`:[{`IndexName`:`by-g`,`KeySchema`:["
                  "{`AttributeName`:`g`,`KeyType`:`HASH`}],"
                  "`Projection`:{`ProjectionType`:`ALL`}}]}");
  }
  for (const auto& request : requests) {
    const Reply first = once.Call(request.operation, request.json);
    const Reply second = twice.Call(request.operation, request.json);
    EXPECT_EQ(first.Text(), second.Text()) << request.json;
    if (!first.status) {
      EXPECT_EQ(first.status.error().extra_json, second.status.error().extra_json);
      EXPECT_NE(first.status.error().extra_json, "");
    }
    twice.world.ExpectConsistent("tab");
  }
}

TEST(Transactions, AnUnknownResultIsAnInternalError) {
  Harness harness;
  harness.CreateTable("tab");
  harness.world.engine.set_faults({.unknown_every = 1});
  constexpr const char* kAdd =
      "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}},`UpdateExpression`:`ADD n :one`,"
      "`ExpressionAttributeValues`:{`:one`:{`N`:`1`}}}";
  EXPECT_EQ(harness.Call("UpdateItem", kAdd).status.error().code, ErrorCode::kInternal);
  harness.world.engine.set_faults({});
  // It was committed, once.
  EXPECT_EQ(harness.world.Get("tab", "{pk: 'a'}"), "{pk: 'a', n: 1}");
}

}  // namespace
}  // namespace pixii::service
