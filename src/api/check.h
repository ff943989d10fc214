// Check: from the JSON of a request body to a Request that its operation's handler can trust.
//
// Steps, the first that fails ends: JSON types in document order (SerializationException), the
// table name, member constraints (joined or the first only, by layer), the operation's rules,
// members of features that are not built yet. A member that no table knows is ignored, null counts
// as absent. Wrong types inside attribute values are found later, by the codec; but whenever
// something else fails here, they are looked for first, since the service reports them first.
//
// Allocates nothing unless it fails. Thread-safe.
#pragma once

#include "api/operation.h"
#include "api/request.h"
#include "base/result.h"
#include "codec/attribute_json.h"
#include "codec/json_value.h"

namespace pixii::api {

Result<Request> Check(const OperationShape& operation, codec::JsonValue body);

// The rules that the service applies once the request's attribute values are known to be good. To
// be called after they were encoded, before expressions are parsed.
Status CheckAfterValues(const Request& request);

// How the values of this operation are worded,
codec::Dialect DialectOf(const OperationShape& operation);
// and how these values of a request.
codec::Dialect DialectOf(const Request& request, const codec::ValueErrors& errors);

// Puts an error of the request-validation families (expressions, misused parameters) into the
// operation's envelope, where its layer has one. Not for data-plane errors (keys, paths, sizes),
// which are always bare.
Error Enveloped(const OperationShape& operation, Error error);

}  // namespace pixii::api
