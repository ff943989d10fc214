#include "service/legacy.h"

#include <algorithm>

#include "api/check.h"
#include "api/refuse.h"
#include "base/limits.h"
#include "codec/attribute_json.h"
#include "expr/legacy_key_condition.h"
#include "expr/legacy_projection.h"
#include "service/legacy_expected.h"

namespace pixii::service {
namespace {

using api::Field;
using codec::JsonElements;
using codec::JsonMembers;
using codec::JsonValue;
using codec::ValueErrorKind;

Field ConditionField(const api::Request& request) {
  if (request.Has(Field::kExpected)) return Field::kExpected;
  return request.Has(Field::kQueryFilter) ? Field::kQueryFilter : Field::kScanFilter;
}

Status EncodeOne(LegacySpace& space, JsonValue value, LegacyParameter& parameter) {
  space.marks.push_back(space.builder.Mark());
  return codec::EncodeValue(value, space.builder, parameter.value_errors);
}

void CheckName(std::string_view name, codec::ValueErrors& errors) {
  if (name.empty()) errors.Add(ValueErrorKind::kEmptyAttributeName);
  if (name.size() > kAttributeNameSizeBytesMax) errors.Add(ValueErrorKind::kLongAttributeName);
}

// Of two entries of one name the last counts.
void MarkReplaced(LegacySpace& space, std::vector<LegacyEntry>& entries) {
  if (entries.size() < 2) return;
  std::vector<std::size_t>& sorted = space.sorted_entries;
  sorted.clear();
  for (std::size_t i = 0; i < entries.size(); ++i) sorted.push_back(i);
  std::ranges::sort(sorted, [&](std::size_t a, std::size_t b) {
    const int order = entries[a].attribute.compare(entries[b].attribute);
    return order != 0 ? order < 0 : a < b;
  });
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    LegacyEntry& before = entries[sorted[i - 1]];
    before.is_replaced = before.attribute == entries[sorted[i]].attribute;
  }
}

Status Encode(Call& call, Field field, LegacyParameter& out) {
  LegacySpace& space = call.workspace.legacy;
  out.entries.clear();
  out.value_errors.Clear();
  const JsonValue json = call.request.Json(field);
  if (!json.IsObject()) return {};
  for (JsonMembers named(json); named.Next();) {
    const bool good = out.value_errors.empty();
    LegacyEntry& entry = out.entries.emplace_back(LegacyEntry{
        .attribute = named.name(), .members = named.value(), .first_value = space.marks.size()});
    CheckName(entry.attribute, out.value_errors);
    if (const JsonValue value = entry.members.Find("Value"); !value.IsNull()) {
      RETURN_IF_ERROR(EncodeOne(space, value, out));
    }
    if (const JsonValue list = entry.members.Find("AttributeValueList"); list.IsArray()) {
      for (JsonElements element(list); element.Next();) {
        RETURN_IF_ERROR(EncodeOne(space, element.value(), out));
      }
    }
    entry.value_count = space.marks.size() - entry.first_value;
    if (good && !out.value_errors.empty()) out.bad_entry = out.entries.size() - 1;
  }
  MarkReplaced(space, out.entries);
  return {};
}

std::span<const value::ValueView> ValuesOf(const Call& call, const LegacyEntry& entry) {
  return std::span(call.workspace.legacy.values).subspan(entry.first_value, entry.value_count);
}

Status CheckValues(const Call& call, const LegacyParameter& parameter, std::size_t index) {
  if (parameter.value_errors.empty() || parameter.bad_entry != index) return {};
  return std::unexpected(ValidationError(codec::Describe(
      parameter.value_errors, api::DialectOf(call.request, parameter.value_errors))));
}

std::string_view TextOf(JsonValue text) {
  return text.IsString() ? text.text() : std::string_view();
}

// The terms of one parameter, each checked.
Status ReadTerms(Call& call, Field field, const LegacyParameter& parameter,
                 std::vector<expr::LegacyTerm>& out) {
  out.clear();
  for (std::size_t i = 0; i < parameter.entries.size(); ++i) {
    const LegacyEntry& entry = parameter.entries[i];
    if (entry.is_replaced) continue;
    expr::LegacyTerm term{.attribute = entry.attribute, .values = ValuesOf(call, entry)};
    if (field == Field::kExpected) {
      RETURN_IF_ERROR(CheckExpectedForm(entry));
      term.op = ExpectedOperator(entry);
    } else {
      // The member is required, and its words are checked.
      term.op = expr::FindLegacyOperator(TextOf(entry.members.Find("ComparisonOperator")))
                    .value_or(expr::LegacyOperator::kEq);
    }
    RETURN_IF_ERROR(CheckValues(call, parameter, i));
    RETURN_IF_ERROR(expr::CheckLegacyTerm(term));
    out.push_back(term);
  }
  return {};
}

}  // namespace

