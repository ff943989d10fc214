#include "api/error_body.h"

#include <gtest/gtest.h>

namespace pixii::api {
namespace {

std::string BodyOf(const Error& error) {
  std::string body;
  AppendErrorBody(error, body);
  return body;
}

TEST(ErrorBody, TypeAndMessage) {
  EXPECT_EQ(BodyOf(ValidationError("bad \"x\"")),
            R"({"__type":"com.amazon.coral.validate#ValidationException","message":"bad \"x\""})");
  EXPECT_EQ(BodyOf(MakeError(ErrorCode::kResourceNotFound, "Requested resource not found")),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
            R"("message":"Requested resource not found"})");
}

TEST(ErrorBody, SerializationHasACapitalKeyOrNone) {
  EXPECT_EQ(BodyOf(SerializationError("x")),
            R"({"__type":"com.amazon.coral.service#SerializationException","Message":"x"})");
  EXPECT_EQ(BodyOf(SerializationError("")),
            R"({"__type":"com.amazon.coral.service#SerializationException"})");
  EXPECT_EQ(BodyOf(MakeError(ErrorCode::kUnknownOperation, "")),
            R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
}

TEST(ErrorBody, FurtherMembers) {
  Error error = MakeError(ErrorCode::kConditionalCheckFailed, "The conditional request failed");
  error.extra_json = R"("Item":{"a":{"S":"x"}})";
  EXPECT_EQ(BodyOf(error),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
            R"("message":"The conditional request failed","Item":{"a":{"S":"x"}}})");
}

}  // namespace
}  // namespace pixii::api
