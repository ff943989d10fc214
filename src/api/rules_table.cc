#include <fmt/format.h>

#include <set>
#include <string>

#include "api/failures.h"
#include "api/refuse.h"
#include "api/rules.h"
#include "base/limits.h"

namespace pixii::api {
namespace {

using codec::JsonElements;
using codec::JsonValue;

// The element at `position` of a KeySchema, null if it has none.
JsonValue KeyAt(const Request& request, std::size_t position) {
  std::size_t at = 0;
  for (JsonElements keys(request.Json(Field::kKeySchema)); keys.Next();)
    if (at++ == position) return keys.value();
  return {};
}

std::string_view NameIn(JsonValue structure) { return structure.Find("AttributeName").text(); }

bool IsDefined(const Request& request, std::string_view name) {
  for (JsonElements definitions(request.Json(Field::kAttributeDefinitions)); definitions.Next();)
    if (NameIn(definitions.value()) == name) return true;
  return false;
}

Status CheckUnits(JsonValue throughput, std::string_view name) {
  const std::int64_t units = ReadInteger(throughput.Find(name));
  if (units <= kCapacityUnitsMax) return {};
  return Refuse(fmt::format("Given value {} for {} is out of bounds", units, name));
}

// CreateTable and UpdateTable word the gate of the billing mode each in its own way; only
// UpdateTable takes -1, which lifts a limit. The gate comes before the range.
struct RequestUnitRules {
  std::string_view gate;
  bool may_lift;
};
constexpr RequestUnitRules kCreateUnits = {"when table BillingMode is PROVISIONED.", false};
constexpr RequestUnitRules kUpdateUnits = {"when the table BillingMode is PROVISIONED", true};

Status CheckRequestUnits(JsonValue throughput, const RequestUnitRules& rules, bool provisioned) {
  if (throughput.IsNull()) return {};
  for (const std::string_view name : {"MaxReadRequestUnits", "MaxWriteRequestUnits"}) {
    const JsonValue units = throughput.Find(name);
    if (units.IsNull()) continue;
    if (provisioned)
      return RefuseInvalid(
          fmt::format("{} for OnDemandThroughput cannot be specified {}", name, rules.gate));
    const std::int64_t count = ReadInteger(units);
    if ((count < 1 || count > kCapacityUnitsMax) && !(rules.may_lift && count == -1))
      return RefuseInvalid(fmt::format(
          "Requested {} for OnDemandThroughput for table is outside of valid range", name));
  }
  return {};
}

}  // namespace

Status ThroughputBounds(JsonValue throughput) {
  if (throughput.IsNull()) return {};
  RETURN_IF_ERROR(CheckUnits(throughput, "ReadCapacityUnits"));
  return CheckUnits(throughput, "WriteCapacityUnits");
}

Status BillingRules(const Request& request) {
  const bool on_demand = request.Text(Field::kBillingMode) == "PAY_PER_REQUEST";
  const JsonValue throughput = request.Json(Field::kProvisionedThroughput);
  if (on_demand && !throughput.IsNull())
    return RefuseInvalid(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  if (!on_demand && throughput.IsNull())
    return RefuseInvalid(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
        "PROVISIONED");
  return ThroughputBounds(throughput);
}

Status OnDemandRules(const Request& request) {
  return OnDemandRules(request.Json(Field::kOnDemandThroughput),
                       request.Text(Field::kBillingMode) != "PAY_PER_REQUEST");
}

Status OnDemandRules(JsonValue limits, bool provisioned) {
  return CheckRequestUnits(limits, kCreateUnits, provisioned);
}

Status OnDemandUpdateRules(JsonValue limits, bool provisioned) {
  return CheckRequestUnits(limits, kUpdateUnits, provisioned);
}

// The model asks for neither of the two, since a copy of a table in another account takes them from
// its source; every other table needs both.
void KeySchemaPresent(const Request& request, Failures& failures) {
  for (const Field field : {Field::kAttributeDefinitions, Field::kKeySchema}) {
    if (request.Has(field)) continue;
    failures.AddText(
        fmt::format("Value null at '{}' failed to satisfy constraint: Member must not be null",
                    LowerCamel(NameOf(field))));
    failures.FallBack();
  }
  const JsonValue keys = request.Json(Field::kKeySchema);
  if (keys.IsNull() || keys.size() <= kTableKeyAttributesMax) return;
  std::string text = "Value '";
  for (const Member& member : request.operation().input->members)
    if (member.name == NameOf(Field::kKeySchema)) AppendEcho(*member.type, keys, text);
  failures.AddText(text +
                   "' at 'keySchema' failed to satisfy constraint: Member must have length less "
                   "than or equal to 2");
}

// A single key names what it lacks, if anything is defined; a pair of keys does not. A pair also
// wants two definitions.
Status KeysDefined(const Request& request) {
  const JsonValue keys = request.Json(Field::kKeySchema);
  const JsonValue definitions = request.Json(Field::kAttributeDefinitions);
  bool all_defined = definitions.size() >= keys.size();
  for (JsonElements key(keys); key.Next();)
    all_defined = all_defined && IsDefined(request, NameIn(key.value()));
  if (all_defined) return {};
  if (keys.size() > 1 || definitions.size() == 0)
    return Refuse("Invalid KeySchema: Some index key attribute have no definition");
  std::string names;
  for (JsonElements definition(definitions); definition.Next();) {
    if (!names.empty()) names += ", ";
    names += NameIn(definition.value());
  }
  return RefuseInvalid(
      fmt::format("Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], "
                  "AttributeDefinitions: [{}]",
                  NameIn(KeyAt(request, 0)), names));
}

Status KeysDiffer(const Request& request) {
  const JsonValue second = KeyAt(request, 1);
  if (second.IsNull() || NameIn(second) != NameIn(KeyAt(request, 0))) return {};
  return Refuse("Both the Hash Key and the Range Key element in the KeySchema have the same name");
}

Status HashFirst(const Request& request) {
  if (KeyAt(request, 0).Find("KeyType").text() == "HASH") return {};
  return Refuse("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
}

Status RangeSecond(const Request& request) {
  const JsonValue second = KeyAt(request, 1);
  if (second.IsNull() || second.Find("KeyType").text() == "RANGE") return {};
  return Refuse("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
}

Status DefinitionCount(const Request& request) {
  std::set<std::string_view> names;
  for (JsonElements definitions(request.Json(Field::kAttributeDefinitions)); definitions.Next();) {
    const std::string_view name = NameIn(definitions.value());
    if (!names.insert(name).second)
      return RefuseInvalid(
          fmt::format("Duplicate AttributeName in AttributeDefinitions: {}", name));
  }
  if (request.Has(Field::kLocalSecondaryIndexes) || request.Has(Field::kGlobalSecondaryIndexes) ||
      request.Has(Field::kVectorIndexes))
    return {};
  if (request.Json(Field::kAttributeDefinitions).size() == request.Json(Field::kKeySchema).size())
    return {};
  return RefuseInvalid(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in "
      "AttributeDefinitions");
}

Status IndexListsNotEmpty(const Request& request) {
  for (const Field field : {Field::kLocalSecondaryIndexes, Field::kGlobalSecondaryIndexes}) {
    const JsonValue indexes = request.Json(field);
    if (indexes.IsArray() && indexes.size() == 0)
      return RefuseInvalid(fmt::format("List of {} is empty", NameOf(field)));
  }
  return {};
}

Status StreamRules(const Request& request) {
  const JsonValue stream = request.Json(Field::kStreamSpecification);
  if (stream.IsNull() || ReadChecked(stream.Find("StreamEnabled")) || !stream.Has("StreamViewType"))
    return {};
  return RefuseInvalid(
      "Table is being created with a stream disabled, UpdateViewType should not be specified");
}

Status RefuseUnchangedThroughput(std::string_view of_what, std::int64_t read_units,
                                 std::int64_t write_units) {
  const std::string_view kind = of_what.substr(0, of_what.find(' '));
  return Refuse(fmt::format(
      "The provisioned throughput for the {0} will not change. The requested value equals the "
      "current value. Current ReadCapacityUnits provisioned for the {1}: {2}. Requested "
      "ReadCapacityUnits: {2}. Current WriteCapacityUnits provisioned for the {1}: {3}. Requested "
      "WriteCapacityUnits: {3}. Refer to the Amazon DynamoDB Developer Guide for current limits "
      "and how to request higher limits.",
      of_what, kind, read_units, write_units));
}

}  // namespace pixii::api
