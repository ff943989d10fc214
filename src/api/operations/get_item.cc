#include "api/operations/rows.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

constexpr Field kLegacy[] = {Field::kAttributesToGet};
constexpr Field kExpressions[] = {Field::kProjectionExpression};
constexpr Field kOldOrder[] = {Field::kAttributesToGet, Field::kReturnConsumedCapacity, Field::kKey,
                               Field::kTableName};
constexpr Rule kRules[] = {ExpressionParameters};

}  // namespace

constinit const OperationShape kGetItem = {.name = "GetItem",
                                           .layer = Layer::kNew,
                                           .table_name = TableNameCheck::kData,
                                           .single_item = true,
                                           .old_order = kOldOrder,
                                           .legacy_fields = kLegacy,
                                           .expression_fields = kExpressions,
                                           .rules = kRules};

}  // namespace pixii::api
