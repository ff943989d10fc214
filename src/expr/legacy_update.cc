// PUT is SET, DELETE without a value is REMOVE, DELETE of a set and ADD are what they are in an
// expression. Only ADD of a list has no counterpart: it appends.
#include "expr/legacy_update.h"

#include <fmt/core.h>

#include <string>

#include "base/invalid_parameter.h"
#include "base/limits.h"

namespace pixii::expr {
namespace {

using value::Type;

std::unexpected<Error> Invalid(std::string_view text) {
  return std::unexpected(InvalidParameter(text));
}

UpdateSection SectionOf(const LegacyUpdate& update) {
  switch (update.action) {
    case LegacyAction::kPut:
      return UpdateSection::kSet;
    case LegacyAction::kAdd:
      return UpdateSection::kAdd;
    case LegacyAction::kDelete:
      break;
  }
  return update.value ? UpdateSection::kDelete : UpdateSection::kRemove;
}

}  // namespace

LegacyAction ParseLegacyAction(std::string_view name) {
  if (name == "ADD") return LegacyAction::kAdd;
  return name == "DELETE" ? LegacyAction::kDelete : LegacyAction::kPut;
}

Status CheckLegacyUpdate(const LegacyUpdate& update) {
  if (!update.value) {
    if (update.action == LegacyAction::kDelete) return {};
    return Invalid("Only DELETE action is allowed when no attribute value is specified");
  }
  const Type type = update.value.type();
  if (update.action == LegacyAction::kDelete && !value::IsSet(type)) {
    return Invalid(fmt::format("DELETE action with value is not supported for the type {}",
                               value::TypeName(type)));
  }
  if (update.action == LegacyAction::kAdd && !value::IsSet(type) && type != Type::kNumber &&
      type != Type::kList) {
    return Invalid(
        fmt::format("ADD action is not supported for the type {}", value::TypeName(type)));
  }
  return {};
}

Status BindLegacyUpdate(std::span<const LegacyUpdate> updates, BoundUpdate& out) {
  out.Clear();
  if (updates.size() > kLegacyUpdatesMax) return Invalid("Too many attributes to update");
  out.is_legacy = true;
  for (const LegacyUpdate& update : updates) {
    const auto number = static_cast<std::uint16_t>(out.actions.size());
    BoundAction action{.section = SectionOf(update), .path = {.first = number, .count = 1}};
    out.elements.push_back(BoundElement::Name(update.attribute));
    if (update.value) {
      action.term = static_cast<NodeIndex>(out.terms.size());
      BoundTerm& term = out.terms.emplace_back();
      term.kind = NodeKind::kValue;
      term.value = update.value;
    }
    out.actions.push_back(action);
  }
  // The tree keeps views of the elements' names, not of the elements.
  for (std::size_t i = 0; i < out.actions.size(); ++i)
    out.paths.Insert(out.PathOf(out.actions[i]), static_cast<std::uint16_t>(i));
  return {};
}

}  // namespace pixii::expr
