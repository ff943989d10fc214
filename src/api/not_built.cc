#include "api/not_built.h"

#include <fmt/format.h>

namespace pixii::api {
namespace {

using codec::JsonKind;
using codec::JsonValue;

constexpr Field kNotBuilt[] = {
    // Indexes.
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

// Within an index as for its table.
Status CheckIndexes(const Request& request) {
  const auto check = [&](JsonValue index) -> Status {
    if (AsksForNothing(Field::kWarmThroughput, index.Find("WarmThroughput"))) return {};
    return Refuse("WarmThroughput", request.operation());
  };
  if (const JsonValue list = request.Json(Field::kGlobalSecondaryIndexes); list.IsArray()) {
    for (codec::JsonElements index(list); index.Next();) RETURN_IF_ERROR(check(index.value()));
  }
  if (const JsonValue list = request.Json(Field::kGlobalSecondaryIndexUpdates); list.IsArray()) {
    for (codec::JsonElements update(list); update.Next();) {
      for (const std::string_view action : {"Create", "Update"})
        RETURN_IF_ERROR(check(update.value().Find(action)));
    }
  }
  return {};
}

}  // namespace

std::span<const Field> FieldsNotBuilt() { return kNotBuilt; }

SlotSet SlotsNotBuilt(const Shape& input) {
  SlotSet set = 0;
  for (const Field field : kNotBuilt) {
    const auto index = static_cast<std::size_t>(field);
    if (index < input.slots.size() && input.slots[index] != kNoSlot)
      set |= SlotSet{1} << input.slots[index];
  }
  return set;
}

Status CheckBuilt(const Request& request) {
  const SlotSet not_built = request.operation().not_built;
  if (not_built == 0) return {};
  if ((request.present() & not_built) != 0) {
    for (const Field field : kNotBuilt)
      if (!AsksForNothing(field, request.Json(field)))
        return Refuse(NameOf(field), request.operation());
  }
  return CheckIndexes(request);
}

}  // namespace pixii::api
