#include "service/table_description.h"

#include <cstdint>

#include "codec/json_writer.h"
#include "service/arn.h"
#include "service/index_members.h"
#include "service/throughput_members.h"

namespace pixii::service {
namespace {

using codec::JsonObjectWriter;

void AppendKeyElement(std::string_view name, std::string_view key_type, std::string& out) {
  JsonObjectWriter element(out);
  element.Text("AttributeName", name);
  element.Text("KeyType", key_type);
  element.End();
}

void AppendKeys(const catalog::Table& table, JsonObjectWriter& object) {
  const auto append_definition = [](const catalog::KeyAttribute& attribute, std::string& out) {
    JsonObjectWriter definition(out);
    definition.Text("AttributeName", attribute.name);
    definition.Text("AttributeType", value::TypeName(attribute.type));
    definition.End();
  };
  codec::AppendJsonArray(table.attribute_definitions, append_definition,
                         object.Name("AttributeDefinitions"));
  const std::span<const catalog::KeyAttribute> sort =
      table.key.sort ? std::span(&*table.key.sort, 1) : std::span<const catalog::KeyAttribute>();
  AppendKeySchema({&table.key.partition, 1}, sort, object.Name("KeySchema"));
}

void AppendBillingMode(const DescribedTable& described, JsonObjectWriter& object) {
  const catalog::Table& table = described.table;
  if (table.pay_per_request_since_ms == 0) return;
  JsonObjectWriter summary(object.Name("BillingModeSummary"));
  summary.Text("BillingMode", table.billing_mode == catalog::BillingMode::kPayPerRequest
                                  ? "PAY_PER_REQUEST"
                                  : "PROVISIONED");
  if (!described.of_create_table) {
    summary.Name("LastUpdateToPayPerRequestDateTime") +=
        TimestampJson(table.pay_per_request_since_ms);
  }
  summary.End();
}

void AppendEncryption(const catalog::Table& table, JsonObjectWriter& object) {
  if (!table.encryption || !table.encryption->enabled) return;
  JsonObjectWriter encryption(object.Name("SSEDescription"));
  encryption.Text("Status", "ENABLED");
  encryption.Text("SSEType", table.encryption->type.empty() ? "KMS" : table.encryption->type);
  if (!table.encryption->key_id.empty())
    encryption.Text("KMSMasterKeyArn", table.encryption->key_id);
  encryption.End();
}

std::string_view StatusName(catalog::Phase phase) {
  switch (phase) {
    case catalog::Phase::kActive:
      break;
    case catalog::Phase::kCreating:
      return "CREATING";
    case catalog::Phase::kUpdating:
      return "UPDATING";
    case catalog::Phase::kDeleting:
      return "DELETING";
  }
  return "ACTIVE";
}

// What every description has, after the keys.
Status AppendCommon(const DescribedTable& described, std::string_view arn, std::int64_t now_ms,
                    JsonObjectWriter& object) {
  const catalog::Table& table = described.table;
  object.Text("TableName", table.name);
  object.Text("TableStatus", StatusName(described.phase));
  AppendThroughput(table.throughput, now_ms, object.Name("ProvisionedThroughput"));
  store::TableSize size = described.size;
  if (described.view != nullptr) {
    ASSIGN_OR_RETURN(size, store::SizeOf(*described.view, table));
  }
  object.Integer("TableSizeBytes", size.size_bytes);
  object.Integer("ItemCount", size.item_count);
  object.Text("TableArn", arn);
  object.Text("TableId", table.uuid);
  AppendBillingMode(described, object);
  AppendOnDemandThroughput(table.on_demand, object);
  AppendEncryption(table, object);
  if (!table.table_class.empty()) {
    JsonObjectWriter summary(object.Name("TableClassSummary"));
    summary.Text("TableClass", table.table_class);
    summary.End();
  }
  object.Boolean("DeletionProtectionEnabled", table.deletion_protection);
  return {};
}

}  // namespace

void AppendKeySchema(std::span<const catalog::KeyAttribute> hash,
                     std::span<const catalog::KeyAttribute> range, std::string& out) {
  out.push_back('[');
  for (const catalog::KeyAttribute& attribute : hash) {
    if (out.back() != '[') out.push_back(',');
    AppendKeyElement(attribute.name, "HASH", out);
  }
  for (const catalog::KeyAttribute& attribute : range) {
    out.push_back(',');
    AppendKeyElement(attribute.name, "RANGE", out);
  }
  out.push_back(']');
}

Status AnswerTable(Call& call, std::string_view member, const DescribedTable& described) {
  JsonObjectWriter answer(call.out);
  JsonObjectWriter object(answer.Name(member));
  const std::string arn = TableArn(call.region, call.services.account_id, described.table.name);
  const std::int64_t now_ms = call.store().catalog().NowMs();
  if (!described.of_delete_table) {
    AppendKeys(described.table, object);
    object.Name("CreationDateTime") += TimestampJson(described.table.created_ms);
  }
  RETURN_IF_ERROR(AppendCommon(described, arn, now_ms, object));
  if (!described.of_delete_table) {
    const bool updating = described.phase == catalog::Phase::kUpdating;
    RETURN_IF_ERROR(
        AppendIndexDescriptions({.table = described.table,
                                 .view = described.view,
                                 .status = updating ? "ACTIVE" : StatusName(described.phase),
                                 .statuses = described.index_statuses,
                                 .table_arn = arn,
                                 .now_ms = now_ms},
                                object));
  }
  object.End();
  answer.End();
  return {};
}

}  // namespace pixii::service
