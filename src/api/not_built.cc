#include "api/not_built.h"

#include <fmt/format.h>

namespace pixii::api {
namespace {

using codec::JsonKind;
using codec::JsonMembers;
using codec::JsonValue;

constexpr Field kNotBuilt[] = {
    // Legacy parameters.
    Field::kExpected,
    Field::kConditionalOperator,
    Field::kAttributeUpdates,
    Field::kKeyConditions,
    Field::kQueryFilter,
    Field::kScanFilter,
    Field::kAttributesToGet,
    // Indexes.
    Field::kIndexName,
    Field::kLocalSecondaryIndexes,
    Field::kGlobalSecondaryIndexes,
    Field::kGlobalSecondaryIndexUpdates,
    Field::kVectorIndexes,
    Field::kVectorIndexUpdates,
    // Streams, replication, policies.
    Field::kStreamSpecification,
    Field::kReplicaUpdates,
    Field::kGlobalTableWitnessUpdates,
    Field::kGlobalTableSourceArn,
    Field::kGlobalTableSettingsReplicationMode,
    Field::kMultiRegionConsistency,
    Field::kDisassociationProtectionEnabled,
    Field::kResourcePolicy,
    Field::kWarmThroughput,
};

bool AsksForNothing(Field field, JsonValue value) {
  switch (value.kind()) {
    case JsonKind::kNull:
    case JsonKind::kFalse:
      return true;
    case JsonKind::kArray:
      return value.size() == 0;
    case JsonKind::kObject:
      return value.size() == 0 || (field == Field::kStreamSpecification &&
                                   !ReadChecked(value.Find("StreamEnabled"), false));
    default:
      return false;
  }
}

Status Refuse(std::string_view member, const OperationShape& operation) {
  return std::unexpected(ValidationError(
      fmt::format("Pixii does not support the member {} of {} yet; see docs/differences.md", member,
                  operation.name)));
}

}  // namespace

std::span<const Field> FieldsNotBuilt() { return kNotBuilt; }

Status CheckBuilt(const Request& request) {
  for (const Field field : kNotBuilt)
    if (!AsksForNothing(field, request.Json(field)))
      return Refuse(NameOf(field), request.operation());
  // BatchGetItem has its legacy parameter one level down.
  const JsonValue tables = request.Json(Field::kRequestItems);
  if (!tables.IsObject()) return {};
  for (JsonMembers members(tables); members.Next();)
    if (members.value().IsObject() && members.value().Has("AttributesToGet"))
      return Refuse("AttributesToGet", request.operation());
  return {};
}

}  // namespace pixii::api
