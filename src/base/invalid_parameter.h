// The words that most refusals of a request's values begin with.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace pixii {

inline constexpr std::string_view kInvalidParameterPrefix =
    "One or more parameter values were invalid: ";

inline Error InvalidParameter(std::string_view text) {
  return ValidationError(std::string(kInvalidParameterPrefix).append(text));
}

}  // namespace pixii
