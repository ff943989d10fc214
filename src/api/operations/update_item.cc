#include "api/operations/rows.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

constexpr Field kLegacy[] = {Field::kAttributeUpdates, Field::kExpected,
                             Field::kConditionalOperator};
constexpr Field kExpressions[] = {Field::kUpdateExpression, Field::kConditionExpression};
constexpr Field kOldOrder[] = {Field::kReturnConsumedCapacity, Field::kTableName,
                               Field::kReturnItemCollectionMetrics, Field::kReturnValues,
                               Field::kKey};
constexpr Rule kRules[] = {ExpressionParameters, ConditionalOperatorRules};

}  // namespace

constinit const OperationShape kUpdateItem = {.name = "UpdateItem",
                                              .layer = Layer::kEnvelope2026,
                                              .table_name = TableNameCheck::kData,
                                              .enum_failure = EnumFailure::kUnnamed,
                                              .single_item = true,
                                              .old_order = kOldOrder,
                                              .legacy_fields = kLegacy,
                                              .expression_fields = kExpressions,
                                              .rules = kRules};

}  // namespace pixii::api
