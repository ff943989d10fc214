// A walk over the JSON of a request, in document order, guided by the tables. The depth is that of
// the tables, which do not recurse; the one recursive shape, AttributeValue, belongs to the codec.
#include "api/bind.h"

#include <string>

#include "codec/attribute_json.h"
#include "codec/json_types.h"

namespace pixii::api {
namespace {

using codec::JsonElements;
using codec::JsonKind;
using codec::JsonMembers;
using codec::JsonValue;
using codec::WireType;

enum class AttributeValues : bool { kSkip, kCheck };

// Where a value stands; some texts differ by it.
enum class Place : bool { kMember, kElement };

const Member* FindMember(const Shape& shape, std::string_view name) {
  // Sizes and first letters tell most names apart without a call.
  for (const Member& member : shape.members)
    if (member.name.size() == name.size() && member.name[0] == name[0] && member.name == name)
      return &member;
  return nullptr;
}

// The service's Java class of a type, as its error texts name it.
std::string JavaType(const Type& type) {
  switch (type.kind) {
    case Kind::kAttributeValue:
      return "com.amazonaws.dynamodb.v20120810.AttributeValue";
    case Kind::kStructure:
      return "com.amazonaws.dynamodb.v20120810." + std::string(type.shape->name);
    case Kind::kList:
      return "java.util.List<" + JavaType(*type.element) + ">";
    case Kind::kMap:
      return "java.util.Map<java.lang.String, " + JavaType(*type.element) + ">";
    default:
      return "java.lang.String";
  }
}

WireType WireTypeOf(const Type& type, Place place) {
  switch (type.kind) {
    case Kind::kString:
      return WireType::kString;
    case Kind::kBoolean:
      return WireType::kBoolean;
    case Kind::kInteger:
      return WireType::kInteger;
    case Kind::kLong:
      return WireType::kLong;
    case Kind::kDouble:
    case Kind::kTimestamp:
      return WireType::kDouble;
    case Kind::kBlob:
      return WireType::kBlob;
    case Kind::kAttributeValue:
      return place == Place::kMember ? WireType::kFieldAttributeValue : WireType::kAttributeValue;
    case Kind::kStructure:
      return place == Place::kMember ? WireType::kFieldStructure : WireType::kStructure;
    case Kind::kList:
      return place == Place::kMember ? WireType::kList : WireType::kNestedList;
    case Kind::kMap:
      if (type.element->kind != Kind::kAttributeValue) return WireType::kMap;
      return place == Place::kMember ? WireType::kAttributeMap : WireType::kNestedAttributeMap;
  }
  return WireType::kStructure;
}

Status Mismatch(const Type& type, Place place, JsonValue value) {
  return std::unexpected(codec::WrongJsonType(value, WireTypeOf(type, place), JavaType(type)));
}

// Runs the codec over one attribute value, for its JSON types only.
Status CheckAttributeValue(JsonValue value) {
  value::ValueBuilder scratch;
  codec::ValueErrors errors;
  return codec::EncodeValue(value, scratch, errors);
}

Status CheckType(const Type& type, Place place, JsonValue value, AttributeValues attribute_values);

Status CheckMembers(const Shape& shape, JsonValue object, AttributeValues attribute_values) {
  for (JsonMembers members(object); members.Next();) {
    const Member* member = FindMember(shape, members.name());
    if (member == nullptr) continue;
    RETURN_IF_ERROR(CheckType(*member->type, Place::kMember, members.value(), attribute_values));
  }
  return {};
}

Status CheckMap(const Type& type, Place place, JsonValue value, AttributeValues attribute_values) {
  if (!value.IsObject()) return Mismatch(type, place, value);
  if (type.element->kind == Kind::kAttributeValue && attribute_values == AttributeValues::kSkip)
    return {};
  for (JsonMembers members(value); members.Next();)
    RETURN_IF_ERROR(CheckType(*type.element, Place::kElement, members.value(), attribute_values));
  return {};
}

Status CheckType(const Type& type, Place place, JsonValue value, AttributeValues attribute_values) {
  const JsonKind json = value.kind();
  if (json == JsonKind::kNull) return {};
  switch (type.kind) {
    case Kind::kString:
    case Kind::kBlob:
      return json == JsonKind::kString ? Status() : Mismatch(type, place, value);
    case Kind::kBoolean: {
      const Result<bool> read = codec::ReadBoolean(value);
      return read.has_value() ? Status() : std::unexpected(read.error());
    }
    case Kind::kInteger:
    case Kind::kLong:
    case Kind::kDouble:
    case Kind::kTimestamp:
      return json == JsonKind::kInteger || json == JsonKind::kDecimal
                 ? Status()
                 : Mismatch(type, place, value);
    case Kind::kAttributeValue:
      if (place == Place::kMember && json != JsonKind::kObject) return Mismatch(type, place, value);
      return attribute_values == AttributeValues::kCheck ? CheckAttributeValue(value) : Status();
    case Kind::kStructure:
      if (json != JsonKind::kObject) return Mismatch(type, place, value);
      return CheckMembers(*type.shape, value, attribute_values);
    case Kind::kList:
      if (json != JsonKind::kArray) return Mismatch(type, place, value);
      for (JsonElements elements(value); elements.Next();)
        RETURN_IF_ERROR(
            CheckType(*type.element, Place::kElement, elements.value(), attribute_values));
      return {};
    case Kind::kMap:
      return CheckMap(type, place, value, attribute_values);
  }
  return {};
}

}  // namespace

Status RequestBinder::Bind(JsonValue body, Request& request) {
  const Shape& input = *request.operation_->input;
  for (JsonMembers members(body); members.Next();) {
    const Member* member = FindMember(input, members.name());
    if (member == nullptr) continue;
    RETURN_IF_ERROR(
        CheckType(*member->type, Place::kMember, members.value(), AttributeValues::kSkip));
    const auto slot = static_cast<std::size_t>(member - input.members.data());
    request.slots_[slot] = members.value();
    // Of two members of one name the last counts.
    const SlotSet bit = SlotSet{1} << slot;
    request.present_ = members.value().IsNull() ? request.present_ & ~bit : request.present_ | bit;
  }
  return {};
}

Status CheckAllTypes(const Shape& input, JsonValue body) {
  return CheckMembers(input, body, AttributeValues::kCheck);
}

}  // namespace pixii::api
