// How a rule refuses a request.
#pragma once

#include <string>
#include <string_view>

#include "base/invalid_parameter.h"
#include "base/result.h"

namespace pixii::api {

inline Status Refuse(std::string message) {
  return std::unexpected(ValidationError(std::move(message)));
}

inline Status RefuseInvalid(std::string_view text) {
  return std::unexpected(InvalidParameter(text));
}

}  // namespace pixii::api
