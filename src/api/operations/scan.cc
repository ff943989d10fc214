#include "api/operations/rows.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

constexpr Field kLegacy[] = {Field::kAttributesToGet, Field::kScanFilter,
                             Field::kConditionalOperator};
constexpr Field kExpressions[] = {Field::kProjectionExpression, Field::kFilterExpression};
constexpr Field kOldOrder[] = {Field::kSelect,        Field::kIndexName,
                               Field::kTotalSegments, Field::kReturnConsumedCapacity,
                               Field::kTableName,     Field::kConditionalOperator,
                               Field::kScanFilter,    Field::kSegment,
                               Field::kLimit,         Field::kAttributesToGet};
constexpr Rule kRules[] = {ExpressionParameters, ConditionalOperatorRules};
constexpr Rule kRulesAfterValues[] = {SegmentRules, SelectRules};

}  // namespace

constinit const OperationShape kScan = {.name = "Scan",
                                        .table_name = TableNameCheck::kData,
                                        .old_order = kOldOrder,
                                        .legacy_fields = kLegacy,
                                        .expression_fields = kExpressions,
                                        .rules = kRules,
                                        .rules_after_values = kRulesAfterValues};

}  // namespace pixii::api
