#include "expr/legacy_key_condition.h"

#include <algorithm>
#include <optional>

namespace pixii::expr {
namespace {

std::optional<KeyOperator> KeyOperatorOf(LegacyOperator op) {
  switch (op) {
    case LegacyOperator::kEq:
      return KeyOperator::kEqual;
    case LegacyOperator::kLe:
      return KeyOperator::kLessEqual;
    case LegacyOperator::kLt:
      return KeyOperator::kLess;
    case LegacyOperator::kGe:
      return KeyOperator::kGreaterEqual;
    case LegacyOperator::kGt:
      return KeyOperator::kGreater;
    case LegacyOperator::kBeginsWith:
      return KeyOperator::kBeginsWith;
    case LegacyOperator::kBetween:
      return KeyOperator::kBetween;
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<KeyTerms> BindLegacyKeyConditions(std::span<const LegacyTerm> terms) {
  if (terms.empty() || terms.size() > kKeyTermsMax)
    return std::unexpected(ValidationError("Conditions can be of length 1 or 2 only"));
  KeyTerms bound;
  for (const LegacyTerm& term : terms) {
    KeyTerm& key = bound.terms[bound.count++];
    key.attribute = term.attribute;
    const std::optional<KeyOperator> op = KeyOperatorOf(term.op);
    if (!op) continue;
    key.op = *op;
    std::ranges::copy(term.values, key.values.begin());
  }
  return bound;
}

Status CheckIndexable(std::span<const LegacyTerm> terms) {
  for (const LegacyTerm& term : terms) {
    if (!KeyOperatorOf(term.op)) {
      return std::unexpected(
          ValidationError("Attempted conditional constraint is not an indexable operation"));
    }
  }
  return {};
}

}  // namespace pixii::expr
