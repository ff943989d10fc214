#include "expr/binder_base.h"

#include <fmt/core.h>

namespace pixii::expr {

BinderBase::BinderBase(const Tree& tree, Substitutions& substitutions,
                       std::vector<BoundElement>& elements)
    : tree_(tree), substitutions_(substitutions), elements_(elements) {
  elements_.resize(tree.elements.size());
}

Status BinderBase::BindElement(std::size_t index) {
  const PathElement& element = tree_.elements[index];
  switch (element.kind) {
    case ElementKind::kIdentifier:
      elements_[index] = BoundElement::Name(tree_.TextOf(element.token));
      return {};
    case ElementKind::kIndex:
      elements_[index] = BoundElement::Index(element.index);
      return {};
    case ElementKind::kName:
      break;
  }
  const std::string_view token = tree_.TextOf(element.token);
  const std::string_view* const name = substitutions_.UseName(token);
  if (name == nullptr) {
    return Fail(fmt::format(
        "An expression attribute name used in the document path is not defined; attribute name: {}",
        token));
  }
  elements_[index] = BoundElement::Name(*name);
  return {};
}

Status BinderBase::BindPath(const Node& path, PathRange& out) {
  out = {.first = path.first_element, .count = path.count};
  for (std::size_t i = 0; i < path.count; ++i) RETURN_IF_ERROR(BindElement(path.first_element + i));
  return {};
}

Status BinderBase::BindAllElements() {
  for (std::size_t i = 0; i < elements_.size(); ++i) RETURN_IF_ERROR(BindElement(i));
  return {};
}

Status BinderBase::BindValue(const Node& value, value::ValueView& out) {
  const std::string_view token = tree_.TextOf(value.token);
  out = substitutions_.UseValue(token);
  if (out) return {};
  return Fail(fmt::format(
      "An expression attribute value used in expression is not defined; attribute value: {}",
      token));
}

std::unexpected<Error> BinderBase::Clash(std::string_view verb, BoundPath first,
                                         BoundPath second) const {
  return Fail(
      fmt::format("Two document paths {} with each other; must remove or rewrite one of "
                  "these paths; path one: {}, path two: {}",
                  verb, PathText(first), PathText(second)));
}

std::unexpected<Error> BinderBase::Fail(std::string message) const {
  return std::unexpected(ValidationError(std::string(MessagePrefix(tree_.kind)) + message));
}

std::unexpected<Error> BinderBase::WrongOperandCount(std::string_view name, int count) const {
  return Fail(
      fmt::format("Incorrect number of operands for operator or function; operator or "
                  "function: {}, number of operands: {}",
                  name, count));
}

std::unexpected<Error> BinderBase::WrongType(std::string_view name, std::string_view type) const {
  return Fail(
      fmt::format("Incorrect operand type for operator or function; operator or function: "
                  "{}, operand type: {}",
                  name, type));
}

std::unexpected<Error> BinderBase::WrongType(std::string_view name, value::ValueView value) const {
  return WrongType(name, value::TypeName(value.type()));
}

std::unexpected<Error> BinderBase::PathRequired(std::string_view name) const {
  return Fail(
      fmt::format("Operator or function requires a document path; operator or function: {}", name));
}

}  // namespace pixii::expr
