#include "expr/bound.h"

#include <fmt/core.h>

#include "base/base64.h"
#include "value/number.h"

namespace pixii::expr {

using value::Type;
using value::ValueView;

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

Error EmptyKeyValue(std::string_view attribute, Type type) {
  return ValidationError(
      fmt::format("One or more parameter values are not valid. The AttributeValue for a key "
                  "attribute cannot contain an empty {} value. Key: {}",
                  type == Type::kString ? "string" : "binary", attribute));
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
