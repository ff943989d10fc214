#include "service/table_members.h"

#include <algorithm>
#include <string>

#include "service/throughput_members.h"

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
  ReadOnDemandThroughput(request.Json(Field::kOnDemandThroughput), table.on_demand);
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

}  // namespace pixii::service
