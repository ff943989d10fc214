#include "api/operations/rows.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

constexpr Field kLegacy[] = {Field::kAttributesToGet};
constexpr Field kExpressions[] = {Field::kProjectionExpression};
constexpr Rule kRules[] = {ExpressionParameters};

}  // namespace

constinit const OperationShape kGetItem = {.name = "GetItem",
                                           .layer = Layer::kNew,
                                           .table_name = TableNameCheck::kData,
                                           .legacy_fields = kLegacy,
                                           .expression_fields = kExpressions,
                                           .rules = kRules};

}  // namespace pixii::api
