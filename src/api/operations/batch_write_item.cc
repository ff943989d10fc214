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
void AddMapFailure(const Request& request, std::string_view rule, Failures& failures) {
  std::string text = "Value '";
  const Member& member = request.operation().input->members.front();
  AppendEcho(*member.type, request.Json(Field::kRequestItems), text);
  text += "' at 'requestItems' failed to satisfy constraint: ";
  text += rule;
  failures.AddText(text);
}

Status SomeTable(const Request& request) {
  if (request.Json(Field::kRequestItems).size() > 0) return {};
  return Refuse("The requestItems parameter is required for BatchWriteItem");
}

// Names of tables and numbers of writes. A rule, not a constraint: it yields to a failed enum.
Status TablesAndCounts(const Request& request) {
  bool names_fit = true;
  bool counts_fit = true;
  for (JsonMembers tables(request.Json(Field::kRequestItems)); tables.Next();) {
    const std::size_t count = tables.value().size();
    if (ResolveTableName(tables.name()).empty()) names_fit = false;
    if (count == 0 || count > kBatchWriteItemsMax) counts_fit = false;
  }
  Failures failures(request.operation(), /*old_wording=*/true);
  if (!names_fit) AddMapFailure(request, kMapKeysRule, failures);
  if (!counts_fit)
    AddMapFailure(request,
                  "Map value must satisfy constraint: [Member must have length less than or equal "
                  "to 25, Member must have length greater than or equal to 1]",
                  failures);
  if (failures.empty()) return {};
  return std::unexpected(failures.ToError());
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
      // The same words for neither as for both.
      if (puts == deletes)
        return Refuse(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes");
    }
  return {};
}

constexpr Rule kRules[] = {SomeTable, TablesAndCounts, TotalWrites, OneActionEach};

}  // namespace

constinit const OperationShape kBatchWriteItem = {.name = "BatchWriteItem", .rules = kRules};

}  // namespace pixii::api
