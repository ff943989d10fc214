#include <cstdint>
#include <string>

#include "service/index_members.h"
#include "service/operations.h"
#include "service/table_description.h"
#include "service/table_members.h"
#include "service/throughput_members.h"

namespace pixii::service {
namespace {

using api::Field;
using codec::JsonElements;
using codec::JsonValue;

// Requires: the rules of CreateTable hold, so every key attribute is defined.
void ReadKeys(const api::Request& request, catalog::Table& table) {
  for (JsonElements element(request.Json(Field::kAttributeDefinitions)); element.Next();) {
    table.attribute_definitions.push_back(
        {std::string(element.value().Find("AttributeName").text()),
         ReadKeyType(element.value().Find("AttributeType").text())});
  }
  for (JsonElements element(request.Json(Field::kKeySchema)); element.Next();) {
    const std::string name(element.value().Find("AttributeName").text());
    const catalog::KeyAttribute attribute{name, DefinedType(table, name)};
    if (element.value().Find("KeyType").text() == "HASH") {
      table.key.partition = attribute;
    } else {
      table.key.sort = attribute;
    }
  }
}

void ReadIndexes(JsonValue list, catalog::IndexKind kind, catalog::Table& table) {
  if (!list.IsArray()) return;
  for (JsonElements index(list); index.Next();) {
    table.indexes.push_back(ReadIndex(index.value(), kind, table));
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
  table.throughput = ReadThroughput(request.Json(Field::kProvisionedThroughput));
  ReadIndexes(request.Json(Field::kLocalSecondaryIndexes), catalog::IndexKind::kLocal, table);
  ReadIndexes(request.Json(Field::kGlobalSecondaryIndexes), catalog::IndexKind::kGlobal, table);
  ReadTableSettings(request, table);
  ReadTags(request.Json(Field::kTags), table.tags);
  return table;
}

}  // namespace

Status CreateTable(Call& call) {
  if (call.wait == engine::Wait::kNo) return std::unexpected(WouldBlock());
  ASSIGN_OR_RETURN(const catalog::TablePtr table, call.store().catalog().Create(ReadTable(call)));
  return AnswerTable(call, "TableDescription",
                     {.table = *table,
                      .view = nullptr,
                      .phase = catalog::Phase::kCreating,
                      .of_create_table = true});
}

}  // namespace pixii::service
