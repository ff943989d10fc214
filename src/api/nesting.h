// How deep attribute values of a request go, which decides how the operations of a single item word
// their refusals: beyond what the newer layers can read, the older one answers. For requests that
// are refused anyway, since it walks the whole body.
#pragma once

#include "api/request.h"

namespace pixii::api {

// Levels of lists and maps that the newer layers can read. Observed, about.
inline constexpr int kNewerLayersLevelsMax = 62;

// The levels of lists and maps around the innermost attribute value of the request.
int NestingLevels(const Request& request);

}  // namespace pixii::api
