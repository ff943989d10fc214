#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "api/refuse.h"
#include "api/rules.h"
#include "base/limits.h"

namespace pixii::api {
namespace {

using codec::JsonElements;
using codec::JsonValue;

std::vector<std::string_view> NamesIn(JsonValue list) {
  std::vector<std::string_view> names;
  if (!list.IsArray()) return names;
  for (JsonElements element(list); element.Next();)
    names.push_back(element.value().Find("AttributeName").text());
  return names;
}

JsonValue KeyOf(JsonValue schema, std::string_view key_type) {
  for (JsonElements key(schema); key.Next();)
    if (key.value().Find("KeyType").text() == key_type) return key.value();
  return {};
}

Status CheckDefined(const std::vector<std::string_view>& keys, const AttributeNames& definitions) {
  for (const std::string_view key : keys) {
    if (definitions.Contains(key)) continue;
    return RefuseInvalid(
        fmt::format("Some index key attributes are not defined in AttributeDefinitions. Keys: "
                    "[{}], AttributeDefinitions: [{}]",
                    fmt::join(keys, ", "), fmt::join(definitions.list(), ", ")));
  }
  return {};
}

// Names that an index projects are as long as keys may be.
Status CheckProjectedNames(JsonValue names) {
  std::set<std::string_view> seen;
  for (JsonElements element(names); element.Next();) {
    const std::string_view name = element.value().text();
    if (name.empty() || name.size() > kKeyAttributeNameSizeBytesMax)
      return RefuseInvalid(
          fmt::format("The length of a name in NonKeyAttributes must be from 1 to {}",
                      kKeyAttributeNameSizeBytesMax));
    if (!seen.insert(name).second)
      return RefuseInvalid(fmt::format("Duplicate attribute name in NonKeyAttributes: {}", name));
  }
  return {};
}

Status CheckProjection(JsonValue projection) {
  const JsonValue type = projection.Find("ProjectionType");
  const JsonValue names = projection.Find("NonKeyAttributes");
  if (type.IsNull()) return RefuseInvalid("Unknown ProjectionType: null");
  if (names.IsArray()) RETURN_IF_ERROR(CheckProjectedNames(names));
  if (type.text() == "INCLUDE") {
    if (names.IsNull())
      return RefuseInvalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  } else if (!names.IsNull()) {
    return RefuseInvalid(
        fmt::format("ProjectionType is {}, but NonKeyAttributes is specified", type.text()));
  }
  return {};
}

// HASH attributes first, then RANGE attributes; at most four of each in a global index.
Status CheckKeyOrder(JsonValue schema, std::size_t of_each_max) {
  std::size_t hash_count = 0;
  std::size_t range_count = 0;
  std::set<std::string_view> seen;
  for (JsonElements key(schema); key.Next();) {
    const bool is_hash = key.value().Find("KeyType").text() == "HASH";
    if (!seen.insert(key.value().Find("AttributeName").text()).second)
      return Refuse(
          "Both the Hash Key and the Range Key element in the KeySchema have the same name");
    if (!is_hash && hash_count == 0)
      return Refuse("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    if (is_hash && range_count > 0 && of_each_max > 1)
      return Refuse("Invalid KeySchema: HASH key attributes must precede RANGE key attributes");
    if (is_hash && (range_count > 0 || (hash_count == 1 && of_each_max == 1)))
      return Refuse("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
    (is_hash ? hash_count : range_count) += 1;
  }
  if (hash_count > of_each_max || range_count > of_each_max)
    return RefuseInvalid(fmt::format("A key schema has at most {} HASH and {} RANGE attributes",
                                     of_each_max, of_each_max));
  return {};
}

Status CheckLocalIndex(JsonValue index, JsonValue table_schema, const AttributeNames& definitions) {
  const std::string_view name = index.Find("IndexName").text();
  const JsonValue schema = index.Find("KeySchema");
  if (KeyOf(table_schema, "RANGE").IsNull())
    return RefuseInvalid(
        "Table KeySchema does not have a range key, which is required when specifying a "
        "LocalSecondaryIndex");
  RETURN_IF_ERROR(CheckDefined(NamesIn(schema), definitions));
  RETURN_IF_ERROR(CheckKeyOrder(schema, 1));
  if (KeyOf(schema, "RANGE").IsNull())
    return RefuseInvalid(
        fmt::format("Index KeySchema does not have a range key for index: {}", name));
  const std::string_view hash = KeyOf(schema, "HASH").Find("AttributeName").text();
  const std::string_view table_hash = KeyOf(table_schema, "HASH").Find("AttributeName").text();
  if (hash != table_hash)
    return RefuseInvalid(
        fmt::format("Index KeySchema does not have the same leading hash key as table KeySchema "
                    "for index: {}. index hash key: {}, table hash key: {}",
                    name, hash, table_hash));
  return CheckProjection(index.Find("Projection"));
}

Status CheckDistinct(JsonValue list, std::set<std::string_view>& names) {
  for (JsonElements index(list); index.Next();) {
    const std::string_view name = index.value().Find("IndexName").text();
    if (!names.insert(name).second)
      return RefuseInvalid(fmt::format("Duplicate index name: {}", name));
  }
  return {};
}

std::size_t ProjectedCount(JsonValue list) {
  std::size_t count = 0;
  if (!list.IsArray()) return count;
  for (JsonElements index(list); index.Next();) {
    const JsonValue names = index.value().Find("Projection").Find("NonKeyAttributes");
    if (names.IsArray()) count += names.size();
  }
  return count;
}

}  // namespace

AttributeNames::AttributeNames(JsonValue list) : list_(NamesIn(list)), sorted_(list_) {
  std::sort(sorted_.begin(), sorted_.end());
}

bool AttributeNames::Contains(std::string_view name) const {
  return std::binary_search(sorted_.begin(), sorted_.end(), name);
}

Status NewGlobalIndexRules(JsonValue index, bool on_demand, const AttributeNames& definitions) {
  const JsonValue schema = index.Find("KeySchema");
  RETURN_IF_ERROR(CheckDefined(NamesIn(schema), definitions));
  RETURN_IF_ERROR(CheckKeyOrder(schema, kIndexKeyAttributesMax));
  RETURN_IF_ERROR(CheckProjection(index.Find("Projection")));
  const std::string_view name = index.Find("IndexName").text();
  const JsonValue throughput = index.Find("ProvisionedThroughput");
  RETURN_IF_ERROR(IndexThroughputRules(name, on_demand, !throughput.IsNull(), true));
  RETURN_IF_ERROR(OnDemandRules(index.Find("OnDemandThroughput"), !on_demand));
  return ThroughputBounds(throughput);
}

Status IndexThroughputRules(std::string_view index_name, bool on_demand, bool is_given,
                            bool is_needed) {
  if (on_demand && is_given)
    return RefuseInvalid(
        fmt::format("ProvisionedThroughput should not be specified for index: {} when BillingMode "
                    "is PAY_PER_REQUEST",
                    index_name));
  if (!on_demand && is_needed && !is_given)
    return RefuseInvalid(
        fmt::format("ProvisionedThroughput must be specified for index: {}", index_name));
  return {};
}

Status ProjectedCountRules(std::size_t count) {
  if (count <= kProjectedAttributesMax) return {};
  return RefuseInvalid(
      fmt::format("Number of projected attributes in all indexes exceeds the limit of {}",
                  kProjectedAttributesMax));
}

Status IndexRules(const Request& request) {
  const AttributeNames definitions(request.Json(Field::kAttributeDefinitions));
  const JsonValue table_schema = request.Json(Field::kKeySchema);
  const JsonValue local = request.Json(Field::kLocalSecondaryIndexes);
  const JsonValue global = request.Json(Field::kGlobalSecondaryIndexes);
  const bool on_demand = request.Text(Field::kBillingMode) == "PAY_PER_REQUEST";
  std::set<std::string_view> names;
  if (local.IsArray()) {
    for (JsonElements index(local); index.Next();)
      RETURN_IF_ERROR(CheckLocalIndex(index.value(), table_schema, definitions));
    RETURN_IF_ERROR(CheckDistinct(local, names));
    if (local.size() > kLocalIndexesMax)
      return RefuseInvalid("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
  }
  if (global.IsArray()) {
    for (JsonElements index(global); index.Next();)
      RETURN_IF_ERROR(NewGlobalIndexRules(index.value(), on_demand, definitions));
    RETURN_IF_ERROR(CheckDistinct(global, names));
    if (global.size() > kGlobalIndexesMax)
      return RefuseInvalid("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  }
  return ProjectedCountRules(ProjectedCount(local) + ProjectedCount(global));
}

Status DefinitionsUsed(const Request& request) {
  const auto definitions = NamesIn(request.Json(Field::kAttributeDefinitions));
  std::vector<std::string_view> used = NamesIn(request.Json(Field::kKeySchema));
  for (const Field field : {Field::kLocalSecondaryIndexes, Field::kGlobalSecondaryIndexes}) {
    if (!request.Json(field).IsArray()) continue;
    for (JsonElements index(request.Json(field)); index.Next();)
      for (const std::string_view name : NamesIn(index.value().Find("KeySchema")))
        if (std::find(used.begin(), used.end(), name) == used.end()) used.push_back(name);
  }
  for (const std::string_view definition : definitions)
    if (std::find(used.begin(), used.end(), definition) == used.end())
      return RefuseInvalid(
          fmt::format("Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys "
                      "used: [{}]",
                      fmt::join(definitions, ", "), fmt::join(used, ", ")));
  return {};
}

}  // namespace pixii::api
