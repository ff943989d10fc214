#include <fmt/format.h>

#include <set>
#include <string_view>

#include "api/operations/rows.h"
#include "api/refuse.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

Status SomethingToUpdate(const Request& request) {
  for (const Member& member : request.operation().input->members) {
    if (member.name == "TableName" || member.name == "AttributeDefinitions") continue;
    const auto slot = static_cast<std::size_t>(&member - request.operation().input->members.data());
    const codec::JsonValue value = request.Slot(slot);
    if (!value.IsNull() && !(value.IsArray() && value.size() == 0)) return {};
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

// Each entry says one thing about one index, no two about the same.
Status IndexUpdates(const Request& request) {
  const codec::JsonValue updates = request.Json(Field::kGlobalSecondaryIndexUpdates);
  if (!updates.IsArray()) return {};
  std::set<std::string_view> names;
  int online_count = 0;
  for (codec::JsonElements update(updates); update.Next();) {
    codec::JsonValue action;
    for (const std::string_view kind : {"Update", "Create", "Delete"}) {
      if (!update.value().Find(kind).IsObject()) continue;
      if (action.IsObject())
        return RefuseInvalid(
            "Only one of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
            "GlobalSecondaryIndexUpdate.Delete may be given");
      action = update.value().Find(kind);
      if (kind != "Update") ++online_count;
    }
    if (action.IsNull())
      return RefuseInvalid(
          "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
          "GlobalSecondaryIndexUpdate.Delete must not be null");
    const std::string_view name = action.Find("IndexName").text();
    if (!names.insert(name).second)
      return RefuseInvalid(fmt::format(
          "Only one global secondary index update per index is allowed simultaneously. Index: {}",
          name));
    // Of an index that is there, they are looked at with it.
    if (update.value().Find("Update").IsNull())
      RETURN_IF_ERROR(ThroughputBounds(action.Find("ProvisionedThroughput")));
  }
  if (online_count > 1)
    return std::unexpected(
        MakeError(ErrorCode::kLimitExceeded,
                  "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                  "simultaneously per table"));
  return {};
}

constexpr Rule kRules[] = {SomethingToUpdate, BillingChange, IndexUpdates};

}  // namespace

constinit const OperationShape kUpdateTable = {
    .name = "UpdateTable", .table_name = TableNameCheck::kControl, .rules = kRules};

}  // namespace pixii::api
