// How failed constraints repeat a value. The dump of a structure can be a dozen times its JSON, so
// that its length is bounded.
#include <fmt/format.h>

#include <utility>

#include "api/failures.h"
#include "api/request.h"
#include "base/limits.h"
#include "codec/json_text.h"

namespace pixii::api {
namespace {

using codec::JsonElements;
using codec::JsonKind;
using codec::JsonMembers;
using codec::JsonValue;

// Depth of what is printed: values nest no deeper than JSON may, and far less is of use.
constexpr int kEchoDepthMax = 40;

void AppendJava(const Type* type, JsonValue value, std::size_t end, int depth, std::string& out);

bool IsFull(std::size_t end, const std::string& out) { return out.size() >= end; }

// `AttributeValue(s=text, n=null, ...)`, `KeySchemaElement(attributeName=pk, keyType=HASH)`.
void AppendStructure(const Shape& shape, JsonValue object, std::size_t end, int depth,
                     std::string& out) {
  out += shape.name;
  out += '(';
  bool first = true;
  for (const Member& member : shape.members) {
    if (IsFull(end, out)) break;
    if (!std::exchange(first, false)) out += ", ";
    out += LowerCamel(member.name);
    out += '=';
    AppendJava(member.type, object.Find(member.name), end, depth, out);
  }
  out += ')';
}

void AppendContainer(const Type* element, JsonValue value, std::size_t end, int depth,
                     std::string& out) {
  bool first = true;
  if (value.IsArray()) {
    out += '[';
    for (JsonElements elements(value); elements.Next() && !IsFull(end, out);) {
      if (!std::exchange(first, false)) out += ", ";
      AppendJava(element, elements.value(), end, depth, out);
    }
    out += ']';
    return;
  }
  out += '{';
  for (JsonMembers members(value); members.Next() && !IsFull(end, out);) {
    if (!std::exchange(first, false)) out += ", ";
    if (IsFull(end, out)) break;
    out += CutText(members.name(), end - out.size());
    out += '=';
    AppendJava(element, members.value(), end, depth, out);
  }
  out += '}';
}

// `type` is null inside attribute values.
void AppendJava(const Type* type, JsonValue value, std::size_t end, int depth, std::string& out) {
  if (IsFull(end, out)) return;
  switch (value.kind()) {
    case JsonKind::kNull:
      out += "null";
      return;
    case JsonKind::kTrue:
      out += "true";
      return;
    case JsonKind::kFalse:
      out += "false";
      return;
    case JsonKind::kInteger:
    case JsonKind::kDecimal:
      out += fmt::format("{}", ReadInteger(value));
      return;
    case JsonKind::kString:
      out += CutText(value.text(), end - out.size());
      return;
    case JsonKind::kArray:
    case JsonKind::kObject:
      break;
  }
  if (depth >= kEchoDepthMax) return;
  if (type != nullptr && type->kind == Kind::kStructure)
    AppendStructure(*type->shape, value, end, depth + 1, out);
  else
    AppendContainer(type == nullptr ? nullptr : type->element, value, end, depth + 1, out);
}

void AppendJson(JsonValue value, std::size_t end, int depth, std::string& out) {
  if (IsFull(end, out)) return;
  bool first = true;
  switch (value.kind()) {
    case JsonKind::kString:
      codec::AppendJsonString(CutText(value.text(), end - out.size()), out);
      return;
    case JsonKind::kArray:
      out += '[';
      for (JsonElements elements(value);
           depth < kEchoDepthMax && elements.Next() && !IsFull(end, out);) {
        if (!std::exchange(first, false)) out += ',';
        AppendJson(elements.value(), end, depth + 1, out);
      }
      out += ']';
      return;
    case JsonKind::kObject:
      out += '{';
      for (JsonMembers members(value);
           depth < kEchoDepthMax && members.Next() && !IsFull(end, out);) {
        if (!std::exchange(first, false)) out += ',';
        if (IsFull(end, out)) break;
        codec::AppendJsonString(CutText(members.name(), end - out.size()), out);
        out += ':';
        AppendJson(members.value(), end, depth + 1, out);
      }
      out += '}';
      return;
    default:
      AppendJava(nullptr, value, end, depth, out);
  }
}

}  // namespace

std::string_view CutText(std::string_view utf8, std::size_t size_max) {
  if (utf8.size() <= size_max) return utf8;
  while (size_max > 0 && (utf8[size_max] & 0xC0) == 0x80) --size_max;
  return utf8.substr(0, size_max);
}

void AppendEcho(const Type& type, JsonValue value, std::string& out) {
  AppendJava(&type, value, out.size() + kEchoSizeBytesMax, 0, out);
}

void AppendJsonEcho(JsonValue value, std::string& out) {
  AppendJson(value, out.size() + kEchoSizeBytesMax, 0, out);
}

}  // namespace pixii::api
