#include "codec/json_types.h"

#include <string>

namespace pixii::codec {

namespace {

constexpr std::string_view kStructureText = "Start of structure or map found where not expected";
constexpr std::string_view kFieldText = "Unexpected field type";
constexpr std::string_view kPayloadText = "Unexpected value type in payload";
constexpr std::string_view kNestedText =
    "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class "
    "java.lang.Class "
    "(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in "
    "module java.base of "
    "loader 'bootstrap')";
constexpr std::string_view kAttributeMapType =
    "java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>";
constexpr std::string_view kAttributeValueType = "com.amazonaws.dynamodb.v20120810.AttributeValue";

std::string_view TokenName(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "NULL_VALUE";
    case JsonKind::kTrue:
      return "TRUE_VALUE";
    case JsonKind::kFalse:
      return "FALSE_VALUE";
    case JsonKind::kInteger:
      return "NUMBER_VALUE";
    case JsonKind::kDecimal:
      return "DECIMAL_VALUE";
    case JsonKind::kString:
      return "STRING_VALUE";
    case JsonKind::kArray:
      return "START_ARRAY";
    case JsonKind::kObject:
      return "START_OBJECT";
  }
  return "";
}

std::string WrongCollection(std::string_view type) {
  // A whole generic type stands as it is, a class is called one.
  const bool generic = type.find('<') != std::string_view::npos;
  return std::string("Unrecognized collection type ") + (generic ? "" : "class ") +
         std::string(type);
}

std::string WrongScalar(JsonKind kind, WireType wanted, std::string_view name) {
  if (kind == JsonKind::kObject) return std::string(kStructureText);
  if (kind == JsonKind::kArray) return WrongCollection("java.lang." + std::string(name));
  if (wanted == WireType::kBoolean && kind == JsonKind::kString)
    return "Unexpected token received from parser";
  return std::string(TokenName(kind)) + " cannot be converted to " + std::string(name);
}

std::string WrongStructure(JsonKind kind, std::string_view scalar_text,
                           std::string_view java_type) {
  return kind == JsonKind::kArray ? WrongCollection(java_type) : std::string(scalar_text);
}

std::string Text(JsonKind kind, WireType wanted, std::string_view java_type) {
  switch (wanted) {
    case WireType::kString:
      return WrongScalar(kind, wanted, "String");
    case WireType::kInteger:
      return WrongScalar(kind, wanted, "Integer");
    case WireType::kLong:
      return WrongScalar(kind, wanted, "Long");
    case WireType::kDouble:
      return WrongScalar(kind, wanted, "Double");
    case WireType::kBoolean:
      return WrongScalar(kind, wanted, "Boolean");
    case WireType::kBlob:
      if (kind == JsonKind::kObject) return std::string(kStructureText);
      if (kind == JsonKind::kArray) return WrongCollection("java.nio.ByteBuffer");
      return "only base-64-encoded strings are convertible to bytes";
    case WireType::kList:
      return std::string(kind == JsonKind::kObject ? kStructureText : kFieldText);
    case WireType::kNestedList:
      return std::string(kind == JsonKind::kObject ? kStructureText : kNestedText);
    case WireType::kAttributeMap:
      return WrongStructure(kind, kFieldText, kAttributeMapType);
    case WireType::kNestedAttributeMap:
      return WrongStructure(kind, kNestedText, kAttributeMapType);
    case WireType::kAttributeValue:
      return WrongStructure(kind, kPayloadText, kAttributeValueType);
    case WireType::kFieldAttributeValue:
      return WrongStructure(kind, kFieldText, kAttributeValueType);
    case WireType::kMap:
    case WireType::kFieldStructure:
      return WrongStructure(kind, kFieldText, java_type);
    case WireType::kStructure:
      return WrongStructure(kind, kPayloadText, java_type);
  }
  return "";
}

}  // namespace

Error WrongJsonType(JsonValue value, WireType wanted, std::string_view java_type) {
  return SerializationError(Text(value.kind(), wanted, java_type));
}

Result<bool> ReadBoolean(JsonValue value) {
  if (value.IsBoolean()) return value.boolean();
  if (value.IsString()) {
    const std::string_view text = value.text();
    for (const std::string_view yes : {"true", "1", "yes"}) {
      if (text == yes) return true;
    }
    for (const std::string_view no : {"false", "0", "no"}) {
      if (text == no) return false;
    }
  }
  return std::unexpected(WrongJsonType(value, WireType::kBoolean));
}

}  // namespace pixii::codec
