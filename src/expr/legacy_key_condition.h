// KeyConditions: the key condition of a Query in the older form of the API. It becomes the same
// terms as a KeyConditionExpression. AWS documentation: "Legacy conditional parameters".
#pragma once

#include <span>

#include "base/result.h"
#include "expr/key_condition.h"
#include "expr/legacy_condition.h"

namespace pixii::expr {

// The terms, to be held against a schema by MatchKeySchema. Fails if there are none or too many.
// Requires: each term passed CheckLegacyTerm. Errors stand bare.
//
// A term whose operator no key can be searched by becomes an equality without a value: the service
// says so only after it has looked for key attributes that are missed, so CheckIndexable is to be
// called after MatchKeySchema, and before the values are used.
Result<KeyTerms> BindLegacyKeyConditions(std::span<const LegacyTerm> terms);

// `Attempted conditional constraint is not an indexable operation`: for NE, NULL, NOT_NULL, IN,
// CONTAINS and NOT_CONTAINS.
Status CheckIndexable(std::span<const LegacyTerm> terms);

}  // namespace pixii::expr
