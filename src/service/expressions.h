// The expressions of a request: from its members to bound trees in the workspace, in the service's
// order of checks.
//
//   RETURN_IF_ERROR(EncodeExpressionValues(call));   // wrong JSON types
//   ...the operation's own checks of values...
//   RETURN_IF_ERROR(OpenSubstitutions(call));        // bad values, bad tokens
//   RETURN_IF_ERROR(BindProjectionMember(call));     // and other expressions
//   RETURN_IF_ERROR(CheckAllUsed(call));
//
// Errors carry the operation's envelope.
#pragma once

#include "api/member.h"
#include "base/result.h"
#include "codec/json_value.h"
#include "expr/expression.h"
#include "service/services.h"

namespace pixii::service {

// Encodes ExpressionAttributeValues. Fails on wrong JSON types only; a bad value is kept for
// OpenSubstitutions.
Status EncodeExpressionValues(Call& call);

// Puts names and values into the workspace's substitutions.
Status OpenSubstitutions(Call& call);

// The same two steps for the names of one table of a BatchGetItem, which has no values.
Status OpenNames(Call& call, codec::JsonValue names);

// Each parses and binds one member, if the request has it. The tree of an absent one is empty: a
// condition that every item meets, a projection of nothing. Where the request has the legacy
// parameter of its kind, that one's tree stays (service/legacy.h).
Status BindConditionMember(Call& call, api::Field field, expr::ExpressionKind kind);
Status BindKeyConditionMember(Call& call);
Status BindProjectionMember(Call& call);
Status BindUpdateMember(Call& call);
Status BindProjectionText(Call& call, std::string_view text);

// True if the request says what to show of an item, in either form.
bool HasProjection(const api::Request& request);

// Names and values that no expression used.
Status CheckAllUsed(Call& call);

}  // namespace pixii::service
