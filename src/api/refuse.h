// How a rule refuses a request.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pixii::api {

inline Status Refuse(std::string message) {
  return std::unexpected(ValidationError(std::move(message)));
}

// With the words that most refusals of the service begin with.
inline Error InvalidParameter(std::string_view text) {
  return ValidationError(std::string("One or more parameter values were invalid: ").append(text));
}
inline Status RefuseInvalid(std::string_view text) {
  return std::unexpected(InvalidParameter(text));
}

}  // namespace pixii::api
