#include "service/legacy_expected.h"

#include <fmt/format.h>

#include "api/refuse.h"
#include "api/request.h"

namespace pixii::service {
namespace {

using codec::JsonValue;

// Null counts as absent.
bool Has(const LegacyEntry& entry, std::string_view member) {
  return !entry.members.Find(member).IsNull();
}

Status Invalid(const LegacyEntry& entry, std::string_view what) {
  return api::RefuseInvalid(fmt::format("{} for Attribute: {}", what, entry.attribute));
}

}  // namespace

Status CheckExpectedForm(const LegacyEntry& entry) {
  const bool has_value = Has(entry, "Value");
  const bool has_list = Has(entry, "AttributeValueList");
  const JsonValue exists = entry.members.Find("Exists");
  const JsonValue comparison = entry.members.Find("ComparisonOperator");
  if (has_value && has_list)
    return Invalid(entry, "Value and AttributeValueList cannot be used together");
  if (comparison.IsString()) {
    const std::string_view op = comparison.text();
    if (!exists.IsNull())
      return Invalid(entry, "Exists and ComparisonOperator cannot be used together");
    if (!has_value && !has_list && op != "NULL" && op != "NOT_NULL") {
      return Invalid(
          entry,
          fmt::format("Value or AttributeValueList must be used with ComparisonOperator: {}", op));
    }
    return {};
  }
  if (has_list)
    return Invalid(entry, "AttributeValueList can only be used with a ComparisonOperator");
  const bool must_exist = api::ReadChecked(exists, true);
  if (must_exist && !has_value) {
    return Invalid(entry, fmt::format("Value must be provided when Exists is {}",
                                      exists.IsNull() ? "null" : "true"));
  }
  if (!must_exist && has_value) return Invalid(entry, "Value cannot be used when Exists is false");
  return {};
}

expr::LegacyOperator ExpectedOperator(const LegacyEntry& entry) {
  const JsonValue comparison = entry.members.Find("ComparisonOperator");
  if (comparison.IsString())
    return expr::FindLegacyOperator(comparison.text()).value_or(expr::LegacyOperator::kEq);
  return Has(entry, "Value") ? expr::LegacyOperator::kEq : expr::LegacyOperator::kNull;
}

}  // namespace pixii::service
