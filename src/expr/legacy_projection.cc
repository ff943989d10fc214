#include "expr/legacy_projection.h"

#include <fmt/core.h>

#include "base/invalid_parameter.h"
#include "base/limits.h"

namespace pixii::expr {
namespace {

std::unexpected<Error> Invalid(std::string_view text) {
  return std::unexpected(InvalidParameter(text));
}

}  // namespace

Status BindAttributesToGet(std::span<const std::string_view> names, BoundProjection& out) {
  out.Clear();
  if (names.size() > kLegacyAttributesToGetMax) return Invalid("Too many attributes to get");
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.elements.push_back(BoundElement::Name(names[i]));
    out.paths.push_back({.first = static_cast<std::uint16_t>(i), .count = 1});
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.tree.Insert(out.PathOf(i), static_cast<std::uint16_t>(i));
    if (out.tree.overlap())
      return Invalid(fmt::format("Duplicate value in attribute name: {}", names[i]));
  }
  return {};
}

}  // namespace pixii::expr
