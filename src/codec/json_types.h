// The texts of SerializationException for a JSON value of the wrong type. They are those of the
// service's Java converters, class names included.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "codec/json_value.h"

namespace pixii::codec {

// What a member is on the wire. The texts differ by it.
enum class WireType : std::uint8_t {
  kString,
  kInteger,
  kLong,
  kDouble,
  kBoolean,
  kBlob,
  kList,
  kAttributeMap,  // Map<String, AttributeValue>
  // These two as elements of a list or a map: scalars get another text.
  kNestedList,
  kNestedAttributeMap,
  kAttributeValue,
  kFieldAttributeValue,  // a member of a structure
  kMap,                  // any other map
  kStructure,            // an element of a list or a map
  kFieldStructure,       // a member of a structure
};

// The error for a value that cannot be `wanted`. Requires: it cannot. For a kMap, kStructure or
// kFieldStructure, `java_type` is its name in the text for an array:
// "com.amazonaws.dynamodb.v20120810.KeysAndAttributes", or whole "java.util.Map<...>".
Error WrongJsonType(JsonValue value, WireType wanted, std::string_view java_type = {});

// Reads a boolean as the service does: true and false, and the strings "true", "1", "yes", "false",
// "0", "no". Fails with the SerializationException of the value.
Result<bool> ReadBoolean(JsonValue value);

}  // namespace pixii::codec
