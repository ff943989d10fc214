#include "catalog/table_codec.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "codec/json_value.h"
#include "codec/json_writer.h"

namespace pixii::catalog {
namespace {

using codec::JsonElements;
using codec::JsonObjectWriter;
using codec::JsonValue;

void WriteKeyAttribute(const KeyAttribute& attribute, std::string& out) {
  JsonObjectWriter object(out);
  object.Text("name", attribute.name);
  object.Text("type", value::TypeName(attribute.type));
  object.End();
}

void WriteThroughput(const Throughput& throughput, std::string& out) {
  JsonObjectWriter object(out);
  object.Integer("read_units", throughput.read_units);
  object.Integer("write_units", throughput.write_units);
  object.Integer("last_increase_ms", throughput.last_increase_ms);
  object.Integer("last_decrease_ms", throughput.last_decrease_ms);
  object.Integer("decreases_today", throughput.decreases_today);
  object.End();
}

void WriteOnDemand(const OnDemandThroughput& limits, std::string& out) {
  JsonObjectWriter object(out);
  object.Integer("read_units_max", limits.read_units_max);
  object.Integer("write_units_max", limits.write_units_max);
  object.End();
}

void WriteIndex(const Index& index, std::string& out) {
  JsonObjectWriter object(out);
  object.Text("name", index.name);
  object.Integer("id", index.id);
  object.Integer("kind", static_cast<std::int64_t>(index.kind));
  codec::AppendJsonArray(index.hash, WriteKeyAttribute, object.Name("hash"));
  codec::AppendJsonArray(index.range, WriteKeyAttribute, object.Name("range"));
  object.Integer("projection", static_cast<std::int64_t>(index.projection));
  codec::AppendJsonArray(
      index.non_key_attributes,
      [](const std::string& name, std::string& to) { codec::AppendJsonString(name, to); },
      object.Name("non_key_attributes"));
  WriteThroughput(index.throughput, object.Name("throughput"));
  if (index.on_demand) WriteOnDemand(*index.on_demand, object.Name("on_demand"));
  object.Boolean("building", index.building);
  object.End();
}

void WriteOptionalParts(const Table& table, JsonObjectWriter& object) {
  if (table.on_demand) WriteOnDemand(*table.on_demand, object.Name("on_demand"));
  if (table.encryption) {
    JsonObjectWriter part(object.Name("encryption"));
    part.Boolean("enabled", table.encryption->enabled);
    part.Text("type", table.encryption->type);
    part.Text("key_id", table.encryption->key_id);
    part.End();
  }
}

std::string TextOf(JsonValue object, std::string_view name) {
  const JsonValue member = object.Find(name);
  return member.IsString() ? std::string(member.text()) : std::string();
}

std::int64_t IntegerOf(JsonValue object, std::string_view name) {
  const JsonValue member = object.Find(name);
  return member.kind() == codec::JsonKind::kInteger ? member.integer() : 0;
}

bool BooleanOf(JsonValue object, std::string_view name) {
  const JsonValue member = object.Find(name);
  return member.IsBoolean() && member.boolean();
}

KeyAttribute ReadKeyAttribute(JsonValue object) {
  const std::string type = TextOf(object, "type");
  return {TextOf(object, "name"), type == "N"   ? value::Type::kNumber
                                  : type == "B" ? value::Type::kBinary
                                                : value::Type::kString};
}

Throughput ReadThroughput(JsonValue object) {
  if (!object.IsObject()) return {};
  return {.read_units = IntegerOf(object, "read_units"),
          .write_units = IntegerOf(object, "write_units"),
          .last_increase_ms = IntegerOf(object, "last_increase_ms"),
          .last_decrease_ms = IntegerOf(object, "last_decrease_ms"),
          .decreases_today = IntegerOf(object, "decreases_today")};
}

std::optional<OnDemandThroughput> ReadOnDemand(JsonValue object) {
  if (!object.IsObject()) return std::nullopt;
  return OnDemandThroughput{.read_units_max = IntegerOf(object, "read_units_max"),
                            .write_units_max = IntegerOf(object, "write_units_max")};
}

std::vector<KeyAttribute> ReadKeyAttributes(JsonValue list) {
  std::vector<KeyAttribute> attributes;
  if (!list.IsArray()) return attributes;
  for (JsonElements element(list); element.Next();) {
    attributes.push_back(ReadKeyAttribute(element.value()));
  }
  return attributes;
}

Index ReadIndex(JsonValue object) {
  Index index;
  index.name = TextOf(object, "name");
  index.id = static_cast<std::uint32_t>(IntegerOf(object, "id"));
  index.kind = static_cast<IndexKind>(IntegerOf(object, "kind"));
  index.hash = ReadKeyAttributes(object.Find("hash"));
  index.range = ReadKeyAttributes(object.Find("range"));
  index.projection = static_cast<ProjectionType>(IntegerOf(object, "projection"));
  if (const JsonValue names = object.Find("non_key_attributes"); names.IsArray()) {
    for (JsonElements name(names); name.Next();) {
      index.non_key_attributes.emplace_back(name.value().text());
    }
  }
  index.throughput = ReadThroughput(object.Find("throughput"));
  index.on_demand = ReadOnDemand(object.Find("on_demand"));
  index.building = BooleanOf(object, "building");
  return index;
}

void ReadLists(JsonValue root, Table& table) {
  table.attribute_definitions = ReadKeyAttributes(root.Find("attribute_definitions"));
  if (const JsonValue list = root.Find("indexes"); list.IsArray()) {
    for (JsonElements element(list); element.Next();)
      table.indexes.push_back(ReadIndex(element.value()));
  }
  if (const JsonValue list = root.Find("tags"); list.IsArray()) {
    for (JsonElements element(list); element.Next();) {
      table.tags.emplace_back(TextOf(element.value(), "key"), TextOf(element.value(), "value"));
    }
  }
}

void ReadOptionalParts(JsonValue root, Table& table) {
  if (const JsonValue part = root.Find("sort_key"); part.IsObject())
    table.key.sort = ReadKeyAttribute(part);
  table.on_demand = ReadOnDemand(root.Find("on_demand"));
  if (const JsonValue part = root.Find("encryption"); part.IsObject()) {
    table.encryption = {.enabled = BooleanOf(part, "enabled"),
                        .type = TextOf(part, "type"),
                        .key_id = TextOf(part, "key_id")};
  }
}

}  // namespace

std::string EncodeTable(const Table& table) {
  std::string out;
  JsonObjectWriter object(out);
  object.Integer("id", table.id);
  object.Text("uuid", table.uuid);
  object.Integer("created_ms", table.created_ms);
  WriteKeyAttribute(table.key.partition, object.Name("partition_key"));
  if (table.key.sort) WriteKeyAttribute(*table.key.sort, object.Name("sort_key"));
  codec::AppendJsonArray(table.attribute_definitions, WriteKeyAttribute,
                         object.Name("attribute_definitions"));
  object.Integer("billing_mode", static_cast<std::int64_t>(table.billing_mode));
  object.Integer("pay_per_request_since_ms", table.pay_per_request_since_ms);
  WriteThroughput(table.throughput, object.Name("throughput"));
  WriteOptionalParts(table, object);
  object.Text("table_class", table.table_class);
  object.Boolean("deletion_protection", table.deletion_protection);
  const auto write_tag = [](const Tag& tag, std::string& to) {
    JsonObjectWriter entry(to);
    entry.Text("key", tag.first);
    entry.Text("value", tag.second);
    entry.End();
  };
  codec::AppendJsonArray(table.tags, write_tag, object.Name("tags"));
  codec::AppendJsonArray(table.indexes, WriteIndex, object.Name("indexes"));
  object.Integer("next_index_id", table.next_index_id);
  object.Integer("phase", static_cast<std::int64_t>(table.phase));
  object.Integer("phase_until_ms", table.phase_until_ms);
  object.End();
  return out;
}

Result<Table> DecodeTable(std::string_view name, std::string_view bytes) {
  const auto damaged = [&] {
    return std::unexpected(
        InternalError("the descriptor of the table " + std::string(name) + " is damaged"));
  };
  codec::JsonDocument document;
  if (!document.Parse(bytes) || !document.root().IsObject()) return damaged();
  const JsonValue root = document.root();
  const JsonValue partition_key = root.Find("partition_key");
  const std::int64_t id = IntegerOf(root, "id");
  if (!partition_key.IsObject() || id <= 0 || id > UINT32_MAX) return damaged();
  Table table;
  table.name = name;
  table.id = static_cast<std::uint32_t>(id);
  table.uuid = TextOf(root, "uuid");
  table.created_ms = IntegerOf(root, "created_ms");
  table.key.partition = ReadKeyAttribute(partition_key);
  table.billing_mode = static_cast<BillingMode>(IntegerOf(root, "billing_mode"));
  table.pay_per_request_since_ms = IntegerOf(root, "pay_per_request_since_ms");
  table.throughput = ReadThroughput(root.Find("throughput"));
  ReadOptionalParts(root, table);
  ReadLists(root, table);
  table.table_class = TextOf(root, "table_class");
  table.deletion_protection = BooleanOf(root, "deletion_protection");
  // 0 is the table itself.
  table.next_index_id =
      static_cast<std::uint32_t>(std::max<std::int64_t>(1, IntegerOf(root, "next_index_id")));
  table.phase = static_cast<Phase>(IntegerOf(root, "phase"));
  table.phase_until_ms = IntegerOf(root, "phase_until_ms");
  return table;
}

}  // namespace pixii::catalog
