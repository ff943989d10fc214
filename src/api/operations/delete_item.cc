#include "api/operations/rows.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

constexpr Field kLegacy[] = {Field::kExpected, Field::kConditionalOperator};
constexpr Field kExpressions[] = {Field::kConditionExpression};
constexpr Field kOldOrder[] = {Field::kReturnConsumedCapacity, Field::kTableName,
                               Field::kReturnValues, Field::kReturnItemCollectionMetrics,
                               Field::kKey};
constexpr Rule kRules[] = {ExpressionParameters, ConditionalOperatorRules};

}  // namespace

constinit const OperationShape kDeleteItem = {.name = "DeleteItem",
                                              .layer = Layer::kEnvelope2026,
                                              .table_name = TableNameCheck::kData,
                                              .joins_failures = true,
                                              .single_item = true,
                                              .old_order = kOldOrder,
                                              .legacy_fields = kLegacy,
                                              .expression_fields = kExpressions,
                                              .rules = kRules};

}  // namespace pixii::api
