// KeyConditions: the key condition of a Query in the older form of the API. It becomes the same
// terms as a KeyConditionExpression. AWS documentation: "Legacy conditional parameters".
#pragma once

#include <span>

#include "base/result.h"
#include "expr/key_condition.h"
#include "expr/legacy_condition.h"

namespace pixii::expr {

// The terms, to be held against a schema by MatchKeySchema. Fails if there are none or too many.
// An operator that no key can be searched by is left out: that is an error only once the table is
// known, see CheckIndexable. Requires: each term passed CheckLegacyTerm. Errors stand bare.
Result<KeyTerms> BindLegacyKeyConditions(std::span<const LegacyTerm> terms);

// `Attempted conditional constraint is not an indexable operation`: for NE, NULL, NOT_NULL, IN,
// CONTAINS and NOT_CONTAINS.
Status CheckIndexable(std::span<const LegacyTerm> terms);

}  // namespace pixii::expr
