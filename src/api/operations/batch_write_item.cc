#include <fmt/format.h>

#include "api/failures.h"
#include "api/operations/rows.h"
#include "api/refuse.h"
#include "api/rules.h"
#include "api/table_name.h"
#include "base/limits.h"

namespace pixii::api {
namespace {

using codec::JsonElements;
using codec::JsonMembers;
using codec::JsonValue;

// `Value '{table=[WriteRequest(...)]}' at 'requestItems' ...`: the whole map as Java prints it.
Status RefuseMap(const Request& request, std::string_view rule) {
  std::string text = "1 validation error detected: Value '";
  const Member& member = request.operation().input->members.front();
  AppendEcho(*member.type, request.Json(Field::kRequestItems), text);
  text += "' at 'requestItems' failed to satisfy constraint: ";
  text += rule;
  return Refuse(std::move(text));
}

Status SomeTable(const Request& request) {
  if (request.Json(Field::kRequestItems).size() > 0) return {};
  return Refuse("The requestItems parameter is required for BatchWriteItem");
}

// A rule, not a constraint: it yields to a failed enum.
Status TableNames(const Request& request) {
  for (JsonMembers tables(request.Json(Field::kRequestItems)); tables.Next();)
    if (ResolveTableName(tables.name()).empty()) return RefuseMap(request, kMapKeysRule);
  return {};
}

Status WritesPerTable(const Request& request) {
  for (JsonMembers tables(request.Json(Field::kRequestItems)); tables.Next();) {
    const std::size_t count = tables.value().size();
    if (count == 0 || count > kBatchWriteItemsMax)
      return RefuseMap(request,
                       "Map value must satisfy constraint: [Member must have length less than or "
                       "equal to 25, Member must have length greater than or equal to 1]");
  }
  return {};
}

Status TotalWrites(const Request& request) {
  std::size_t count = 0;
  for (JsonMembers tables(request.Json(Field::kRequestItems)); tables.Next();)
    count += tables.value().size();
  if (count <= kBatchWriteItemsMax) return {};
  return Refuse("Too many items requested for the BatchWriteItem call");
}

Status OneActionEach(const Request& request) {
  for (JsonMembers tables(request.Json(Field::kRequestItems)); tables.Next();)
    for (JsonElements writes(tables.value()); writes.Next();) {
      const bool puts = !writes.value().Find("PutRequest").IsNull();
      const bool deletes = !writes.value().Find("DeleteRequest").IsNull();
      if (puts && deletes)
        return Refuse(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes");
      if (!puts && !deletes)
        return Refuse(
            "Supplied AttributeValue is empty, must contain exactly one of the supported "
            "datatypes");
    }
  return {};
}

constexpr Rule kRules[] = {SomeTable, TableNames, WritesPerTable, TotalWrites, OneActionEach};

}  // namespace

constinit const OperationShape kBatchWriteItem = {.name = "BatchWriteItem", .rules = kRules};

}  // namespace pixii::api
