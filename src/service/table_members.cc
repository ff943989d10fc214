#include "service/table_members.h"

#include <algorithm>
#include <string>

namespace pixii::service {

using api::Field;
using codec::JsonElements;
using codec::JsonValue;

namespace {

std::string TextOf(JsonValue object, std::string_view name) {
  const JsonValue member = object.Find(name);
  return member.IsString() ? std::string(member.text()) : std::string();
}

}  // namespace

void ReadTableSettings(const api::Request& request, catalog::Table& table) {
  if (request.Has(Field::kTableClass)) table.table_class = request.Text(Field::kTableClass);
  table.deletion_protection =
      request.Boolean(Field::kDeletionProtectionEnabled, table.deletion_protection);
  if (const JsonValue limits = request.Json(Field::kOnDemandThroughput); limits.IsObject()) {
    const catalog::OnDemandThroughput present =
        table.on_demand.value_or(catalog::OnDemandThroughput{});
    table.on_demand = {.read_units_max = api::ReadInteger(limits.Find("MaxReadRequestUnits"),
                                                          present.read_units_max),
                       .write_units_max = api::ReadInteger(limits.Find("MaxWriteRequestUnits"),
                                                           present.write_units_max)};
  }
  if (const JsonValue encryption = request.Json(Field::kSSESpecification); encryption.IsObject()) {
    table.encryption = {.enabled = api::ReadChecked(encryption.Find("Enabled")),
                        .type = TextOf(encryption, "SSEType"),
                        .key_id = TextOf(encryption, "KMSMasterKeyId")};
  }
}

void ReadTags(JsonValue tags, std::vector<catalog::Tag>& to) {
  if (!tags.IsArray()) return;
  for (JsonElements element(tags); element.Next();) {
    const std::string key = TextOf(element.value(), "Key");
    const std::string tag_value = TextOf(element.value(), "Value");
    const auto same = std::find_if(to.begin(), to.end(),
                                   [&](const catalog::Tag& tag) { return tag.first == key; });
    if (same == to.end()) {
      to.emplace_back(key, tag_value);
    } else {
      same->second = tag_value;
    }
  }
}

Error WouldBlock() { return MakeError(ErrorCode::kWouldBlock, {}); }

Error NamedTableNotFound(std::string_view name) {
  return MakeError(ErrorCode::kResourceNotFound,
                   "Requested resource not found: Table: " + std::string(name) + " not found");
}

}  // namespace pixii::service
