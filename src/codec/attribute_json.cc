#include "codec/attribute_json.h"

#include <array>
#include <vector>

#include "base/limits.h"
#include "codec/json_access.h"
#include "codec/json_text.h"
#include "codec/json_types.h"
#include "value/number.h"

namespace pixii::codec {

namespace dom = simdjson::dom;
using value::Type;

namespace {

Status Wrong(dom::element element, WireType wanted) {
  return std::unexpected(WrongJsonType(JsonAccess::Wrap(element), wanted));
}

// The type that a member's name stands for. False for a name that no type has: such members are
// ignored.
bool TypeOf(std::string_view name, Type& type) {
  constexpr auto kPair = [](char a, char b) { return a << 8 | b; };
  if (name.size() == 1) {
    switch (name[0]) {
      case 'S':
        return type = Type::kString, true;
      case 'N':
        return type = Type::kNumber, true;
      case 'B':
        return type = Type::kBinary, true;
      case 'M':
        return type = Type::kMap, true;
      case 'L':
        return type = Type::kList, true;
      default:
        return false;
    }
  }
  if (name.size() == 2) {
    switch (kPair(name[0], name[1])) {
      case kPair('S', 'S'):
        return type = Type::kStringSet, true;
      case kPair('N', 'S'):
        return type = Type::kNumberSet, true;
      case kPair('B', 'S'):
        return type = Type::kBinarySet, true;
      default:
        return false;
    }
  }
  if (name == "BOOL") return type = Type::kBoolean, true;
  if (name == "NULL") return type = Type::kNull, true;
  return false;
}

// One walk over attribute values. `depth` is the number of containers around a value; it bounds the
// recursion.
class Encoder {
 public:
  Encoder(value::ValueWriter& out, ValueErrors& errors) : out_(out), errors_(errors) {}

  // AttributeValue: an object with one member, {"S": "text"}.
  Status Value(dom::element attribute, int depth) {
    dom::object members;
    if (attribute.get(members) != simdjson::SUCCESS) {
      if (attribute.is_null()) return Placeholder(ValueErrorKind::kEmptyValue);
      return Wrong(attribute, WireType::kAttributeValue);
    }
    if (depth >= kNestingLevelsMax) return Placeholder(ValueErrorKind::kNesting);
    auto member = members.begin();
    const auto end = members.end();
    if (!(member != end)) return Placeholder(ValueErrorKind::kEmptyValue);
    Type type;
    const bool known = TypeOf(member.key(), type);
    const dom::element payload = member.value();
    if (!known || payload.is_null() || ++member != end) return Unusual(members, depth);
    return Payload(type, payload, depth);
  }

  void CheckName(std::string_view name) {
    if (name.empty()) errors_.Add(ValueErrorKind::kEmptyAttributeName);
    if (name.size() > kAttributeNameSizeBytesMax) errors_.Add(ValueErrorKind::kLongAttributeName);
  }

 private:
  // Remembers the error and writes some value in place of the bad one.
  Status Placeholder(ValueErrorKind kind) {
    errors_.Add(kind);
    out_.Null();
    return {};
  }

  // Several members: unknown ones and nulls do not count, of a type that comes twice the last
  // counts.
  Status Unusual(dom::object members, int depth) {
    std::array<dom::element, 16> payloads;
    std::array<Type, 16> types;
    std::uint32_t seen = 0;
    std::size_t count = 0;
    for (const auto member : members) {
      Type type;
      if (!TypeOf(member.key, type) || member.value.is_null()) continue;
      const auto index = static_cast<std::size_t>(type);
      if ((seen >> index & 1) == 0) types[count++] = type;
      seen |= 1U << index;
      payloads[index] = member.value;
    }
    if (count == 0) return Placeholder(ValueErrorKind::kEmptyValue);
    for (std::size_t i = 0; i < count; ++i) {
      RETURN_IF_ERROR(Payload(types[i], payloads[static_cast<std::size_t>(types[i])], depth));
    }
    if (count > 1) errors_.Add(ValueErrorKind::kSeveralTypes);
    return {};
  }

