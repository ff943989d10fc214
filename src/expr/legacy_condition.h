// Conditions in the older form of the API: Expected, QueryFilter and ScanFilter. Each names one
// attribute, an operator and values; they become the same bound tree as an expression.
// AWS documentation: "Legacy conditional parameters".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "expr/condition.h"
#include "expr/key_condition.h"
#include "value/value.h"

namespace pixii::expr {

enum class LegacyOperator : std::uint8_t {
  kEq,
  kNe,
  kLe,
  kLt,
  kGe,
  kGt,
  kNotNull,
  kNull,
  kContains,
  kNotContains,
  kBeginsWith,
  kIn,
  kBetween
};

// `NOT_CONTAINS` and its like.
std::string_view LegacyOperatorName(LegacyOperator op);
std::optional<LegacyOperator> FindLegacyOperator(std::string_view name);

// One attribute against values. The name is one path element, whatever characters it has. A view:
// the request keeps name and values alive.
struct LegacyTerm {
  std::string_view attribute;
  LegacyOperator op = LegacyOperator::kEq;
  std::span<const value::ValueView> values;
};

// Number of values, their types, the bounds of BETWEEN. Errors stand bare in every operation.
Status CheckLegacyTerm(const LegacyTerm& term);

enum class LegacyJoin : std::uint8_t { kAnd, kOr };

// Requires: each term passed CheckLegacyTerm. Without terms the condition is true for every item.
// Fails if there are more terms or values than kLegacyTermsMax and kLegacyValuesMax.
Status BindLegacyCondition(std::span<const LegacyTerm> terms, LegacyJoin join, BoundCondition& out);

// `QueryFilter can only contain non-primary key attributes: Primary key attribute: pk` if a filter
// made of these terms names a key attribute.
Status CheckQueryFilterAvoidsKey(std::span<const LegacyTerm> terms, const KeySchemaView& schema);

}  // namespace pixii::expr
