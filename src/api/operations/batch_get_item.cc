#include <fmt/format.h>

#include "api/failures.h"
#include "api/operations/rows.h"
#include "api/refuse.h"
#include "api/rules.h"
#include "api/table_name.h"
#include "base/limits.h"

namespace pixii::api {
namespace {

using codec::JsonMembers;
using codec::JsonValue;

// A bad table name repeats the whole map as JSON, and brings the old wording for all else.
void TableNames(const Request& request, Failures& failures) {
  const JsonValue tables = request.Json(Field::kRequestItems);
  if (!tables.IsObject()) return;
  for (JsonMembers members(tables); members.Next();) {
    if (!ResolveTableName(members.name()).empty()) continue;
    std::string text = "Value '";
    AppendJsonEcho(tables, text);
    text += "' at 'requestItems' failed to satisfy constraint: ";
    text += kMapKeysRule;
    failures.AddText(text);
    failures.FallBack();
    return;
  }
}

Status SomeTable(const Request& request) {
  if (request.Json(Field::kRequestItems).size() > 0) return {};
  return Refuse("The requestItems parameter is required for BatchGetItem");
}

// Not in one table, and not in two.
Status NoMixingOverTables(const Request& request) {
  bool projection = false;
  bool attributes_to_get = false;
  for (JsonMembers tables(request.Json(Field::kRequestItems)); tables.Next();) {
    projection |= !tables.value().Find("ProjectionExpression").IsNull();
    attributes_to_get |= !tables.value().Find("AttributesToGet").IsNull();
  }
  if (!projection || !attributes_to_get) return {};
  return Refuse(
      "Can not use both expression and non-expression parameters in the same request: "
      "Non-expression parameters: {AttributesToGet} Expression parameters: "
      "{ProjectionExpression}");
}

// The rules of expressions, table by table.
Status TableExpressions(const Request& request) {
  RETURN_IF_ERROR(NoMixingOverTables(request));
  for (JsonMembers tables(request.Json(Field::kRequestItems)); tables.Next();) {
    const JsonValue table = tables.value();
    const bool projection = !table.Find("ProjectionExpression").IsNull();
    const JsonValue names = table.Find("ExpressionAttributeNames");
    if (names.IsNull()) continue;
    if (!projection)
      return Refuse("ExpressionAttributeNames can only be specified when using expressions");
    if (names.size() == 0) return Refuse("ExpressionAttributeNames must not be empty");
  }
  return {};
}

Status TotalKeys(const Request& request) {
  std::size_t count = 0;
  for (JsonMembers tables(request.Json(Field::kRequestItems)); tables.Next();)
    count += tables.value().Find("Keys").size();
  if (count <= kBatchGetKeysMax) return {};
  return Refuse("Too many items requested for the BatchGetItem call");
}

constexpr Rule kRules[] = {SomeTable, TableExpressions};
// After the key values and the search for duplicate keys.
constexpr Rule kRulesAfterValues[] = {TotalKeys};

}  // namespace

constinit const OperationShape kBatchGetItem = {.name = "BatchGetItem",
                                                .layer = Layer::kNew,
                                                .joins_failures = true,
                                                .constraint = TableNames,
                                                .rules = kRules,
                                                .rules_after_values = kRulesAfterValues};

}  // namespace pixii::api
