#include "api/operations/rows.h"
#include "api/refuse.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

Status ReturnValuesAllOldOrNone(const Request& request) {
  const std::string_view values = request.Text(Field::kReturnValues);
  if (values.empty() || values == "ALL_OLD" || values == "NONE") return {};
  return Refuse("ReturnValues can only be ALL_OLD or NONE");
}

constexpr Field kLegacy[] = {Field::kExpected, Field::kConditionalOperator};
constexpr Field kExpressions[] = {Field::kConditionExpression};
constexpr Field kOldOrder[] = {Field::kReturnConsumedCapacity, Field::kTableName, Field::kItem,
                               Field::kReturnValues, Field::kReturnItemCollectionMetrics};
constexpr Rule kRules[] = {ExpressionParameters, ConditionalOperatorRules};
constexpr Rule kRulesAfterValues[] = {ReturnValuesAllOldOrNone};

}  // namespace

constinit const OperationShape kPutItem = {.name = "PutItem",
                                           .layer = Layer::kEnvelope2026,
                                           .table_name = TableNameCheck::kPut,
                                           .joins_failures = true,
                                           .single_item = true,
                                           .old_order = kOldOrder,
                                           .legacy_fields = kLegacy,
                                           .expression_fields = kExpressions,
                                           .rules = kRules,
                                           .rules_after_values = kRulesAfterValues};

}  // namespace pixii::api
