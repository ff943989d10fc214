#include "expr/bound.h"

#include <fmt/core.h>

#include "value/number.h"

namespace pixii::expr {
namespace {

using value::Type;
using value::ValueView;

void AppendBase64(std::string_view raw, std::string& out) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < raw.size() ? static_cast<unsigned char>(raw[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k <= raw.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
}

}  // namespace

std::string PathText(BoundPath path) {
  std::string text = "[";
  for (const BoundElement& element : path) {
    if (text.size() > 1) text += ", ";
    if (element.is_index)
      text += '[' + std::to_string(element.index) + ']';
    else
      text += element.name;
  }
  return text + ']';
}

ValueView FindPath(value::ItemView item, BoundPath path) {
  ValueView value = item.Find(path.front().name);
  for (const BoundElement& element : path.subspan(1)) {
    if (!value) return {};
    if (element.is_index)
      value = value.Is(Type::kList) ? value.Element(element.index) : ValueView();
    else
      value = value.Is(Type::kMap) ? value.Find(element.name) : ValueView();
  }
  return value;
}

Error KeyLookedInto(std::string_view role, std::string_view attribute) {
  return ValidationError(
      fmt::format("Key attributes must be scalars; list random access '[]' and map lookup '.' are "
                  "not allowed: {}: {}",
                  role, attribute));
}

// Only what can be ordered is ever shown.
std::string ValueText(ValueView value) {
  std::string text = "AttributeValue: {";
  text += value::TypeName(value.type());
  text += ':';
  if (value.Is(Type::kNumber))
    value::AppendNumberText(value.number(), text);
  else if (value.Is(Type::kBinary))
    AppendBase64(value.text(), text);
  else if (value.Is(Type::kString))
    text += value.text();
  return text + '}';
}

}  // namespace pixii::expr
