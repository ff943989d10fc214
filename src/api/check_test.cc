// What each operation refuses, in the service's words. A row is an operation, a body and the
// message; an empty message means that the request is accepted.
#include "api/check.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace pixii::api {
namespace {

struct Outcome {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

// Runs both halves of the check.
Outcome Refusal(std::string_view name, const std::string& body, Api api = Api::kV2012) {
  const OperationShape* operation = FindOperation(name, api);
  EXPECT_NE(operation, nullptr) << name;
  codec::JsonDocument document;
  EXPECT_TRUE(document.Parse(body).has_value()) << body;
  const Result<Request> request = Check(*operation, document.root());
  if (!request.has_value()) return {request.error().code, request.error().message};
  if (const Status status = CheckAfterValues(*request); !status.has_value())
    return {status.error().code, status.error().message};
  return {};
}

// The same with " for `.
std::string Json(std::string_view text) {
  std::string json;
  for (const char c : text) json += c == '`' ? '"' : c;
  return json;
}

struct Row {
  std::string_view operation;
  std::string_view body;  // with ` for "
  std::string_view message;
};

void ExpectAll(std::span<const Row> rows, ErrorCode code = ErrorCode::kValidation) {
  for (const Row& row : rows) {
    const Outcome outcome = Refusal(row.operation, Json(row.body));
    EXPECT_EQ(outcome.message, row.message) << row.operation << " " << row.body;
    if (row.message.empty()) continue;
    EXPECT_EQ(outcome.code, code) << row.operation << " " << row.body;
  }
}

TEST(Check, AcceptsOrdinaryRequests) {
  constexpr Row kRows[] = {
      {"PutItem", "{`TableName`:`abc`,`Item`:{`a`:{`S`:`x`}}}", ""},
      {"PutItem", "{`TableName`:`abc`,`Item`:{},`Unheard`:[1],`Expected`:null}", ""},
      {"PutItem", "{`TableName`:`abc`,`Item`:{},`Expected`:{}}", ""},
      {"GetItem", "{`TableName`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc`,`Key`:{}}", ""},
      {"UpdateItem", "{`TableName`:`abc`,`Key`:{},`ReturnValues`:`UPDATED_NEW`}", ""},
      {"Query", "{`TableName`:`abc`,`KeyConditionExpression`:`a = :a`,`Limit`:1}", ""},
      {"Scan", "{`TableName`:`abc`,`Segment`:0,`TotalSegments`:1}", ""},
      {"ListTables", "{}", ""},
      {"DescribeEndpoints", "{}", ""},
      {"DescribeLimits", "{}", ""},
      {"DescribeTable", "{`TableName`:`abc`}", ""},
      {"CreateTable",
       "{`TableName`:`abc`,`BillingMode`:`PAY_PER_REQUEST`,"
       "`AttributeDefinitions`:[{`AttributeName`:`a`,`AttributeType`:`S`}],"
       "`KeySchema`:[{`AttributeName`:`a`,`KeyType`:`HASH`}],"
       "`StreamSpecification`:{`StreamEnabled`:false},`SSESpecification`:{`Enabled`:true}}",
       ""},
      {"BatchGetItem", "{`RequestItems`:{`abc`:{`Keys`:[{}]}}}", ""},
      {"BatchWriteItem", "{`RequestItems`:{`abc`:[{`PutRequest`:{`Item`:{}}}]}}", ""},
      {"ListTagsOfResource", "{`ResourceArn`:`arn:aws:dynamodb:us-east-1:000000000000:table/abc`}",
       ""},
  };
  ExpectAll(kRows);
}

TEST(Check, BodyMustBeAnObject) {
  for (const std::string body : {"[]", "1", "\"x\"", "null"}) {
    const Outcome outcome = Refusal("ListTables", body);
    EXPECT_EQ(outcome.code, ErrorCode::kSerialization) << body;
    EXPECT_EQ(outcome.message, "") << body;
  }
}

TEST(Check, WrongJsonTypes) {
  constexpr Row kRows[] = {
      {"PutItem", "{`TableName`:23}", "NUMBER_VALUE cannot be converted to String"},
      {"PutItem", "{`TableName`:-2.5}", "DECIMAL_VALUE cannot be converted to String"},
      {"PutItem", "{`TableName`:true}", "TRUE_VALUE cannot be converted to String"},
      {"PutItem", "{`TableName`:false}", "FALSE_VALUE cannot be converted to String"},
      {"PutItem", "{`TableName`:[]}", "Unrecognized collection type class java.lang.String"},
      {"PutItem", "{`TableName`:{}}", "Start of structure or map found where not expected"},
      {"ListTables", "{`Limit`:`x`}", "STRING_VALUE cannot be converted to Integer"},
      {"ListTables", "{`Limit`:true}", "TRUE_VALUE cannot be converted to Integer"},
      {"ListTables", "{`Limit`:[]}", "Unrecognized collection type class java.lang.Integer"},
      {"UpdateTable", "{`ProvisionedThroughput`:{`ReadCapacityUnits`:`x`}}",
       "STRING_VALUE cannot be converted to Long"},
      {"UpdateTable", "{`ProvisionedThroughput`:`x`}", "Unexpected field type"},
      {"UpdateTable", "{`ProvisionedThroughput`:[]}",
       "Unrecognized collection type class com.amazonaws.dynamodb.v20120810."
       "ProvisionedThroughput"},
      {"GetItem", "{`ConsistentRead`:`hi`}", "Unexpected token received from parser"},
      {"GetItem", "{`ConsistentRead`:{}}", "Start of structure or map found where not expected"},
      {"CreateTable", "{`KeySchema`:`x`}", "Unexpected field type"},
      {"CreateTable", "{`KeySchema`:{}}", "Start of structure or map found where not expected"},
      {"CreateTable", "{`KeySchema`:[`x`]}", "Unexpected value type in payload"},
      {"CreateTable", "{`KeySchema`:[[]]}",
       "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.KeySchemaElement"},
      {"PutItem", "{`Item`:`x`}", "Unexpected field type"},
      {"PutItem", "{`Item`:[]}",
       "Unrecognized collection type java.util.Map<java.lang.String, "
       "com.amazonaws.dynamodb.v20120810.AttributeValue>"},
      {"PutItem", "{`ExpressionAttributeNames`:[]}",
       "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>"},
  };
  ExpectAll(kRows, ErrorCode::kSerialization);
}

// A wrong type anywhere wins over a bad name, a bad enum or a rule; of several, the first in the
// document.
TEST(Check, WrongTypesComeFirstInDocumentOrder) {
  constexpr Row kRows[] = {
      {"PutItem", "{`TableName`:`;`,`Item`:{`a`:{`S`:5}}}",
       "NUMBER_VALUE cannot be converted to String"},
      {"PutItem", "{`TableName`:`abc`,`ReturnValues`:`x`,`Item`:{`a`:{`L`:[{`S`:true}]}}}",
       "TRUE_VALUE cannot be converted to String"},
      {"PutItem", "{`Item`:{`a`:{`S`:true}},`TableName`:5}",
       "TRUE_VALUE cannot be converted to String"},
      {"PutItem", "{`TableName`:5,`Item`:{`a`:{`S`:true}}}",
       "NUMBER_VALUE cannot be converted to String"},
      {"PutItem",
       "{`TableName`:`abc`,`Item`:{},`Expected`:{`a`:{`Value`:{`S`:1.5}}},"
       "`ConditionalOperator`:`OR`}",
       "DECIMAL_VALUE cannot be converted to String"},
      {"PutItem", "{`TableName`:`abc`,`Item`:{},`ExpressionAttributeValues`:{`:a`:{`S`:false}}}",
       "FALSE_VALUE cannot be converted to String"},
  };
  ExpectAll(kRows, ErrorCode::kSerialization);
}

// A member that every request of the operation must have.
std::string_view RequiredOf(std::string_view operation) {
  if (operation == "PutItem") return "`Item`:{},";
  return operation == "Query" || operation == "Scan" ? "" : "`Key`:{},";
}

TEST(Check, TableNamesOfTheDataPlane) {
  for (const std::string_view operation :
       {"PutItem", "GetItem", "UpdateItem", "DeleteItem", "Query", "Scan"}) {
    const std::string begin = std::string("{").append(RequiredOf(operation));
    const std::string arn =
        begin + "`TableName`:`arn:aws:dynamodb:us-east-1:000000000000:table/a`}";
    const std::string absent = begin + "`ConsistentRead`:null}";
    const std::string pattern = begin + "`TableName`:`ab;`}";
    const Row rows[] = {
        {operation, absent,
         "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: "
         "Member must not be null"},
        {operation, pattern,
         "1 validation error detected: Value 'ab;' at 'tableName' failed to satisfy constraint: "
         "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"},
        {operation, arn,
         "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, "
         "and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'"},
    };
    ExpectAll(rows);
    const std::string two = begin + "`TableName`:`;`}";
    const Row row[] = {
        {operation, two,
         "2 validation errors detected: Value ';' at 'tableName' failed to satisfy constraint: "
         "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value ';' at "
         "'tableName' failed to satisfy constraint: Member must have length greater than or equal "
         "to 3"}};
    ExpectAll(row);
  }
  const std::string longest(255, 'a');
  EXPECT_EQ(Refusal("PutItem", "{\"TableName\":\"" + longest + "\",\"Item\":{}}").message, "");
  EXPECT_EQ(Refusal("PutItem", "{\"TableName\":\"a" + longest + "\",\"Item\":{}}").message,
            "1 validation error detected: Value 'a" + longest +
                "' at 'tableName' failed to satisfy constraint: Member must have length less than "
                "or equal to 255");
}

// The newer layers report a bad name alone, unless something that must be there is missing: then
// they fall back to the old wording and report everything.
TEST(Check, TableNamesBesideOtherFailures) {
  constexpr std::string_view kEmpty =
      "1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must "
      "have length greater than or equal to 1";
  constexpr std::string_view kPatternAlone =
      "1 validation error detected: Value 'a;c' at 'tableName' failed to satisfy constraint: "
      "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
  constexpr Row kRows[] = {
      {"UpdateItem", "{`TableName`:``,`Key`:{},`ReturnValues`:`x`}", kEmpty},
      {"GetItem", "{`TableName`:``,`Key`:{},`ReturnConsumedCapacity`:`x`}", kEmpty},
      {"PutItem", "{`TableName`:``,`Item`:{},`ReturnValues`:`x`}", kEmpty},
      {"PutItem", "{`TableName`:``}", kEmpty},
      {"DeleteItem", "{`TableName`:`a;c`,`Key`:{},`ReturnValues`:`x`}", kPatternAlone},
      {"PutItem", "{`TableName`:`;`}",
       "3 validation errors detected: Value ';' at 'tableName' failed to satisfy constraint: "
       "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value ';' at 'tableName' "
       "failed to satisfy constraint: Member must have length greater than or equal to 3; Value "
       "null at 'item' failed to satisfy constraint: Member must not be null"},
      {"UpdateItem", "{`TableName`:``,`ReturnValues`:`x`}",
       "4 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: Member "
       "must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '' at 'tableName' failed "
       "to satisfy constraint: Member must have length greater than or equal to 3; Value 'x' at "
       "'returnValues' failed to satisfy constraint: Member must satisfy enum value set: "
       "[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; Value null at 'key' failed to satisfy "
       "constraint: Member must not be null"},
      {"GetItem", "{}",
       "2 validation errors detected: Value null at 'key' failed to satisfy constraint: Member "
       "must not be null; Value null at 'tableName' failed to satisfy constraint: Member must not "
       "be null"},
      {"Query", "{`TableName`:`a;c`,`KeyConditions`:{`a`:{}}}",
       "2 validation errors detected: Value 'a;c' at 'tableName' failed to satisfy constraint: "
       "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value null at "
       "'keyConditions.a.member.comparisonOperator' failed to satisfy constraint: Member must not "
       "be null"},
      {"Scan", "{`TableName`:`a;c`,`Limit`:0}",
       "2 validation errors detected: Value 'a;c' at 'tableName' failed to satisfy constraint: "
       "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '0' at 'limit' "
       "failed to satisfy constraint: Member must have value greater than or equal to 1"},
  };
  ExpectAll(kRows);
}

// `{"L":[{"L":[ ... ]}]}` of that many levels, in a PutItem with a bad enum.
std::string DeepPut(int levels) {
  std::string value = R"({"S":"a"})";
  for (int level = 0; level < levels; ++level) value = R"({"L":[)" + value + "]}";
  return R"({"TableName":"abc","ReturnValues":"x","Item":{"a":)" + value + "}}";
}

TEST(Check, DeepValuesComeBeforeConstraintsUntilTheOldLayerTakesOver) {
  constexpr std::string_view kEnum =
      "1 validation error detected: Value at 'ReturnValues' failed to satisfy constraint: Member "
      "must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]";
  constexpr std::string_view kOldEnum =
      "1 validation error detected: Value 'x' at 'returnValues' failed to satisfy constraint: "
      "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]";
  constexpr std::string_view kDeep =
      "1 validation error detected: Nesting Levels have exceeded supported limits: Attributes in "
      "the item have nested levels beyond supported limit";
  EXPECT_EQ(Refusal("PutItem", DeepPut(31)).message, kEnum);
  EXPECT_EQ(Refusal("PutItem", DeepPut(32)).message, kDeep);
  EXPECT_EQ(Refusal("PutItem", DeepPut(62)).message, kDeep);
  EXPECT_EQ(Refusal("PutItem", DeepPut(63)).message, kOldEnum);
}

TEST(Check, TableNamesOfTheControlPlane) {
  constexpr std::string_view kLength =
      "TableName must be at least 3 characters long and at most 255 characters long";
  for (const std::string_view operation : {"DescribeTable", "DeleteTable", "UpdateTable",
                                           "DescribeTimeToLive", "DescribeContinuousBackups"}) {
    const Row rows[] = {
        {operation, "{}",
         "The parameter 'TableName' is required but was not present in the request"},
        {operation, "{`TableName`:``}", kLength},
        {operation, "{`TableName`:`ab`}", kLength},
        {operation, "{`TableName`:`abc;`}",
         "1 validation error detected: Value 'abc;' at 'tableName' failed to satisfy constraint: "
         "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"},
    };
    ExpectAll(rows);
  }
  constexpr Row kCreate[] = {
      {"CreateTable", "{}",
       "The parameter 'TableName' is required but was not present in the request"},
      {"CreateTable",
       "{`TableName`:`ab`,`AttributeDefinitions`:[],`KeySchema`:[{`AttributeName`:`a`,"
       "`KeyType`:`HASH`}]}",
       "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: "
       "Member must have length greater than or equal to 3"},
  };
  ExpectAll(kCreate);
}

TEST(Check, TableNameIsResolved) {
  codec::JsonDocument document;
  ASSERT_TRUE(
      document
          .Parse(
              R"({"TableName":"arn:aws:dynamodb:eu-west-2:123456789012:table/My.Table","Key":{}})")
          .has_value());
  const Result<Request> request = Check(*FindOperation("GetItem", Api::kV2012), document.root());
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->TableName(), "My.Table");
  EXPECT_EQ(request->Text(Field::kTableName),
            "arn:aws:dynamodb:eu-west-2:123456789012:table/My.Table");
}

TEST(Check, OldLayerEchoesAndJoins) {
  constexpr Row kRows[] = {
      {"ListTables", "{`Limit`:0}",
       "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member "
       "must have value greater than or equal to 1"},
      {"ListTables", "{`ExclusiveStartTableName`:`;`,`Limit`:101}",
       "3 validation errors detected: Value ';' at 'exclusiveStartTableName' failed to satisfy "
       "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value ';' at "
       "'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater "
       "than or equal to 3; Value '101' at 'limit' failed to satisfy constraint: Member must have "
       "value less than or equal to 100"},
      {"Scan", "{`TableName`:`abc`,`Limit`:0,`Select`:`x`}",
       "2 validation errors detected: Value 'x' at 'select' failed to satisfy constraint: Member "
       "must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, "
       "ALL_PROJECTED_ATTRIBUTES]; Value '0' at 'limit' failed to satisfy constraint: Member must "
       "have value greater than or equal to 1"},
      {"CreateTable", "{`TableName`:`abc`,`AttributeDefinitions`:[],`KeySchema`:[]}",
       "1 validation error detected: Value '[]' at 'keySchema' failed to satisfy constraint: "
       "Member must have length greater than or equal to 1"},
      {"CreateTable",
       "{`TableName`:`abc`,`AttributeDefinitions`:[],`KeySchema`:[{`KeyType`:`HASH`,`AttributeName`"
       ":`a`},"
       "{`KeyType`:`x`}],`BillingMode`:`y`,`ProvisionedThroughput`:{`ReadCapacityUnits`:0}}",
       "5 validation errors detected: Value null at 'keySchema.2.member.attributeName' failed to "
       "satisfy constraint: Member must not be null; Value 'x' at 'keySchema.2.member.keyType' "
       "failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]; Value 'y' "
       "at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: "
       "[PROVISIONED, PAY_PER_REQUEST]; Value '0' at 'provisionedThroughput.readCapacityUnits' "
       "failed to satisfy constraint: Member must have value greater than or equal to 1; Value "
       "null at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member "
       "must not be null"},
      {"CreateTable", "{`TableName`:`abc`,`AttributeDefinitions`:[],`KeySchema`:[null]}",
       "1 validation error detected: Value null at 'keySchema.1.member' failed to satisfy "
       "constraint: Member must not be null"},
  };
  ExpectAll(kRows);
}

TEST(Check, AtMostTenFailures) {
  std::string body = R"({"TableName":"abc","AttributeDefinitions":[],"KeySchema":[)";
  for (int i = 0; i < 12; ++i)
    body += std::string(i == 0 ? "" : ",") + R"({"AttributeName":"a","KeyType":"x"})";
  const std::string message = Refusal("CreateTable", body + "]}").message;
  EXPECT_TRUE(message.starts_with("10 validation errors detected: ")) << message;
  // The first is the length of the list.
  EXPECT_NE(message.find("'keySchema.9.member.keyType'"), std::string::npos);
  EXPECT_EQ(message.find("'keySchema.10.member.keyType'"), std::string::npos);
}

// What a message repeats is cut, at a whole character, however large the request.
TEST(Check, EchoIsBounded) {
  std::string huge;
  while (huge.size() < 4 * kEchoSizeBytesMax) huge += "äöü";
  const std::string bodies[] = {
      R"({"TableName":")" + huge + R"("})",
      R"({"TableName":"abc","Select":")" + huge + R"("})",
      R"({"TableName":"abc","ExpressionAttributeNames":{")" + huge + R"(":null}})",
  };
  for (const std::string& body : bodies) {
    const std::string message = Refusal("Scan", body).message;
    EXPECT_LT(message.size(), kEchoSizeBytesMax + 300);
    codec::JsonDocument document;
    EXPECT_TRUE(document.Parse('"' + message + '"').has_value());
  }
}

TEST(Check, NewLayerNamesTheFirstWithoutValue) {
  constexpr Row kRows[] = {
      {"Query", "{`TableName`:`abc`,`Limit`:0,`Select`:`x`}",
       "1 validation error detected: Value 'x' at 'select' failed to satisfy constraint: Member "
       "must "
       "satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, "
       "ALL_PROJECTED_ATTRIBUTES]"},
      {"Query", "{`TableName`:`abc`,`Limit`:0}",
       "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must "
       "have value greater than or equal to 1"},
      {"GetItem", "{`TableName`:`abc`,`Key`:{},`ReturnConsumedCapacity`:`x`}",
       "1 validation error detected: Value at 'ReturnConsumedCapacity' failed to satisfy "
       "constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"},
      // A missing member brings the old wording back.
      {"GetItem", "{`TableName`:`abc`,`ReturnConsumedCapacity`:`x`}",
       "2 validation errors detected: Value 'x' at 'returnConsumedCapacity' failed to satisfy "
       "constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value null at "
       "'key' failed to satisfy constraint: Member must not be null"},
  };
  ExpectAll(kRows);
}

TEST(Check, EnumsOfWrites) {
  constexpr Row kRows[] = {
      {"PutItem", "{`TableName`:`abc`,`Item`:{},`ReturnValues`:`x`,`ReturnConsumedCapacity`:`y`}",
       "2 validation errors detected: Value at 'ReturnValues' failed to satisfy constraint: Member "
       "must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; Value at "
       "'ReturnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: "
       "[INDEXES, TOTAL, NONE]"},
      {"PutItem", "{`TableName`:`abc`,`Item`:{},`ReturnValues`:`ALL_NEW`}",
       "1 validation error detected: ReturnValues can only be ALL_OLD or NONE"},
      {"DeleteItem", "{`TableName`:`abc`,`Key`:{},`ReturnValues`:`ALL_NEW`}",
       "1 validation error detected: Value at 'ReturnValues' failed to satisfy constraint: Member "
       "must satisfy enum value set: [ALL_OLD, NONE]"},
      {"UpdateItem", "{`TableName`:`abc`,`Key`:{},`ReturnValues`:`x`,`ReturnConsumedCapacity`:`y`}",
       "1 validation error detected: Failed to satisfy constraint: Member must satisfy enum value "
       "set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"},
      {"UpdateItem", "{`TableName`:`abc`,`ReturnValues`:`x`,`ReturnConsumedCapacity`:`y`}",
       "3 validation errors detected: Value 'y' at 'returnConsumedCapacity' failed to satisfy "
       "constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value 'x' at "
       "'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, "
       "UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; Value null at 'key' failed to satisfy "
       "constraint: "
       "Member must not be null"},
  };
  ExpectAll(kRows);
}

TEST(Check, MembersNotBuiltAreNamed) {
  constexpr Row kRows[] = {
      {"CreateTable",
       "{`TableName`:`abc`,`BillingMode`:`PAY_PER_REQUEST`,"
       "`AttributeDefinitions`:[{`AttributeName`:`a`,`AttributeType`:`S`}],"
       "`KeySchema`:[{`AttributeName`:`a`,`KeyType`:`HASH`}],"
       "`StreamSpecification`:{`StreamEnabled`:true,`StreamViewType`:`KEYS_ONLY`}}",
       "Pixii does not support the member StreamSpecification of CreateTable yet; see "
       "docs/differences.md"},
      {"UpdateTable", "{`TableName`:`abc`,`WarmThroughput`:{`ReadUnitsPerSecond`:1}}",
       "Pixii does not support the member WarmThroughput of UpdateTable yet; see "
       "docs/differences.md"},
      {"UpdateTable", "{`TableName`:`abc`,`WarmThroughput`:{}}", ""},
  };
  ExpectAll(kRows);
}

}  // namespace
}  // namespace pixii::api
