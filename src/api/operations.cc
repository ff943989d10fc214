// The rows of all operations: those with rules from api/operations/, those that differ from the
// default in a word or two from here, and a default row for every other operation of the model. The
// table is built once, from constants, and then only read.
#include <algorithm>
#include <vector>

#include "api/constraints.h"
#include "api/not_built.h"
#include "api/operation.h"
#include "api/operations/rows.h"
#include "api/request.h"
#include "api/tables.h"
#include "base/check.h"

namespace pixii::api {
namespace {

constexpr OperationShape WithTableName(std::string_view name) {
  return {.name = name, .table_name = TableNameCheck::kControl};
}
constinit const OperationShape kTableNameOnly[] = {
    WithTableName("DescribeTable"),
    WithTableName("DeleteTable"),
    WithTableName("DescribeTimeToLive"),
    WithTableName("DescribeContinuousBackups"),
};

constexpr const OperationShape* kWithRules[] = {
    &kCreateTable, &kUpdateTable,  &kTagResource,   &kUntagResource, &kListTagsOfResource,
    &kPutItem,     &kGetItem,      &kUpdateItem,    &kDeleteItem,    &kQuery,
    &kScan,        &kBatchGetItem, &kBatchWriteItem};

OperationShape RowOf(const OperationInput& input) {
  OperationShape row = {.name = input.name};
  for (const OperationShape& known : kTableNameOnly)
    if (known.name == input.name && input.api == known.api) row = known;
  for (const OperationShape* known : kWithRules)
    if (known->name == input.name && input.api == known->api) row = *known;
  row.api = input.api;
  row.input = input.input;
  row.not_built = SlotsNotBuilt(*row.input);
  const std::span<const Member> members = row.input->members;
  CHECK(members.size() <= kRequestMembersMax);
  for (std::size_t slot = 0; slot < members.size(); ++slot) {
    // TableName has its own check.
    if (row.table_name != TableNameCheck::kNone && members[slot].name == NameOf(Field::kTableName))
      continue;
    if (members[slot].required) row.required |= SlotSet{1} << slot;
    if (IsConstrained(members[slot])) row.constrained |= SlotSet{1} << slot;
  }
  return row;
}

// Names by length first: nearly all comparisons are then of one number.
bool Before(const OperationShape* row, std::string_view name, Api api) {
  if (row->api != api) return row->api < api;
  if (row->name.size() != name.size()) return row->name.size() < name.size();
  return row->name < name;
}

struct Registry {
  std::vector<OperationShape> rows;
  std::vector<const OperationShape*> sorted;

  Registry() {
    for (const OperationInput& input : OperationInputs()) rows.push_back(RowOf(input));
    for (const OperationShape& row : rows) sorted.push_back(&row);
    std::ranges::sort(sorted, [](const OperationShape* a, const OperationShape* b) {
      return Before(a, b->name, b->api);
    });
  }
};

const Registry& TheRegistry() {
  static const Registry registry;
  return registry;
}

}  // namespace

const OperationShape* FindOperation(std::string_view name, Api api) {
  const std::vector<const OperationShape*>& sorted = TheRegistry().sorted;
  const auto at = std::ranges::partition_point(
      sorted, [&](const OperationShape* row) { return Before(row, name, api); });
  if (at == sorted.end() || (*at)->name != name || (*at)->api != api) return nullptr;
  return *at;
}

std::span<const OperationShape> AllOperations() { return TheRegistry().rows; }

}  // namespace pixii::api
