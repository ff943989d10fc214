#include "frontend/frontend.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "service/testing/harness.h"

namespace pixii::frontend {
namespace {

using http::BodyEncoding;
using http::Disposition;
using service::testing::Harness;
using service::testing::Quoted;

// A request at work, without a server.
class FakeSlot final : public http::RequestSlot {
 public:
  explicit FakeSlot(std::unique_ptr<http::Context> context) { context_ = std::move(context); }
  void Complete() noexcept override { ++completed; }
  http::Request& mutable_request() { return request_; }

  std::atomic<int> completed = 0;
};

// JSON in bodies stands with backticks instead of quotes.
struct Sent {
  std::string method = "POST";
  std::string target = "/";
  std::vector<http::HeaderField> fields = {};
  std::string body = {};
  BodyEncoding encoding = BodyEncoding::kPlain;
};

constexpr std::string_view kContentType = "application/x-amz-json-1.0";

Sent Operation(std::string_view name, std::string body) {
  static const std::string kPrefix = "DynamoDB_20120810.";
  static std::vector<std::unique_ptr<std::string>> targets;  // the fields are views
  targets.push_back(std::make_unique<std::string>(kPrefix + std::string(name)));
  return {.fields = {{"X-Amz-Target", *targets.back()}, {"content-type", kContentType}},
          .body = std::move(body)};
}

class RefuseAll final : public SignatureCheck {
 public:
  Status Check(const http::Request& request) override {
    seen_body = request.raw_body;
    return std::unexpected(MakeError(ErrorCode::kInvalidSignature, "who are you?"));
  }
  std::string seen_body;
};

class FrontendTest : public ::testing::Test {
 protected:
  explicit FrontendTest(engine::DurabilityGate* gate = nullptr) : harness_({}, gate) {}

  Disposition Handle(const Sent& sent, bool may_block = true) {
    // The parser reads up to 64 bytes behind a body.
    body_ = Quoted(sent.body);
    const std::size_t size = body_.size();
    body_.append(64, '}');
    http::Request& request = slot_.mutable_request();
    request.method = sent.method;
    request.target = sent.target;
    request.fields = sent.fields;
    request.raw_body = std::string_view(body_).substr(0, size);
    request.body = request.raw_body;
    request.encoding = sent.encoding;
    slot_.answer().Begin({.date = "Sat, 21 Nov 2026 16:17:00 GMT", .request_id = request_id_});
    const Disposition disposition = frontend_->Handle(request, slot_.answer(), slot_, may_block);
    request = {};  // as the server: its views end here
    body_.assign(body_.size(), 'x');
    return disposition;
  }
  // Of a request that is answered at once.
  std::string Answer(const Sent& sent) {
    EXPECT_EQ(Handle(sent), Disposition::kDone);
    return std::string(slot_.answer().bytes());
  }
  static std::string StatusOf(std::string_view answer) { return std::string(answer.substr(9, 3)); }
  static std::string BodyOf(std::string_view answer) {
    return std::string(answer.substr(answer.find("\r\n\r\n") + 4));
  }
  // Status and body.
  std::string Short(const Sent& sent) {
    const std::string answer = Answer(sent);
    return StatusOf(answer) + " " + BodyOf(answer);
  }
  std::string Field(const Sent& sent, std::string_view name) {
    const std::string answer = Answer(sent);
    const std::size_t begin = answer.find("\r\n" + std::string(name) + ": ");
    if (begin == std::string::npos) return "";
    const std::size_t value = begin + 4 + name.size();
    return answer.substr(value, answer.find("\r\n", value) - value);
  }
  void Use(SignatureCheck& signatures, Options options = {}) {
    frontend_ = std::make_unique<Frontend>(harness_.services, signatures, std::move(options));
  }