  Status Payload(Type type, dom::element payload, int depth) {
    switch (type) {
      case Type::kString: {
        std::string_view text;
        if (payload.get(text) != simdjson::SUCCESS) return Wrong(payload, WireType::kString);
        out_.String(text);
        return {};
      }
      case Type::kNumber: {
        std::string_view text;
        if (payload.get(text) != simdjson::SUCCESS) return Wrong(payload, WireType::kString);
        out_.Number(Number(text));
        return {};
      }
      case Type::kBinary: {
        std::string_view text;
        if (payload.get(text) != simdjson::SUCCESS) return Wrong(payload, WireType::kBlob);
        ASSIGN_OR_RETURN(const std::size_t size, Base64DecodedSize(text));
        return DecodeBase64To(text, size, out_.BinaryOf(size));
      }
      case Type::kBoolean: {
        ASSIGN_OR_RETURN(const bool boolean, ReadBoolean(JsonAccess::Wrap(payload)));
        out_.Boolean(boolean);
        return {};
      }
      case Type::kNull: {
        ASSIGN_OR_RETURN(const bool is_null, ReadBoolean(JsonAccess::Wrap(payload)));
        if (!is_null) errors_.Add(ValueErrorKind::kNullFalse);
        out_.Null();
        return {};
      }
      case Type::kStringSet:
      case Type::kNumberSet:
      case Type::kBinarySet:
        return Set(type, payload);
      case Type::kList:
        return List(payload, depth);
      case Type::kMap:
        return Map(payload, depth);
    }
    return {};
  }

  value::NumberBytes Number(std::string_view text) {
    value::NumberBytes number;
    const auto parsed = value::ParseNumber(text, number);
    if (!parsed) errors_.AddNumber(text, parsed.error());
    return number;
  }

  Status Set(Type type, dom::element payload) {
    dom::array elements;
    if (payload.get(elements) != simdjson::SUCCESS) return Wrong(payload, WireType::kList);
    bool empty = true;
    bool numbers_valid = true;
    out_.BeginSet(type);
    for (const dom::element element : elements) {
      empty = false;
      std::string_view text;
      if (element.get(text) != simdjson::SUCCESS) {
        return Wrong(element, type == Type::kBinarySet ? WireType::kBlob : WireType::kString);
      }
      if (type == Type::kBinarySet) {
        ASSIGN_OR_RETURN(const std::size_t size, Base64DecodedSize(text));
        RETURN_IF_ERROR(DecodeBase64To(text, size, out_.SetElementOf(size)));
      } else if (type == Type::kNumberSet) {
        value::NumberBytes number;
        const auto parsed = value::ParseNumber(text, number);
        if (!parsed) errors_.AddNumber(text, parsed.error());
        numbers_valid = numbers_valid && parsed;
        out_.SetElement(number);
      } else {
        out_.SetElement(text);
      }
    }
    const bool distinct = out_.EndSet();
    if (empty) errors_.AddEmptySet(type);
    if (!distinct && numbers_valid) errors_.AddDuplicates(type, Texts(elements));
    return {};
  }

  static std::vector<std::string> Texts(dom::array elements) {
    std::vector<std::string> texts;
    for (const dom::element element : elements) {
      texts.emplace_back(element.get_string().value_unsafe());
    }
    return texts;
  }

  Status List(dom::element payload, int depth) {
    dom::array elements;
    if (payload.get(elements) != simdjson::SUCCESS) return Wrong(payload, WireType::kList);
    out_.BeginList();
    for (const dom::element element : elements) RETURN_IF_ERROR(Value(element, depth + 1));
    out_.EndList();
    return {};
  }

  Status Map(dom::element payload, int depth) {
    dom::object members;
    if (payload.get(members) != simdjson::SUCCESS) return Wrong(payload, WireType::kAttributeMap);
    out_.BeginMap();
    for (const auto member : members) {
      CheckName(member.key);
      out_.Name(member.key);
      RETURN_IF_ERROR(Value(member.value, depth + 1));
    }
    out_.EndMap();
    return {};
  }

  value::ValueWriter& out_;
  ValueErrors& errors_;
};

}  // namespace

Status EncodeValue(JsonValue attribute, value::ValueWriter& out, ValueErrors& errors, int depth) {
  if (!JsonAccess::IsHandle(attribute)) {
    errors.Add(ValueErrorKind::kEmptyValue);
    out.Null();
    return {};
  }
  return Encoder(out, errors).Value(JsonAccess::Open<dom::element>(attribute), depth);
}

Status EncodeItem(JsonValue object, value::ItemBuilder& item, ValueErrors& errors) {
  if (!object.IsObject()) return std::unexpected(WrongJsonType(object, WireType::kAttributeMap));
  const dom::object members = JsonAccess::Open<dom::element>(object).get_object().value_unsafe();
  for (const auto member : members) {
    Encoder encoder(item.BeginAttribute(member.key), errors);
    encoder.CheckName(member.key);
    RETURN_IF_ERROR(encoder.Value(member.value, 0));
  }
  return {};
}

}  // namespace pixii::codec
