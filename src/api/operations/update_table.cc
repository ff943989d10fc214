#include "api/operations/rows.h"
#include "api/refuse.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

Status SomethingToUpdate(const Request& request) {
  for (const Member& member : request.operation().input->members) {
    if (member.name == "TableName" || member.name == "AttributeDefinitions") continue;
    const auto slot = static_cast<std::size_t>(&member - request.operation().input->members.data());
    if (!request.Slot(slot).IsNull()) return {};
  }
  return Refuse(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
      "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
}

Status BillingChange(const Request& request) {
  const std::string_view mode = request.Text(Field::kBillingMode);
  const codec::JsonValue throughput = request.Json(Field::kProvisionedThroughput);
  if (mode == "PROVISIONED" && throughput.IsNull())
    return RefuseInvalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  if (mode == "PAY_PER_REQUEST" && !throughput.IsNull())
    return RefuseInvalid(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  return ThroughputBounds(throughput);
}

constexpr Rule kRules[] = {SomethingToUpdate, BillingChange};

}  // namespace

constinit const OperationShape kUpdateTable = {
    .name = "UpdateTable", .table_name = TableNameCheck::kControl, .rules = kRules};

}  // namespace pixii::api
