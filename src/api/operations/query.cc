#include "api/operations/rows.h"
#include "api/refuse.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

Status KeyConditionPresent(const Request& request) {
  if (request.Has(Field::kKeyConditions) || request.Has(Field::kKeyConditionExpression)) return {};
  return Refuse(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
      "request.");
}

constexpr Field kLegacy[] = {Field::kAttributesToGet, Field::kQueryFilter,
                             Field::kConditionalOperator, Field::kKeyConditions};
constexpr Field kExpressions[] = {Field::kProjectionExpression, Field::kFilterExpression,
                                  Field::kKeyConditionExpression};
constexpr Field kOldOrder[] = {
    Field::kSelect,          Field::kIndexName, Field::kReturnConsumedCapacity,
    Field::kQueryFilter,     Field::kTableName, Field::kConditionalOperator,
    Field::kAttributesToGet, Field::kLimit,     Field::kKeyConditions};
constexpr Rule kRules[] = {ExpressionParameters, ConditionalOperatorRules};
constexpr Rule kRulesAfterValues[] = {KeyConditionPresent, SelectRules};

}  // namespace

constinit const OperationShape kQuery = {.name = "Query",
                                         .layer = Layer::kNew,
                                         .table_name = TableNameCheck::kData,
                                         .enum_failure = EnumFailure::kEchoedSelect,
                                         .old_order = kOldOrder,
                                         .legacy_fields = kLegacy,
                                         .expression_fields = kExpressions,
                                         .rules = kRules,
                                         .rules_after_values = kRulesAfterValues};

}  // namespace pixii::api
