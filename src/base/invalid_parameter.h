// The words that most refusals of a request's values begin with.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace pixii {

inline Error InvalidParameter(std::string_view text) {
  return ValidationError(std::string("One or more parameter values were invalid: ").append(text));
}

}  // namespace pixii
