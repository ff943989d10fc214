// The rules of each operation, in the service's words and order. A request of a later row breaks
// the rules of earlier ones too where the order is what is tested.
#include "api/rules.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>

#include "api/check.h"

namespace pixii::api {
namespace {

struct Row {
  std::string_view operation;
  std::string_view body;  // with ` for "
  std::string_view message;
};

std::string MessageOf(std::string_view name, std::string_view text) {
  std::string body;
  for (const char c : text) body += c == '`' ? '"' : c;
  codec::JsonDocument document;
  EXPECT_TRUE(document.Parse(body).has_value()) << body;
  const Result<Request> request = Check(*FindOperation(name, Api::kV2012), document.root());
  if (!request.has_value()) return request.error().message;
  const Status status = CheckAfterValues(*request);
  return status.has_value() ? "" : status.error().message;
}

void ExpectAll(std::span<const Row> rows) {
  for (const Row& row : rows)
    EXPECT_EQ(MessageOf(row.operation, row.body), row.message) << row.operation << row.body;
}

TEST(Rules, LegacyAndExpressionsDoNotMix) {
  constexpr Row kRows[] = {
      {"PutItem",
       "{`TableName`:`abc`,`Item`:{},`Expected`:{},`ConditionExpression`:`a`,"
       "`ExpressionAttributeNames`:{}}",
       "1 validation error detected: Can not use both expression and non-expression parameters in "
       "the same request: Non-expression parameters: {Expected} Expression parameters: "
       "{ConditionExpression}"},
      {"UpdateItem",
       "{`TableName`:`abc`,`Key`:{},`AttributeUpdates`:{},`ConditionalOperator`:`OR`,"
       "`UpdateExpression`:`a`,`ConditionExpression`:`a`}",
       "1 validation error detected: Can not use both expression and non-expression parameters in "
       "the same request: Non-expression parameters: {AttributeUpdates, ConditionalOperator} "
       "Expression parameters: {UpdateExpression, ConditionExpression}"},
      {"Query",
       "{`TableName`:`abc`,`KeyConditions`:{},`QueryFilter`:{},`FilterExpression`:`a`,"
       "`KeyConditionExpression`:`a`}",
       "Can not use both expression and non-expression parameters in the same request: "
       "Non-expression parameters: {QueryFilter, KeyConditions} Expression parameters: "
       "{FilterExpression, KeyConditionExpression}"},
      {"Query", "{`TableName`:`abc`,`KeyConditions`:{},`QueryFilter`:{},`FilterExpression`:`a`}",
       "Can not use both expression and non-expression parameters in the same request: "
       "Non-expression parameters: {QueryFilter} Expression parameters: {FilterExpression}"},
      {"Query", "{`TableName`:`abc`,`KeyConditions`:{},`FilterExpression`:`a`}", ""},
      {"Query", "{`TableName`:`abc`,`KeyConditions`:{},`ProjectionExpression`:`a`}", ""},
      {"GetItem", "{`TableName`:`abc`,`Key`:{},`AttributesToGet`:[`a`],`ProjectionExpression`:`a`}",
       "Can not use both expression and non-expression parameters in the same request: "
       "Non-expression parameters: {AttributesToGet} Expression parameters: "
       "{ProjectionExpression}"},
      {"BatchGetItem",
       "{`RequestItems`:{`abc`:{`Keys`:[{}],`AttributesToGet`:[`a`],`ProjectionExpression`:`a`}}}",
       "Can not use both expression and non-expression parameters in the same request: "
       "Non-expression parameters: {AttributesToGet} Expression parameters: "
       "{ProjectionExpression}"},
  };
  ExpectAll(kRows);
}

TEST(Rules, ConditionalOperatorNeedsTwoConditions) {
  constexpr std::string_view kNone =
      "ConditionalOperator cannot be used without Filter or Expected";
  constexpr std::string_view kOne =
      "ConditionalOperator can only be used when Filter or Expected has two or more elements";
  const std::string envelope = "1 validation error detected: ";
  const std::string none = envelope + std::string(kNone);
  const std::string one = envelope + std::string(kOne);
  const Row rows[] = {
      {"PutItem", "{`TableName`:`abc`,`Item`:{},`ConditionalOperator`:`OR`}", none},
      {"DeleteItem", "{`TableName`:`abc`,`Key`:{},`ConditionalOperator`:`AND`,`Expected`:{}}",
       none},
      {"UpdateItem", "{`TableName`:`abc`,`Key`:{},`ConditionalOperator`:`AND`,`Expected`:{`a`:{}}}",
       one},
      {"UpdateItem",
       "{`TableName`:`abc`,`Key`:{},`ConditionalOperator`:`AND`,`Expected`:{`a`:{},`b`:{}}}", ""},
      {"Query", "{`TableName`:`abc`,`KeyConditions`:{},`ConditionalOperator`:`OR`}", kNone},
      {"Query",
       "{`TableName`:`abc`,`KeyConditions`:{},`ConditionalOperator`:`OR`,`QueryFilter`:{`a`:"
       "{`ComparisonOperator`:`NULL`}}}",
       kOne},
      {"Scan",
       "{`TableName`:`abc`,`ConditionalOperator`:`OR`,`ScanFilter`:{`a`:"
       "{`ComparisonOperator`:`NULL`},`b`:{`ComparisonOperator`:`NULL`}}}",
       ""},
  };
  ExpectAll(rows);
}

TEST(Rules, LegacyWordsOfAQuery) {
  constexpr Row kRows[] = {
      {"Query", "{`TableName`:`abc`,`KeyConditions`:{`a`:{`ComparisonOperator`:`eq`}}}",
       "1 validation error detected: Value 'eq' at 'keyConditions.a.member.comparisonOperator' "
       "failed to satisfy constraint: Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, "
       "NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]"},
      {"Query", "{`TableName`:`abc`,`ConditionalOperator`:`or`}",
       "1 validation error detected: Value 'or' at 'conditionalOperator' failed to satisfy "
       "constraint: Member must satisfy enum value set: [OR, AND]"},
  };
  ExpectAll(kRows);
}

TEST(Rules, NamesAndValuesNeedExpressions) {
  constexpr std::string_view kNames =
      "ExpressionAttributeNames can only be specified when using expressions";
  constexpr Row kRows[] = {
      {"GetItem", "{`TableName`:`abc`,`Key`:{},`ExpressionAttributeNames`:{`#a`:`a`}}", kNames},
      {"Scan", "{`TableName`:`abc`,`ExpressionAttributeNames`:{},`ExpressionAttributeValues`:{}}",
       kNames},
      {"PutItem", "{`TableName`:`abc`,`Item`:{},`ExpressionAttributeNames`:{}}",
       "1 validation error detected: ExpressionAttributeNames can only be specified when using "
       "expressions"},
      {"DeleteItem", "{`TableName`:`abc`,`Key`:{},`ExpressionAttributeValues`:{}}",
       "1 validation error detected: ExpressionAttributeValues can only be specified when using "
       "expressions: ConditionExpression is null"},
      {"UpdateItem", "{`TableName`:`abc`,`Key`:{},`ExpressionAttributeValues`:{}}",
       "1 validation error detected: ExpressionAttributeValues can only be specified when using "
       "expressions: UpdateExpression and ConditionExpression are null"},
      {"Query", "{`TableName`:`abc`,`ProjectionExpression`:`a`,`ExpressionAttributeValues`:{}}",
       "ExpressionAttributeValues can only be specified when using expressions: FilterExpression "
       "and KeyConditionExpression are null"},
      {"Scan", "{`TableName`:`abc`,`ExpressionAttributeValues`:{}}",
       "ExpressionAttributeValues can only be specified when using expressions: FilterExpression "
       "is null"},
      {"BatchGetItem",
       "{`RequestItems`:{`abc`:{`Keys`:[{}],`ExpressionAttributeNames`:{`#a`:`a`}}}}", kNames},
  };
  ExpectAll(kRows);
}

TEST(Rules, Reads) {
  constexpr Row kRows[] = {
      {"Query", "{`TableName`:`abc`,`Select`:`SPECIFIC_ATTRIBUTES`}",
       "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
       "request."},
      {"Query", "{`TableName`:`abc`,`KeyConditionExpression`:`a`,`Select`:`SPECIFIC_ATTRIBUTES`}",
       "1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when "
       "choosing to get SPECIFIC_ATTRIBUTES"},
      {"Scan", "{`TableName`:`abc`,`Select`:`SPECIFIC_ATTRIBUTES`}",
       "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
       "SPECIFIC_ATTRIBUTES"},
      {"Scan", "{`TableName`:`abc`,`Select`:`ALL_ATTRIBUTES`,`ProjectionExpression`:`a`}",
       "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES"},
      {"Query",
       "{`TableName`:`abc`,`KeyConditionExpression`:`a`,`Select`:`ALL_PROJECTED_ATTRIBUTES`}",
       "1 validation error detected: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using "
       "an IndexName"},
      {"Query",
       "{`TableName`:`abc`,`KeyConditionExpression`:`a`,`ProjectionExpression`:`a`,"
       "`Select`:`COUNT`}",
       "1 validation error detected: Cannot specify the ProjectionExpression when choosing to get "
       "only the Count"},
      {"Query", "{`TableName`:`abc`,`KeyConditionExpression`:`a`,`Select`:`count`}",
       "1 validation error detected: Value 'count' at 'select' failed to satisfy constraint: "
       "Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, "
       "ALL_PROJECTED_ATTRIBUTES]"},
      {"Scan", "{`TableName`:`abc`,`Segment`:0}",
       "The TotalSegments parameter is required but was not present in the request when Segment "
       "parameter is present"},
      {"Scan", "{`TableName`:`abc`,`TotalSegments`:1}",
       "The Segment parameter is required but was not present in the request when parameter "
       "TotalSegments is present"},
      {"Scan", "{`TableName`:`abc`,`Segment`:5,`TotalSegments`:5}",
       "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
       "Segment: 5 is not less than TotalSegments: 5"},
      {"Scan", "{`TableName`:`abc`,`Segment`:-1,`TotalSegments`:1000001}",
       "2 validation errors detected: Value '1000001' at 'totalSegments' failed to satisfy "
       "constraint: Member must have value less than or equal to 1000000; Value '-1' at 'segment' "
       "failed to satisfy constraint: Member must have value greater than or equal to 0"},
  };
  ExpectAll(kRows);
}

// `{`TableName`:`abc`, ...the given definitions, keys and rest}`
std::string CreateTable(std::string_view definitions, std::string_view keys,
                        std::string_view rest = "`BillingMode`:`PAY_PER_REQUEST`") {
  const auto list = [](std::string_view text, std::string_view member) {
    std::string elements;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
      const char kind = text[i + 1];
      const std::string word = kind == 'H' ? "HASH" : kind == 'R' ? "RANGE" : std::string(1, kind);
      elements += std::string(i == 0 ? "" : ",") + "{`AttributeName`:`" + text[i] + "`,`" +
                  std::string(member) + "`:`" + word + "`}";
    }
    return elements;
  };
  return "{`TableName`:`abc`,`AttributeDefinitions`:[" + list(definitions, "AttributeType") +
         "],`KeySchema`:[" + list(keys, "KeyType") + "]," + std::string(rest) + "}";
}

std::string MessageOfCreateTable(std::string_view definitions, std::string_view keys,
                                 std::string_view rest = "`BillingMode`:`PAY_PER_REQUEST`") {
  return MessageOf("CreateTable", CreateTable(definitions, keys, rest));
}

TEST(Rules, BillingOfCreateTable) {
  EXPECT_EQ(MessageOfCreateTable("aS", "aH"), "");
  EXPECT_EQ(MessageOfCreateTable("aSbN", "aHbR"), "");
  EXPECT_EQ(MessageOfCreateTable("aS", "aR", "`TableClass`:`STANDARD`"),
            "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits "
            "must both be specified when BillingMode is PROVISIONED");
  EXPECT_EQ(MessageOfCreateTable("aS", "aR",
                                 "`BillingMode`:`PAY_PER_REQUEST`,`ProvisionedThroughput`:{"
                                 "`ReadCapacityUnits`:1,`WriteCapacityUnits`:1}"),
            "One or more parameter values were invalid: Neither ReadCapacityUnits nor "
            "WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
  EXPECT_EQ(MessageOfCreateTable("aS", "aR",
                                 "`ProvisionedThroughput`:{`ReadCapacityUnits`:1000000000001,"
                                 "`WriteCapacityUnits`:1}"),
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds");
  EXPECT_EQ(
      MessageOfCreateTable("aS", "aH",
                           "`ProvisionedThroughput`:{`ReadCapacityUnits`:1,`WriteCapacityUnits`:1},"
                           "`OnDemandThroughput`:{`MaxReadRequestUnits`:0}"),
      "One or more parameter values were invalid: MaxReadRequestUnits for OnDemandThroughput "
      "cannot be specified when table BillingMode is PROVISIONED.");
  EXPECT_EQ(MessageOfCreateTable("aS", "aH",
                                 "`BillingMode`:`PAY_PER_REQUEST`,`OnDemandThroughput`:{"
                                 "`MaxWriteRequestUnits`:0}"),
            "One or more parameter values were invalid: Requested MaxWriteRequestUnits for "
            "OnDemandThroughput for table is outside of valid range");
}

TEST(Rules, KeysOfCreateTable) {
  EXPECT_EQ(MessageOfCreateTable("bS", "aR"),
            "One or more parameter values were invalid: Some index key attributes are not defined "
            "in AttributeDefinitions. Keys: [a], AttributeDefinitions: [b]");
  EXPECT_EQ(MessageOfCreateTable("", "aH"),
            "Invalid KeySchema: Some index key attribute have no definition");
  EXPECT_EQ(MessageOfCreateTable("aSaN", "aH"),
            "One or more parameter values were invalid: Duplicate AttributeName in "
            "AttributeDefinitions: a");
  EXPECT_EQ(MessageOfCreateTable(
                "aSbS", "aH",
                "`BillingMode`:`PAY_PER_REQUEST`,`GlobalSecondaryIndexes`:[{`IndexName`:`abc`,"
                "`KeySchema`:[{`AttributeName`:`b`,`KeyType`:`HASH`}],`Projection`:{"
                "`ProjectionType`:`INCLUDE`,`NonKeyAttributes`:[`x`,`x`]}}]"),
            "One or more parameter values were invalid: Duplicate attribute name in "
            "NonKeyAttributes: x");
  EXPECT_EQ(MessageOfCreateTable("bS", "aRaR"),
            "Invalid KeySchema: Some index key attribute have no definition");
  EXPECT_EQ(MessageOfCreateTable("aS", "aRaR"),
            "Invalid KeySchema: Some index key attribute have no definition");
  EXPECT_EQ(MessageOfCreateTable("aSbS", "aRaR"),
            "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  EXPECT_EQ(MessageOfCreateTable("aSbScS", "aRbH"),
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  EXPECT_EQ(MessageOfCreateTable("aSbScS", "aHbH"),
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  EXPECT_EQ(MessageOfCreateTable("aSbScS", "aHbR"),
            "One or more parameter values were invalid: Number of attributes in KeySchema does not "
            "exactly match number of attributes defined in AttributeDefinitions");
  EXPECT_EQ(MessageOfCreateTable("aSbScS", "aHbRcR"),
            "1 validation error detected: Value '[KeySchemaElement(attributeName=a, keyType=HASH), "
            "KeySchemaElement(attributeName=b, keyType=RANGE), KeySchemaElement(attributeName=c, "
            "keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length "
            "less than or equal to 2");
}

TEST(Rules, MembersOfCreateTable) {
  EXPECT_EQ(MessageOfCreateTable("aS", "aH",
                                 "`BillingMode`:`PAY_PER_REQUEST`,`LocalSecondaryIndexes`:[]"),
            "One or more parameter values were invalid: List of LocalSecondaryIndexes is empty");
  EXPECT_EQ(MessageOfCreateTable("aS", "aH",
                                 "`BillingMode`:`PAY_PER_REQUEST`,`StreamSpecification`:{"
                                 "`StreamEnabled`:false,`StreamViewType`:`KEYS_ONLY`}"),
            "One or more parameter values were invalid: Table is being created with a stream "
            "disabled, UpdateViewType should not be specified");
  EXPECT_EQ(MessageOfCreateTable(
                "aS", "aH",
                "`BillingMode`:`PAY_PER_REQUEST`,`LocalSecondaryIndexes`:[{`IndexName`:`abc`,"
                "`KeySchema`:[{`AttributeName`:`c`,`KeyType`:`RANGE`}],`Projection`:{}}]"),
            "One or more parameter values were invalid: Table KeySchema does not have a range key, "
            "which is required when specifying a LocalSecondaryIndex");
  EXPECT_EQ(MessageOf("CreateTable",
                      "{`TableName`:`abc`,`AttributeDefinitions`:[],`ProvisionedThroughput`:{"
                      "`ReadCapacityUnits`:0,`WriteCapacityUnits`:1}}"),
            "2 validation errors detected: Value null at 'keySchema' failed to satisfy constraint: "
            "Member must not be null; Value '0' at 'provisionedThroughput.readCapacityUnits' "
            "failed to satisfy constraint: Member must have value greater than or equal to 1");
  EXPECT_EQ(MessageOf("CreateTable", "{`TableName`:`abc`}"),
            "2 validation errors detected: Value null at 'attributeDefinitions' failed to satisfy "
            "constraint: Member must not be null; Value null at 'keySchema' failed to satisfy "
            "constraint: Member must not be null");
}

// The last definition is the key of every index: a walk over the definitions for each takes
// twenty times as long.
TEST(Rules, ManyDefinitionsAndIndexes) {
  constexpr int kCount = 30'000;
  std::string definitions = "{`AttributeName`:`a`,`AttributeType`:`S`}";
  std::string indexes;
  for (int i = 0; i < kCount; ++i) {
    definitions += fmt::format(",{{`AttributeName`:`{}`,`AttributeType`:`S`}}", 100'000 + i);
    indexes += fmt::format(
        "{}{{`IndexName`:`i{}`,`KeySchema`:[{{`AttributeName`:`{}`,`KeyType`:`HASH`}}],"
        "`Projection`:{{`ProjectionType`:`ALL`}}}}",
        i == 0 ? "" : ",", 100'000 + i, 100'000 + kCount - 1);
  }
  EXPECT_EQ(MessageOf("CreateTable",
                      "{`TableName`:`abc`,`BillingMode`:`PAY_PER_REQUEST`,`KeySchema`:[{"
                      "`AttributeName`:`a`,`KeyType`:`HASH`}],`AttributeDefinitions`:[" +
                          definitions + "],`GlobalSecondaryIndexes`:[" + indexes + "]}"),
            "One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the "
            "per-table limit of 20");
}

TEST(Rules, UpdateTable) {
  constexpr Row kRows[] = {
      {"UpdateTable", "{`TableName`:`abc`}",
       "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
       "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required"},
      {"UpdateTable", "{`TableName`:`abc`,`GlobalSecondaryIndexUpdates`:[]}",
       "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
       "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required"},
      {"UpdateTable",
       "{`TableName`:`abc`,`GlobalSecondaryIndexUpdates`:[{`Delete`:{`IndexName`:`abc`}},"
       "{`Delete`:{`IndexName`:`abd`}}]}",
       "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously "
       "per table"},
      {"UpdateTable", "{`TableName`:`abc`,`BillingMode`:`PROVISIONED`}",
       "One or more parameter values were invalid: ProvisionedThroughput must be specified when "
       "BillingMode is PROVISIONED"},
      {"UpdateTable", "{`TableName`:`abc`,`DeletionProtectionEnabled`:false}", ""},
      {"UpdateTable", "{`TableName`:`abc`,`BillingMode`:`PAY_PER_REQUEST`}", ""},
  };
  ExpectAll(kRows);
}

TEST(Rules, OnDemandThroughputOfAnUpdate) {
  struct {
    std::string_view units;
    bool provisioned;
    std::string_view message;
  } const rows[] = {
      {R"("MaxReadRequestUnits":-1)", false, ""},
      {R"("MaxWriteRequestUnits":1)", false, ""},
      {R"("MaxReadRequestUnits":0)", true,
       "One or more parameter values were invalid: MaxReadRequestUnits for OnDemandThroughput "
       "cannot be specified when the table BillingMode is PROVISIONED"},
      {R"("MaxWriteRequestUnits":-2)", false,
       "One or more parameter values were invalid: Requested MaxWriteRequestUnits for "
       "OnDemandThroughput for table is outside of valid range"},
  };
  for (const auto& row : rows) {
    codec::JsonDocument document;
    ASSERT_TRUE(document.Parse(R"({"TableName":"abc","OnDemandThroughput":{)" +
                               std::string(row.units) + "}}"));
    const Result<Request> request =
        Check(*FindOperation("UpdateTable", Api::kV2012), document.root());
    ASSERT_TRUE(request.has_value()) << request.error().message;
    const Status status =
        OnDemandUpdateRules(request->Json(Field::kOnDemandThroughput), row.provisioned);
    EXPECT_EQ(status.has_value() ? "" : status.error().message, row.message);
  }
}

TEST(Rules, Batches) {
  constexpr Row kRows[] = {
      {"BatchGetItem", "{`RequestItems`:{}}",
       "The requestItems parameter is required for BatchGetItem"},
      {"BatchWriteItem", "{`RequestItems`:{}}",
       "The requestItems parameter is required for BatchWriteItem"},
      {"BatchGetItem", "{}",
       "1 validation error detected: Value null at 'requestItems' failed to satisfy constraint: "
       "Member must not be null"},
      {"BatchGetItem", "{`RequestItems`:{`a;`:{`Keys`:[{}]}},`ReturnConsumedCapacity`:`x`}",
       "2 validation errors detected: Value '{\"a;\":{\"Keys\":[{}]}}' at 'requestItems' failed to "
       "satisfy constraint: Map keys must satisfy constraint: [Member must have length less than "
       "or equal to 255, Member must have length greater than or equal to 3, Member must satisfy "
       "regular expression pattern: [a-zA-Z0-9_.-]+]; Value 'x' at 'returnConsumedCapacity' failed "
       "to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"},
      {"BatchWriteItem",
       "{`RequestItems`:{`a;`:[{`DeleteRequest`:{`Key`:{}}}]},`ReturnConsumedCapacity`:`x`}",
       "1 validation error detected: Value 'x' at 'returnConsumedCapacity' failed to satisfy "
       "constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"},
      {"BatchWriteItem", "{`RequestItems`:{`abc`:[]}}",
       "1 validation error detected: Value '{abc=[]}' at 'requestItems' failed to satisfy "
       "constraint: Map value must satisfy constraint: [Member must have length less than or equal "
       "to 25, Member must have length greater than or equal to 1]"},
      {"BatchWriteItem", "{`RequestItems`:{`a`:[]}}",
       "2 validation errors detected: Value '{a=[]}' at 'requestItems' failed to satisfy "
       "constraint: Map keys must satisfy constraint: [Member must have length less than or equal "
       "to 255, Member must have length greater than or equal to 3, Member must satisfy regular "
       "expression pattern: [a-zA-Z0-9_.-]+]; Value '{a=[]}' at 'requestItems' failed to satisfy "
       "constraint: Map value must satisfy constraint: [Member must have length less than or equal "
       "to 25, Member must have length greater than or equal to 1]"},
      {"BatchWriteItem", "{`RequestItems`:{`abc`:[{}]}}",
       "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
       "supported datatypes"},
      {"BatchWriteItem", "{`RequestItems`:{`abc`:[{`PutRequest`:{}}]}}",
       "1 validation error detected: Value null at 'requestItems.abc.member.1.member.putRequest."
       "item' failed to satisfy constraint: Member must not be null"},
  };
  ExpectAll(kRows);

  const auto keys = [](int count) {
    std::string list;
    for (int i = 0; i < count; ++i) list += i == 0 ? "{}" : ",{}";
    return "{`Keys`:[" + list + "]}";
  };
  EXPECT_EQ(MessageOf("BatchGetItem", "{`RequestItems`:{`abc`:" + keys(100) + "}}"), "");
  EXPECT_EQ(MessageOf("BatchGetItem", "{`RequestItems`:{`abc`:" + keys(101) + "}}"),
            "1 validation error detected: Value at 'RequestItems.abc.member.Keys' failed to "
            "satisfy constraint: Member must have length less than or equal to 100");
  EXPECT_EQ(
      MessageOf("BatchGetItem", "{`RequestItems`:{`abc`:" + keys(60) + ",`abd`:" + keys(41) + "}}"),
      "Too many items requested for the BatchGetItem call");

  const auto writes = [](int count) {
    std::string list;
    for (int i = 0; i < count; ++i)
      list += std::string(i == 0 ? "" : ",") + "{`DeleteRequest`:{`Key`:{}}}";
    return "[" + list + "]";
  };
  EXPECT_EQ(MessageOf("BatchWriteItem", "{`RequestItems`:{`abc`:" + writes(25) + "}}"), "");
  const std::string message =
      MessageOf("BatchWriteItem", "{`RequestItems`:{`abc`:" + writes(26) + "}}");
  EXPECT_TRUE(message.ends_with(
      "' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: "
      "[Member must have length less than or equal to 25, Member must have length greater than or "
      "equal to 1]"))
      << message;
  EXPECT_EQ(MessageOf("BatchWriteItem",
                      "{`RequestItems`:{`abc`:" + writes(13) + ",`abd`:" + writes(13) + "}}"),
            "Too many items requested for the BatchWriteItem call");
}

TEST(Rules, Tags) {
  constexpr Row kRows[] = {
      {"TagResource", "{}", "Invalid TableArn"},
      {"TagResource", "{`ResourceArn`:`a:b:c:d:e:f/g`}", "ARNs must start with 'arn:'"},
      {"TagResource", "{`ResourceArn`:`arn:b:c:d:e:f/g`}",
       "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member "
       "must not be null"},
      {"TagResource", "{`ResourceArn`:`arn:b:c:d:e:f/g`,`Tags`:[]}",
       "Invalid TableArn: Invalid ResourceArn provided as input arn:b:c:d:e:f/g"},
      {"TagResource", "{`ResourceArn`:``,`Tags`:[]}",
       "User: arn:aws:iam::000000000000:user/any is not authorized to perform: "
       "dynamodb:TagResource on resource: *"},
      {"UntagResource", "{`ResourceArn`:`a:b:c:d:e/f`}",
       "User: arn:aws:iam::000000000000:user/any is not authorized to perform: "
       "dynamodb:UntagResource on resource: a:b:c:d:e/f"},
      {"ListTagsOfResource", "{`ResourceArn`:`a:b:c:d:e:f`}",
       "User: arn:aws:iam::000000000000:user/any is not authorized to perform: "
       "dynamodb:ListTagsOfResource on resource: a:b:c:d:e:f"},
      {"TagResource",
       "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc`,`Tags`:[]}",
       "Atleast one Tag needs to be provided as Input."},
      {"UntagResource",
       "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc`,`TagKeys`:[]}",
       "Atleast one Tag Key needs to be provided as Input."},
      {"ListTagsOfResource",
       "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc/index/abd`}",
       "Invalid TableArn: Invalid ResourceArn provided as input "
       "arn:aws:dynamodb:us-east-1:000000000000:table/abc/index/abd"},
      {"TagResource",
       "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc`,"
       "`Tags`:[{`Key`:`a`,`Value`:`!`}]}",
       "1 validation error detected: Value '!' at 'tags.1.member.value' failed to satisfy "
       "constraint: Member must satisfy regular expression pattern: "
       "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$"},
      {"TagResource",
       "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc`,"
       "`Tags`:[{`Key`:`aws:a`,`Value`:``}]}",
       "One or more parameter values were invalid: Tag keys starting with 'aws:' are reserved for "
       "system use"},
      {"TagResource",
       "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc`,"
       "`Tags`:[{`Key`:`naïve été`,`Value`:`a b+c@d`}]}",
       ""},
  };
  ExpectAll(kRows);
}

// Lengths are counted in characters, not in bytes.
TEST(Rules, TagLengths) {
  const auto message = [](std::size_t characters) {
    std::string key;
    for (std::size_t i = 0; i < characters; ++i) key += "é";
    return MessageOf("TagResource",
                     "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc`,"
                     "`Tags`:[{`Key`:`" +
                         key + "`,`Value`:``}]}");
  };
  EXPECT_EQ(message(128), "");
  EXPECT_TRUE(message(129).ends_with("Member must have length less than or equal to 128"));
}

}  // namespace
}  // namespace pixii::api
