// JSON types: the first step of a check.
#pragma once

#include <string_view>

#include "api/member.h"
#include "api/request.h"
#include "base/result.h"
#include "codec/json_value.h"

namespace pixii::api {

class RequestBinder {
 public:
  // Fills the slots of `request` and checks the JSON types, attribute values excepted. Requires: an
  // object.
  static Status Bind(codec::JsonValue body, Request& request);
  static void SetTableName(std::string_view name, Request& request) { request.table_name_ = name; }
};

// Checks the JSON types of the whole body, attribute values included, in document order. Slow: for
// requests that are refused anyway, since the service reports a wrong type before all else.
Status CheckAllTypes(const Shape& input, codec::JsonValue body);

}  // namespace pixii::api