Status EncodeLegacyValues(Call& call) {
  LegacySpace& space = call.workspace.legacy;
  space.builder.Clear();
  space.marks.clear();
  space.values.clear();
  RETURN_IF_ERROR(Encode(call, Field::kAttributeUpdates, space.updates));
  RETURN_IF_ERROR(Encode(call, ConditionField(call.request), space.conditions));
  RETURN_IF_ERROR(Encode(call, Field::kKeyConditions, space.keys));
  for (const std::size_t mark : space.marks) space.values.push_back(space.builder.ViewFrom(mark));
  return {};
}

bool HasLegacyCondition(const api::Request& request) {
  return request.Has(ConditionField(request));
}

Status BindLegacyCondition(Call& call) {
  if (!HasLegacyCondition(call.request)) return {};
  LegacySpace& space = call.workspace.legacy;
  RETURN_IF_ERROR(
      ReadTerms(call, ConditionField(call.request), space.conditions, space.condition_terms));
  const bool any = call.request.Text(Field::kConditionalOperator) == "OR";
  return expr::BindLegacyCondition(space.condition_terms,
                                   any ? expr::LegacyJoin::kOr : expr::LegacyJoin::kAnd,
                                   call.workspace.expressions.condition);
}

Status BindAttributeUpdates(Call& call) {
  if (!call.request.Has(Field::kAttributeUpdates)) return {};
  LegacySpace& space = call.workspace.legacy;
  space.bound_updates.clear();
  for (std::size_t i = 0; i < space.updates.entries.size(); ++i) {
    const LegacyEntry& entry = space.updates.entries[i];
    if (entry.is_replaced) continue;
    RETURN_IF_ERROR(CheckValues(call, space.updates, i));
    const expr::LegacyUpdate update{
        .attribute = entry.attribute,
        .action = expr::ParseLegacyAction(TextOf(entry.members.Find("Action"))),
        .value = entry.value_count == 0 ? value::ValueView() : ValuesOf(call, entry).front()};
    RETURN_IF_ERROR(expr::CheckLegacyUpdate(update));
    space.bound_updates.push_back(update);
  }
  return expr::BindLegacyUpdate(space.bound_updates, call.workspace.expressions.update);
}

Status BindKeyConditions(Call& call) {
  if (!call.request.Has(Field::kKeyConditions)) return {};
  LegacySpace& space = call.workspace.legacy;
  RETURN_IF_ERROR(ReadTerms(call, Field::kKeyConditions, space.keys, space.key_terms));
  ASSIGN_OR_RETURN(space.bound_key_terms, expr::BindLegacyKeyConditions(space.key_terms));
  return {};
}

Result<expr::KeyTerms> ReadKeyTerms(Call& call) {
  const Result<expr::KeyTerms> terms =
      call.request.Has(Field::kKeyConditions)
          ? Result<expr::KeyTerms>(call.workspace.legacy.bound_key_terms)
          : expr::TakeApart(call.workspace.expressions.key_condition);
  // Only keys of indexes have more attributes; which ones is known later.
  if (terms.has_value() && terms->count > kTableKeyAttributesMax &&
      !call.request.Has(Field::kIndexName)) {
    return std::unexpected(ValidationError("Conditions can be of length 1 or 2 only"));
  }
  return terms;
}

Status CheckKeyOperators(Call& call) {
  if (!call.request.Has(Field::kKeyConditions)) return {};
  return expr::CheckIndexable(call.workspace.legacy.key_terms);
}

Status CheckFilterAgainst(Call& call, const expr::KeySchemaView& schema) {
  if (HasLegacyCondition(call.request)) {
    return expr::CheckQueryFilterAvoidsKey(call.workspace.legacy.condition_terms, schema);
  }
  return expr::CheckFilterAvoidsKey(call.workspace.expressions.condition, schema);
}

Status BindAttributesToGet(Call& call) {
  return BindAttributesToGet(call, call.request.Json(Field::kAttributesToGet));
}

Status BindAttributesToGet(Call& call, JsonValue names) {
  if (!names.IsArray()) return {};
  std::vector<std::string_view>& list = call.workspace.legacy.names;
  list.clear();
  for (JsonElements name(names); name.Next();) {
    list.push_back(TextOf(name.value()));
    if (list.back().empty()) return api::RefuseInvalid("Empty attribute name");
    if (list.back().size() > kAttributeNameSizeBytesMax)
      return api::RefuseInvalid("Attribute name is too large, must be less than 65536 bytes");
  }
  return expr::BindAttributesToGet(list, call.workspace.expressions.projection);
}

}  // namespace pixii::service
