#include <cstdint>
#include <string>

#include "codec/json_writer.h"
#include "service/operations.h"
#include "service/table_description.h"
#include "service/table_members.h"

namespace pixii::service {
namespace {

using api::Field;
using codec::JsonElements;
using codec::JsonValue;

value::Type TypeOf(const catalog::Table& table, std::string_view attribute_name) {
  for (const catalog::KeyAttribute& definition : table.attribute_definitions) {
    if (definition.name == attribute_name) return definition.type;
  }
  return value::Type::kString;
}

// Requires: the rules of CreateTable hold, so every key attribute is defined.
void ReadKeys(const api::Request& request, catalog::Table& table) {
  for (JsonElements element(request.Json(Field::kAttributeDefinitions)); element.Next();) {
    const std::string_view type = element.value().Find("AttributeType").text();
    table.attribute_definitions.push_back(
        {std::string(element.value().Find("AttributeName").text()),
         type == "N"   ? value::Type::kNumber
         : type == "B" ? value::Type::kBinary
                       : value::Type::kString});
  }
  for (JsonElements element(request.Json(Field::kKeySchema)); element.Next();) {
    const std::string name(element.value().Find("AttributeName").text());
    const catalog::KeyAttribute attribute{name, TypeOf(table, name)};
    if (element.value().Find("KeyType").text() == "HASH") {
      table.key.partition = attribute;
    } else {
      table.key.sort = attribute;
    }
  }
}

catalog::Table ReadTable(const Call& call) {
  const api::Request& request = call.request;
  catalog::Table table;
  table.name = request.TableName();
  ReadKeys(request, table);
  if (request.Text(Field::kBillingMode) == "PAY_PER_REQUEST") {
    table.billing_mode = catalog::BillingMode::kPayPerRequest;
    table.pay_per_request_since_ms = call.services.store.catalog().NowMs();
  }
  if (const JsonValue throughput = request.Json(Field::kProvisionedThroughput);
      throughput.IsObject()) {
    table.throughput.read_units = api::ReadInteger(throughput.Find("ReadCapacityUnits"));
    table.throughput.write_units = api::ReadInteger(throughput.Find("WriteCapacityUnits"));
  }
  ReadTableSettings(request, table);
  ReadTags(request.Json(Field::kTags), table.tags);
  return table;
}

}  // namespace

Status CreateTable(Call& call) {
  if (call.wait == engine::Wait::kNo) return std::unexpected(WouldBlock());
  ASSIGN_OR_RETURN(const catalog::TablePtr table, call.store().catalog().Create(ReadTable(call)));
  codec::JsonObjectWriter object(call.out);
  AppendTableDescription({.table = *table,
                          .size = {},
                          .status = StatusName(catalog::Phase::kCreating),
                          .region = call.region,
                          .account_id = call.services.account_id},
                         object.Name("TableDescription"));
  object.End();
  return {};
}

}  // namespace pixii::service