  Harness harness_;
  std::unique_ptr<Frontend> frontend_ =
      std::make_unique<Frontend>(harness_.services, AcceptEverybody(), Options{});
  const std::string request_id_ = std::string(http::kRequestIdSize, 'A');
  std::string body_;
  FakeSlot slot_{frontend_->NewContext()};
};

std::string Error(std::string_view status, std::string_view type, std::string_view message_key,
                  std::string_view message) {
  return std::string(status) + " {\"__type\":\"" + std::string(type) + "\",\"" +
         std::string(message_key) + "\":\"" + std::string(message) + "\"}";
}

TEST_F(FrontendTest, AnOperationIsAnswered) {
  const Sent sent = Operation("ListTables", "{}");
  EXPECT_EQ(Short(sent), Quoted("200 {`TableNames`:[]}"));
  EXPECT_EQ(Field(sent, "Content-Type"), kContentType);
  EXPECT_EQ(Field(sent, "x-amzn-RequestId"), request_id_);
}

TEST_F(FrontendTest, AnErrorDoesNotLeakIntoTheNextAnswer) {
  harness_.CreateTable("tab");
  const Sent get = Operation("GetItem", "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}}}");
  const std::string first = Answer(get);
  EXPECT_EQ(StatusOf(Answer(Operation("GetItem", "{`TableName`:`tab`,`Key`:{`pk`:{`N`:`1`}}}"))),
            "400");
  EXPECT_EQ(StatusOf(Answer(Operation("GetItem", "{`TableName`"))), "400");
  EXPECT_EQ(Answer(get), first);
}

TEST_F(FrontendTest, ARefusedSignatureIsAnsweredBeforeTheJsonIsLookedAt) {
  RefuseAll refuse_all;
  Use(refuse_all);
  constexpr std::string_view kRefused =
      "400 {\"__type\":\"com.amazon.coral.service#InvalidSignatureException\","
      "\"message\":\"who are you?\"}";
  for (const char* body : {"{`TableName`", "", "[]", "{}", "\xFF"}) {
    EXPECT_EQ(Short(Operation("GetItem", body)), kRefused) << body;
    EXPECT_EQ(refuse_all.seen_body, Quoted(body));
    EXPECT_EQ(Short(Operation("NoSuchOperation", body)), kRefused) << body;
  }
}

TEST_F(FrontendTest, MethodTypeAndEncodingComeBeforeTheSignature) {
  RefuseAll refuse_all;
  Use(refuse_all);
  constexpr std::string_view kNotFound = "404 <UnknownOperationException/>\n";
  Sent sent = Operation("ListTables", "{}");
  sent.fields.pop_back();
  EXPECT_EQ(Short(sent), kNotFound);
  sent = Operation("ListTables", "{}");
  sent.method = "PUT";
  EXPECT_EQ(Short(sent), kNotFound);

  sent = Operation("ListTables", "");
  sent.encoding = BodyEncoding::kBroken;
  EXPECT_EQ(StatusOf(Answer(sent)), "500");
  sent.encoding = BodyEncoding::kUnknown;
  EXPECT_EQ(StatusOf(Answer(sent)), "500");
}

TEST_F(FrontendTest, TheFirstCheckThatFailsAnswers) {
  const struct {
    Sent sent;
    std::string answer;
  } rows[] = {
      // JSON before the target.
      {Operation("NoSuchOperation", "{"),
       "400 {\"__type\":\"com.amazon.coral.service#SerializationException\"}"},
      {Operation("ListTables", "[]"),
       "400 {\"__type\":\"com.amazon.coral.service#SerializationException\"}"},
      {Operation("ListTables", ""),
       "400 {\"__type\":\"com.amazon.coral.service#SerializationException\"}"},
      // The target before the members.
      {Operation("NoSuchOperation", "{`TableName`:1}"),
       "400 {\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}"},
      {Operation("RestoreTableToPointInTime", "{`TableName`:1}"),
       Error("400", "com.amazon.coral.service#UnknownOperationException", "message",
             "Pixii does not serve RestoreTableToPointInTime yet; see docs/differences.md")},
      // Types, constraints, then the table.
      {Operation("GetItem", "{`TableName`:1}"),
       Error("400", "com.amazon.coral.service#SerializationException", "Message",
             "NUMBER_VALUE cannot be converted to String")},
      {Operation("DescribeTable", "{`TableName`:`none`}"),
       Error("400", "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message",
             "Requested resource not found: Table: none not found")},
  };
  for (const auto& row : rows) EXPECT_EQ(Short(row.sent), row.answer) << row.sent.body;
}

TEST_F(FrontendTest, TargetsOfOtherVersionsAreUnknown) {
  for (const char* target : {"", "ListTables", "DynamoDB_20111205.ListTable", "dynamodb_20120810.x",
                             "DynamoDBStreams_20120810.ListTables", "DynamoDB_20120810."}) {
    Sent sent = Operation("", "{}");
    sent.fields.front().value = target;
    EXPECT_EQ(Short(sent),
              "400 {\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}")
        << target;
  }
}

TEST_F(FrontendTest, ContentTypesAreThoseOfTheService) {
  const struct {
    const char* type;
    const char* answered;  // null: 404
  } rows[] = {
      {"application/x-amz-json-1.0", "application/x-amz-json-1.0"},
      {"application/x-amz-json-1.0; charset=utf-8", "application/x-amz-json-1.0"},
      {"application/json", "application/json"},
      {"application/json ;charset=utf-8", "application/json"},
      {"application/x-amz-json-1.1", nullptr},
      {"application/jsonp", nullptr},
      {"text/plain", nullptr},
      {"", nullptr},
  };
  for (const auto& row : rows) {
    Sent sent = Operation("ListTables", "{}");
    sent.fields.back().value = row.type;
    EXPECT_EQ(StatusOf(Answer(sent)), row.answered == nullptr ? "404" : "200") << row.type;
    EXPECT_EQ(Field(sent, "Content-Type"), row.answered == nullptr ? "" : row.answered);
  }
}

TEST_F(FrontendTest, PagesOfOtherOriginsAreLetIn) {
  Sent sent = Operation("ListTables", "{}");
  EXPECT_EQ(Field(sent, "Access-Control-Allow-Origin"), "");
  sent.fields.push_back({"Origin", "https://example.com"});
  EXPECT_EQ(Field(sent, "Access-Control-Allow-Origin"), "*");
  EXPECT_NE(Field(sent, "Access-Control-Expose-Headers").find("x-amz-crc32"), std::string::npos);
  sent.body = "{";
  EXPECT_EQ(Field(sent, "Access-Control-Allow-Origin"), "*");
  sent.method = "PUT";
  EXPECT_EQ(Field(sent, "Access-Control-Allow-Origin"), "*");
}

TEST_F(FrontendTest, PreflightGrantsWhatIsAskedFor) {
  Sent sent{.method = "OPTIONS",
            .fields = {{"Access-Control-Request-Method", "POST"},
                       {"Access-Control-Request-Headers", "x-amz-target,content-type"}}};
  EXPECT_EQ(StatusOf(Answer(sent)), "404");  // it comes from no page
  sent.fields.push_back({"Origin", "https://example.com"});
  EXPECT_EQ(Short(sent), "200 ");
  EXPECT_EQ(Field(sent, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(Field(sent, "Access-Control-Allow-Methods"), "POST");
  EXPECT_EQ(Field(sent, "Access-Control-Allow-Headers"), "x-amz-target,content-type");
  EXPECT_EQ(Field(sent, "Access-Control-Max-Age"), "172800");
  sent.fields = {{"Origin", "https://example.com"}};
  EXPECT_EQ(Field(sent, "Access-Control-Allow-Methods"), "");
}

TEST_F(FrontendTest, HealthNamesTheRegion) {
  EXPECT_EQ(Short({.method = "GET"}), "200 healthy: dynamodb.us-east-1.amazonaws.com ");
  EXPECT_EQ(StatusOf(Answer({.method = "GET", .target = "/other"})), "404");
  Use(AcceptEverybody(), {.region = "eu-west-1"});
  EXPECT_EQ(Short({.method = "GET"}), "200 healthy: dynamodb.eu-west-1.amazonaws.com ");
}

TEST_F(FrontendTest, ArnsHaveTheRegionOfTheSignature) {
  harness_.CreateTable("tab");
  const auto arn_for = [&](std::string_view authorization) {
    Sent sent = Operation("DescribeTable", "{`TableName`:`tab`}");
    sent.fields.push_back({"Authorization", authorization});
    const std::string answer = Answer(sent);
    const std::size_t begin = answer.find("\"arn:") + 1;
    return answer.substr(begin, answer.find('"', begin) - begin);
  };
  constexpr std::string_view kSigned =
      "AWS4-HMAC-SHA256 Credential=AKID/20261121/eu-central-1/dynamodb/aws4_request, "
      "SignedHeaders=host, Signature=00";
  EXPECT_EQ(arn_for(kSigned), "arn:aws:dynamodb:eu-central-1:000000000000:table/tab");
  EXPECT_EQ(arn_for(""), "arn:aws:dynamodb:us-east-1:000000000000:table/tab");
  EXPECT_EQ(arn_for("AWS4-HMAC-SHA256 Credential=AKID/20261121/0/127/aws4_request"),
            "arn:aws:dynamodb:us-east-1:000000000000:table/tab");
  Use(AcceptEverybody(), {.region = "ap-south-1"});
  EXPECT_EQ(arn_for(kSigned), "arn:aws:dynamodb:ap-south-1:000000000000:table/tab");
}

TEST_F(FrontendTest, WhatWouldBlockIsHandledAgain) {
  harness_.CreateTable("tab");
  harness_.world.engine.set_faults({.would_block_every = 1});
  const Sent get = Operation("GetItem", "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}}}");
  EXPECT_EQ(Handle(get, false), Disposition::kBlocked);
  EXPECT_FALSE(slot_.answer().finished());
  EXPECT_EQ(Short(get), "200 {}");
  // Writes may have to wait for long, and are told apart.
  const Sent put = Operation("PutItem", "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}}}");
  EXPECT_EQ(Handle(put, false), Disposition::kStalled);
  EXPECT_EQ(Short(put), "200 {}");
  const Sent drop = Operation("DeleteTable", "{`TableName`:`tab`}");
  EXPECT_EQ(Handle(drop, false), Disposition::kStalled);
  EXPECT_EQ(StatusOf(Answer(drop)), "200");
}

// What one large request made the buffers grow to is no burden of the slot for ever.
TEST_F(FrontendTest, LargeBatchesLeaveNothingBehind) {
  harness_.CreateTable("tab");
  std::string batch = "{`RequestItems`:{`tab`:[";
  for (int i = 0; i < 25; ++i) {
    batch += (i == 0 ? "" : ",") + ("{`PutRequest`:{`Item`:{`pk`:{`S`:`" + std::to_string(i)) +
             "`},`x`:{`S`:`" + std::string(i < 2 ? 390'000 : 200'000, 'x') + "`}}}}";
  }
  http::Context& context = slot_.context();
  EXPECT_FALSE(context.HoldsLargeBuffers());
  EXPECT_EQ(Short(Operation("BatchWriteItem", batch + "]}}")), "200 {\"UnprocessedItems\":{}}");
  EXPECT_TRUE(context.HoldsLargeBuffers());
  context.ReleaseLargeBuffers();
  EXPECT_FALSE(context.HoldsLargeBuffers());
}

// Nor is what a small request made of a large item.
TEST_F(FrontendTest, LargeItemsLeaveNothingBehind) {
  harness_.CreateTable("tab");
  harness_.Done("PutItem", "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`},`x`:{`S`:`" +
                               std::string(390'000, 'x') + "`}}}");
  const std::string_view update =
      "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`$`}},`UpdateExpression`:`ADD n :one`,"
      "`ExpressionAttributeValues`:{`:one`:{`N`:`1`}}}";
  http::Context& context = slot_.context();
  for (const auto& [key, is_large] : {std::pair("b", false), std::pair("a", true)}) {
    std::string body(update);
    body.replace(body.find('$'), 1, key);
    EXPECT_EQ(Short(Operation("UpdateItem", body)), "200 {}");
    EXPECT_EQ(context.HoldsLargeBuffers(), is_large);
  }
  context.ReleaseLargeBuffers();
  EXPECT_FALSE(context.HoldsLargeBuffers());
}

TEST_F(FrontendTest, WhatIsUnavailableIsLoggedOnce) {
  harness_.CreateTable("tab");
  for (const std::string key : {"a", "b"}) {
    harness_.Done("PutItem", "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`" + key + "`}}}");
  }
  const auto logged = [&](const Sent& sent, std::string_view status) {
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(StatusOf(Answer(sent)), status);
    return ::testing::internal::GetCapturedStderr();
  };
  Sent broken = Operation("ListTables", "{}");
  broken.encoding = BodyEncoding::kBroken;
  harness_.world.engine.set_faults({.too_old_after = 1});
  EXPECT_NE(logged(Operation("Scan", "{`TableName`:`tab`}"), "503"), "");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(logged(Operation("Scan", "{`TableName`:`tab`}"), "503"), "");
    EXPECT_NE(logged(broken, "500"), "");
  }
}

class DurabilityTest : public FrontendTest {
 protected:
  DurabilityTest() : FrontendTest(&GateOfThis()) { harness_.CreateTable("tab"); }
  ~DurabilityTest() override { GateOfThis().Open(); }

  // It outlives the engine of the base class.
  static engine::DurabilityGate& GateOfThis() {
    static engine::DurabilityGate gate;
    return gate;
  }
};

TEST_F(DurabilityTest, AnswersWaitForWhatTheyDependOn) {
  const Sent put = Operation("PutItem",
                             "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}},"
                             "`ConditionExpression`:`attribute_not_exists(pk)`}");
  EXPECT_EQ(Handle(put, false), Disposition::kDurable);
  EXPECT_EQ(slot_.completed, 0);
  EXPECT_TRUE(slot_.answer().finished());
  EXPECT_EQ(StatusOf(slot_.answer().bytes()), "200");
  GateOfThis().Open();
  EXPECT_EQ(slot_.completed, 1);
}

TEST_F(DurabilityTest, AFailedConditionWaitsToo) {
  harness_.Call("PutItem", "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}}}");
  const Sent put = Operation("PutItem",
                             "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}},"
                             "`ConditionExpression`:`attribute_not_exists(pk)`}");
  EXPECT_EQ(Handle(put, false), Disposition::kDurable);
  EXPECT_EQ(slot_.completed, 0);
  EXPECT_EQ(StatusOf(slot_.answer().bytes()), "400");
  EXPECT_NE(slot_.answer().body().find("ConditionalCheckFailedException"), std::string_view::npos);
  GateOfThis().Open();
  EXPECT_EQ(slot_.completed, 1);
  // It depends on nothing that is not durable now.
  EXPECT_EQ(Handle(put, false), Disposition::kDone);
  EXPECT_EQ(slot_.completed, 1);
}

TEST_F(DurabilityTest, ReadsAndRefusedRequestsAreAnsweredAtOnce) {
  harness_.Call("PutItem", "{`TableName`:`tab`,`Item`:{`pk`:{`S`:`a`}}}");
  EXPECT_EQ(Short(Operation("GetItem", "{`TableName`:`tab`,`Key`:{`pk`:{`S`:`a`}}}")), "200 {}");
  EXPECT_EQ(StatusOf(Answer(Operation("PutItem", "{`TableName`:`tab`}"))), "400");
  EXPECT_EQ(slot_.completed, 0);
}

}  // namespace
}  // namespace pixii::frontend
