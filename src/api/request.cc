#include "api/request.h"

#include "codec/json_types.h"

namespace pixii::api {

using codec::JsonKind;
using codec::JsonValue;

std::string_view Request::Text(Field field) const {
  const JsonValue value = Json(field);
  return value.IsString() ? value.text() : std::string_view();
}

std::int64_t Request::Integer(Field field, std::int64_t otherwise) const {
  return ReadInteger(Json(field), otherwise);
}

bool Request::Boolean(Field field, bool otherwise) const {
  return ReadChecked(Json(field), otherwise);
}

std::int64_t ReadInteger(JsonValue number, std::int64_t otherwise) {
  if (number.kind() == JsonKind::kInteger) return number.integer();
  if (number.kind() != JsonKind::kDecimal) return otherwise;
  // Beyond 2^63 the cast is undefined.
  const double decimal = number.decimal();
  constexpr double kLimit = 9223372036854775808.0;
  if (decimal >= kLimit) return std::numeric_limits<std::int64_t>::max();
  if (decimal < -kLimit) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(decimal);
}

bool ReadChecked(JsonValue boolean, bool otherwise) {
  if (boolean.IsNull()) return otherwise;
  const Result<bool> value = codec::ReadBoolean(boolean);
  return value.has_value() && *value;
}

}  // namespace pixii::api
