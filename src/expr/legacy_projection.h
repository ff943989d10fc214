// AttributesToGet: a projection in the older form of the API, names of whole attributes.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "expr/projection.h"

namespace pixii::expr {

// Each name is one path element, whatever characters it has. The names stay with the caller. Fails
// if a name comes twice, or if there are more than kLegacyAttributesToGetMax. Errors stand bare in
// every operation.
Status BindAttributesToGet(std::span<const std::string_view> names, BoundProjection& out);

}  // namespace pixii::expr
