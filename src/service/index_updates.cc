#include "service/index_updates.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "api/refuse.h"
#include "api/rules.h"
#include "base/limits.h"
#include "service/index_members.h"
#include "store/store.h"

namespace pixii::service {
namespace {

using api::Field;
using catalog::KeyAttribute;
using codec::JsonElements;
using codec::JsonValue;

// Attributes that a request defines with another type than the table's, and that type.
using Redefined = std::map<std::string, value::Type>;

// Adds the definitions that are new. What the table has defined keeps its type; a request that says
// otherwise does no harm until a new index wants it.
Redefined MergeDefinitions(JsonValue definitions, catalog::Table& table) {
  Redefined redefined;
  if (!definitions.IsArray()) return redefined;
  // A request has room for hundreds of thousands.
  std::map<std::string, value::Type> types;
  for (const KeyAttribute& attribute : table.attribute_definitions)
    types.emplace(attribute.name, attribute.type);
  for (JsonElements element(definitions); element.Next();) {
    const std::string_view name = element.value().Find("AttributeName").text();
    const value::Type type = ReadKeyType(element.value().Find("AttributeType").text());
    const auto [known, is_new] = types.emplace(name, type);
    if (is_new) {
      table.attribute_definitions.push_back({known->first, type});
    } else if (known->second != type) {
      redefined.insert_or_assign(known->first, type);
    }
  }
  return redefined;
}

// The first key, of the table or an index, that has the attribute: HASH or RANGE.
std::string_view RoleOf(const std::string& name, const catalog::Table& table) {
  if (table.key.partition.name == name) return "HASH";
  if (table.key.sort && table.key.sort->name == name) return "RANGE";
  for (const catalog::Index& index : table.indexes) {
    if (std::ranges::count(index.hash, name, &KeyAttribute::name) > 0) return "HASH";
    if (std::ranges::count(index.range, name, &KeyAttribute::name) > 0) return "RANGE";
  }
  return "HASH";
}

Status CheckNotRedefined(const catalog::Index& index, const Redefined& redefined,
                         const catalog::Table& table) {
  if (redefined.empty()) return {};
  const auto check = [&](const KeyAttribute& key, std::string_view role) -> Status {
    const auto wanted = redefined.find(key.name);
    if (wanted == redefined.end()) return {};
    return api::RefuseInvalid(fmt::format(
        "Attributes cannot be redefined. Please check that your attribute has the same type as "
        "previously defined. Existing schema: Schema:[SchemaElement: key{{{0}:{1}:{2}}}] New "
        "schema: Schema:[SchemaElement: key{{{0}:{3}:{4}}}]",
        key.name, value::TypeName(key.type), RoleOf(key.name, table),
        value::TypeName(wanted->second), role));
  };
  for (const KeyAttribute& key : index.hash) RETURN_IF_ERROR(check(key, "HASH"));
  for (const KeyAttribute& key : index.range) RETURN_IF_ERROR(check(key, "RANGE"));
  return {};
}

// A definition that no key uses any more goes.
void DropUnusedDefinitions(catalog::Table& table) {
  std::set<std::string_view> used = {table.key.partition.name};
  if (table.key.sort) used.insert(table.key.sort->name);
  for (const catalog::Index& index : table.indexes) {
    for (const KeyAttribute& key : index.hash) used.insert(key.name);
    for (const KeyAttribute& key : index.range) used.insert(key.name);
  }
  std::erase_if(table.attribute_definitions,
                [&](const KeyAttribute& definition) { return !used.contains(definition.name); });
}

// `definitions` are the request's own: it must repeat those that the table has already.
Status Create(JsonValue create, JsonValue definitions, const Redefined& redefined,
              catalog::Table& table) {
  if (table.FindIndex(create.Find("IndexName").text()) != nullptr) {
    return std::unexpected(ValidationError("Attempting to create an index which already exists"));
  }
  const bool on_demand = table.billing_mode == catalog::BillingMode::kPayPerRequest;
  RETURN_IF_ERROR(api::NewGlobalIndexRules(create, on_demand, api::AttributeNames(definitions)));
  const auto global_count = std::count_if(
      table.indexes.begin(), table.indexes.end(),
      [](const catalog::Index& index) { return index.kind == catalog::IndexKind::kGlobal; });
  if (static_cast<std::size_t>(global_count) >= kGlobalIndexesMax) {
    return api::RefuseInvalid("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  }
  catalog::Index index = ReadIndex(create, catalog::IndexKind::kGlobal, table);
  RETURN_IF_ERROR(CheckNotRedefined(index, redefined, table));
  std::size_t projected_count = index.non_key_attributes.size();
  for (const catalog::Index& other : table.indexes)
    projected_count += other.non_key_attributes.size();
  RETURN_IF_ERROR(api::ProjectedCountRules(projected_count));
  index.building = true;
  table.indexes.push_back(std::move(index));
  return {};
}

catalog::Index* FindGlobal(catalog::Table& table, std::string_view name) {
  const auto found =
      std::find_if(table.indexes.begin(), table.indexes.end(), [&](const catalog::Index& index) {
        return index.name == name && index.kind == catalog::IndexKind::kGlobal;
      });
  return found == table.indexes.end() ? nullptr : &*found;
}

Status Update(JsonValue update, const ThroughputChange& change, catalog::Table& table) {
  catalog::Index* index = FindGlobal(table, update.Find("IndexName").text());
  if (index == nullptr) {
    return api::Refuse(
        "This operation cannot be performed with given input values. Please contact DynamoDB "
        "service team for more info: Action Blocked: IndexUpdate");
  }
  const bool on_demand = table.billing_mode == catalog::BillingMode::kPayPerRequest;
  const JsonValue throughput = update.Find("ProvisionedThroughput");
  const JsonValue limits = update.Find("OnDemandThroughput");
  RETURN_IF_ERROR(api::ThroughputBounds(throughput));
  RETURN_IF_ERROR(api::IndexThroughputRules(index->name, on_demand, throughput.IsObject(), false));
  if (throughput.IsObject()) {
    RETURN_IF_ERROR(
        ChangeThroughput(throughput, "index " + index->name, change, index->throughput));
  }
  RETURN_IF_ERROR(api::OnDemandUpdateRules(limits, !on_demand));
  ReadOnDemandThroughput(limits, index->on_demand);
  return {};
}

Status Delete(std::string_view name, catalog::Table& table) {
  if (const catalog::Index* index = table.FindIndex(name);
      index != nullptr && index->kind == catalog::IndexKind::kLocal) {
    return api::RefuseInvalid(fmt::format("{} is no global secondary index", name));
  }
  if (FindGlobal(table, name) == nullptr) {
    return std::unexpected(store::TableNotFound());
  }
  std::erase_if(table.indexes, [&](const catalog::Index& index) { return index.name == name; });
  return {};
}

// What was on demand has no units of its own.
Status CheckAllHaveThroughput(const catalog::Table& table) {
  if (table.billing_mode == catalog::BillingMode::kPayPerRequest) return {};
  for (const catalog::Index& index : table.indexes) {
    if (index.kind != catalog::IndexKind::kGlobal) continue;
    const bool has_units = index.throughput.read_units > 0;
    RETURN_IF_ERROR(api::IndexThroughputRules(index.name, false, has_units, true));
  }
  return {};
}

Status ApplyUpdates(const api::Request& request, const Redefined& redefined,
                    const ThroughputChange& change, catalog::Table& table) {
  const JsonValue updates = request.Json(Field::kGlobalSecondaryIndexUpdates);
  if (!updates.IsArray()) return {};
  const bool building = std::any_of(table.indexes.begin(), table.indexes.end(),
                                    [](const catalog::Index& index) { return index.building; });
  int online_changes = 0;
  for (JsonElements element(updates); element.Next();) {
    const JsonValue create = element.value().Find("Create");
    const JsonValue remove = element.value().Find("Delete");
    if (create.IsObject() || remove.IsObject()) ++online_changes;
    if (online_changes > 1 || (building && create.IsObject())) {
      return std::unexpected(MakeError(ErrorCode::kLimitExceeded,
                                       "Subscriber limit exceeded: Only 1 online index can be "
                                       "created or deleted simultaneously per "
                                       "table"));
    }
    if (create.IsObject()) {
      RETURN_IF_ERROR(Create(create, request.Json(Field::kAttributeDefinitions), redefined, table));
    } else if (remove.IsObject()) {
      RETURN_IF_ERROR(Delete(remove.Find("IndexName").text(), table));
    } else {
      RETURN_IF_ERROR(Update(element.value().Find("Update"), change, table));
    }
  }
  return {};
}

}  // namespace

Status ApplyIndexUpdates(const api::Request& request, const ThroughputChange& change,
                         catalog::Table& table) {
  const Redefined redefined = MergeDefinitions(request.Json(Field::kAttributeDefinitions), table);
  RETURN_IF_ERROR(ApplyUpdates(request, redefined, change, table));
  DropUnusedDefinitions(table);
  return CheckAllHaveThroughput(table);
}

}  // namespace pixii::service
