// The legacy parameters of a request: from its members to the same bound trees in the workspace
// that expressions become. Each function does nothing if the request does not have its parameter;
// none of them goes together with the expression of its kind.
//
//   RETURN_IF_ERROR(EncodeLegacyValues(call));      // wrong JSON types
//   ...
//   RETURN_IF_ERROR(BindAttributeUpdates(call));    // each where the service checks it
//   RETURN_IF_ERROR(BindLegacyCondition(call));
//
// Errors stand bare, but for bad values, which carry the operation's envelope.
// AWS documentation: "Legacy conditional parameters".
#pragma once

#include "base/result.h"
#include "codec/json_value.h"
#include "expr/key_condition.h"
#include "service/services.h"

namespace pixii::service {

// Encodes the values of all legacy parameters. Fails on wrong JSON types only; a bad value is kept
// for the parameter's own function. To be called before those.
Status EncodeLegacyValues(Call& call);

// True if the request has Expected, QueryFilter or ScanFilter: then BindLegacyCondition has made
// the workspace's condition.
bool HasLegacyCondition(const api::Request& request);
Status BindLegacyCondition(Call& call);

Status BindAttributeUpdates(Call& call);

Status BindKeyConditions(Call& call);
// The terms of a Query's key condition, in whichever form the request has it.
Result<expr::KeyTerms> ReadKeyTerms(Call& call);
// What of KeyConditions and QueryFilter can be wrong only once the key schema is known. The first
// belongs right behind expr::MatchKeySchema.
Status CheckKeyOperators(Call& call);
Status CheckFilterAgainst(Call& call, const expr::KeySchemaView& schema);

// AttributesToGet of the request, or of one table of a BatchGetItem.
Status BindAttributesToGet(Call& call);
Status BindAttributesToGet(Call& call, codec::JsonValue names);

}  // namespace pixii::service
