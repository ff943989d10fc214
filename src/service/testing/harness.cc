#include "service/testing/harness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "api/check.h"
#include "service/registry.h"

namespace pixii::service::testing {

std::string Reply::Text() const {
  if (status) return json;
  const std::string_view type = WireOf(status.error().code).type;
  return std::string(type.substr(type.find('#') + 1)) + ": " + status.error().message;
}

std::string Quoted(std::string_view json_with_backticks) {
  std::string json(json_with_backticks);
  std::replace(json.begin(), json.end(), '`', '"');
  return json;
}

Harness::Harness(const engine::Faults& faults, engine::DurabilityGate* gate)
    : world(faults, {}, gate),
      index_builder(*world.memory, world.catalog, world.store.traffic()),
      services{.store = world.store, .index_builder = index_builder, .account_id = "000000000000"},
      gate_(gate) {}

Reply Harness::Call(std::string_view operation_name, std::string_view json, engine::Wait wait) {
  const Operation operation = FindOperation("DynamoDB_20120810." + std::string(operation_name));
  EXPECT_NE(operation.handler, nullptr) << operation_name;
  EXPECT_TRUE(workspace_.document.Parse(Quoted(json)).has_value()) << json;
  Reply reply;
  const auto request = api::Check(*operation.shape, workspace_.document.root());
  if (!request) {
    reply.status = std::unexpected(request.error());
    return reply;
  }
  service::Call call{.services = services,
                     .request = *request,
                     .workspace = workspace_,
                     .region = "us-east-1",
                     .host = "localhost",
                     .wait = wait,
                     .out = reply.json,
                     .ticket = {}};
  reply.status = operation.handler(call);
  reply.ticket = call.ticket;
  return reply;
}

std::string Harness::Done(std::string_view operation, std::string_view json) {
  const Reply reply = Call(operation, json);
  EXPECT_TRUE(reply.status.has_value()) << operation << " " << reply.Text();
  if (reply.ticket) engine::AwaitDurable(world.engine, *reply.ticket);
  return reply.json;
}

void Harness::CreateTable(std::string_view name) {
  std::atomic<bool> created = false;
  std::thread creator([&] {
    Done("CreateTable", "{`TableName`:`" + std::string(name) +
                            "`,`BillingMode`:`PAY_PER_REQUEST`,"
                            "`AttributeDefinitions`:[{`AttributeName`:`pk`,`AttributeType`:`S`}],"
                            "`KeySchema`:[{`AttributeName`:`pk`,`KeyType`:`HASH`}]}");
    created = true;
  });
  while (gate_ != nullptr && !created) gate_->Open();
  creator.join();
}

}  // namespace pixii::service::testing
