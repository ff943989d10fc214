// JsonValue as a simdjson element and back, for the files that walk documents in simdjson's own
// terms: json_value.cc and attribute_json.cc.
#pragma once

#include <simdjson.h>

#include <bit>

#include "codec/json_value.h"

namespace pixii::codec {

class JsonAccess {
 public:
  // A handle holds exactly the two words of a simdjson element or iterator: the document and an
  // index.
  template <class Simdjson>
  static Simdjson Open(JsonValue value) {
    return std::bit_cast<Simdjson>(value);
  }
  template <class Simdjson>
  static JsonValue Wrap(const Simdjson& at) {
    return std::bit_cast<JsonValue>(at);
  }
  static bool IsHandle(JsonValue value) { return value.document_ != nullptr; }
  static std::size_t Index(JsonValue value) { return value.index_; }
};

}  // namespace pixii::codec
