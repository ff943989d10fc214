// Key conditions: a KeyConditionExpression, bound as a condition, taken apart into its terms and
// held against the key schema of a table or an index.
//
//   parse and bind with ExpressionKind::kKeyCondition;      // then filter and projection, then
//   Substitutions ASSIGN_OR_RETURN(KeyTerms terms, TakeApart(condition)); // before the table is
//   looked up ASSIGN_OR_RETURN(KeyCondition key, MatchKeySchema(terms, schema));
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "expr/condition.h"
#include "value/value.h"

namespace pixii::expr {

enum class KeyOperator : std::uint8_t {
  kEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kBetween,     // both values, inclusive
  kBeginsWith,  // S and B
};

// One key attribute against one value, or two for kBetween.
struct KeyTerm {
  std::string_view attribute;
  KeyOperator op = KeyOperator::kEqual;
  std::array<value::ValueView, 2> values;
};

// A key has at most four HASH and four RANGE attributes.
inline constexpr std::size_t kKeyTermsMax = 8;

struct KeyTerms {
  std::array<KeyTerm, kKeyTermsMax> terms;
  std::size_t count = 0;
  std::span<const KeyTerm> view() const { return std::span(terms).first(count); }
};

struct KeyAttribute {
  std::string_view name;
  value::Type type = value::Type::kString;
};

// The HASH attributes in order, then the RANGE attributes.
struct KeySchemaView {
  std::span<const KeyAttribute> hash;
  std::span<const KeyAttribute> range;
};

// The terms in the schema's order: one kEqual for each HASH attribute, then terms on the first
// RANGE attributes, all kEqual but the last.
struct KeyCondition {
  std::array<KeyTerm, kKeyTermsMax> terms;
  std::size_t hash_count = 0;
  std::size_t range_count = 0;

  std::span<const KeyTerm> hash() const { return std::span(terms).first(hash_count); }
  std::span<const KeyTerm> range() const {
    return std::span(terms).subspan(hash_count, range_count);
  }
  // For keys of one HASH and at most one RANGE attribute.
  value::ValueView partition_value() const { return terms[0].values[0]; }
};

// Refuses what a key condition may not say: other operators, nested operations and attributes,
// several attributes or none in a term, two terms for one attribute. Needs no schema, and its
// errors come before those of the table. Values are views, as in `condition`. Errors stand bare in
// every operation.
Result<KeyTerms> TakeApart(const BoundCondition& condition);

// Errors stand bare in every operation: a key attribute missed, a wrong type, an operator that its
// place does not allow.
Result<KeyCondition> MatchKeySchema(std::span<const KeyTerm> terms, const KeySchemaView& schema);

// `Filter Expression can only contain non-primary key attributes: Primary key attribute: pk` if the
// filter names one of these.
Status CheckFilterAvoidsKey(const BoundCondition& filter, const KeySchemaView& schema);

}  // namespace pixii::expr
