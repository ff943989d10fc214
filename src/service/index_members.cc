#include "service/index_members.h"

#include "api/request.h"
#include "service/table_description.h"
#include "service/throughput_members.h"

namespace pixii::service {
namespace {

using catalog::IndexKind;
using codec::JsonElements;
using codec::JsonObjectWriter;
using codec::JsonValue;

catalog::ProjectionType ReadProjectionType(std::string_view word) {
  if (word == "KEYS_ONLY") return catalog::ProjectionType::kKeysOnly;
  if (word == "INCLUDE") return catalog::ProjectionType::kInclude;
  return catalog::ProjectionType::kAll;
}

std::string_view ProjectionWord(catalog::ProjectionType projection) {
  switch (projection) {
    case catalog::ProjectionType::kAll:
      break;
    case catalog::ProjectionType::kKeysOnly:
      return "KEYS_ONLY";
    case catalog::ProjectionType::kInclude:
      return "INCLUDE";
  }
  return "ALL";
}

void AppendProjection(const catalog::Index& index, std::string& out) {
  JsonObjectWriter object(out);
  object.Text("ProjectionType", ProjectionWord(index.projection));
  if (!index.non_key_attributes.empty()) {
    codec::AppendJsonArray(
        index.non_key_attributes,
        [](const std::string& name, std::string& to) { codec::AppendJsonString(name, to); },
        object.Name("NonKeyAttributes"));
  }
  object.End();
}

void AppendIndex(const DescribedIndexes& described, const catalog::Index& index,
                 const store::TableSize& size, std::string& out) {
  JsonObjectWriter object(out);
  object.Text("IndexName", index.name);
  AppendKeySchema(index.hash, index.range, object.Name("KeySchema"));
  AppendProjection(index, object.Name("Projection"));
  if (index.kind == IndexKind::kGlobal) {
    const auto own = described.statuses.find(index.id);
    const std::string_view status = index.building ? "CREATING" : described.status;
    object.Text("IndexStatus", own == described.statuses.end() ? status : own->second);
    // While its storage is being made it is not filled yet.
    const bool is_new = own != described.statuses.end() && own->second == "CREATING";
    if (index.building) object.Boolean("Backfilling", !is_new);
    AppendThroughput(index.throughput, described.now_ms, object.Name("ProvisionedThroughput"));
    AppendOnDemandThroughput(index.on_demand, object);
  }
  object.Integer("IndexSizeBytes", size.size_bytes);
  object.Integer("ItemCount", size.item_count);
  object.Text("IndexArn", std::string(described.table_arn) + "/index/" + index.name);
  object.End();
}

}  // namespace

value::Type ReadKeyType(std::string_view word) {
  if (word == "N") return value::Type::kNumber;
  if (word == "B") return value::Type::kBinary;
  return value::Type::kString;
}

value::Type DefinedType(const catalog::Table& table, std::string_view attribute_name) {
  for (const catalog::KeyAttribute& definition : table.attribute_definitions) {
    if (definition.name == attribute_name) return definition.type;
  }
  return value::Type::kString;
}

catalog::Index ReadIndex(JsonValue json, IndexKind kind, catalog::Table& table) {
  catalog::Index index;
  index.name = json.Find("IndexName").text();
  index.id = table.next_index_id++;
  index.kind = kind;
  for (JsonElements key(json.Find("KeySchema")); key.Next();) {
    const std::string name(key.value().Find("AttributeName").text());
    const bool is_hash = key.value().Find("KeyType").text() == "HASH";
    (is_hash ? index.hash : index.range).push_back({name, DefinedType(table, name)});
  }
  const JsonValue projection = json.Find("Projection");
  index.projection = ReadProjectionType(projection.Find("ProjectionType").text());
  if (const JsonValue names = projection.Find("NonKeyAttributes"); names.IsArray()) {
    for (JsonElements name(names); name.Next();)
      index.non_key_attributes.emplace_back(name.value().text());
  }
  index.throughput = ReadThroughput(json.Find("ProvisionedThroughput"));
  ReadOnDemandThroughput(json.Find("OnDemandThroughput"), index.on_demand);
  return index;
}

Status AppendIndexDescriptions(const DescribedIndexes& described, JsonObjectWriter& object) {
  for (const IndexKind kind : {IndexKind::kLocal, IndexKind::kGlobal}) {
    std::string list;
    for (const catalog::Index& index : described.table.indexes) {
      if (index.kind != kind) continue;
      store::TableSize size;
      if (described.view != nullptr) {
        ASSIGN_OR_RETURN(size, store::SizeOf(*described.view, described.table, index.id));
      }
      if (!list.empty()) list.push_back(',');
      AppendIndex(described, index, size, list);
    }
    if (list.empty()) continue;
    object.Name(kind == IndexKind::kLocal ? "LocalSecondaryIndexes" : "GlobalSecondaryIndexes")
        .append("[")
        .append(list)
        .append("]");
  }
  return {};
}

void AddIndexCapacity(const catalog::Index& index, capacity::HalfUnits half_units,
                      capacity::ConsumedCapacity& consumed) {
  if (index.kind == IndexKind::kGlobal) {
    consumed.AddGlobalIndex(index.name, half_units);
  } else {
    consumed.AddLocalIndex(index.name, half_units);
  }
}

}  // namespace pixii::service
