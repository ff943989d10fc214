#include "api/table_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "api/constraints.h"
#include "api/failures.h"
#include "base/limits.h"

namespace pixii::api {
namespace {

constexpr std::string_view kPatternRule =
    "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
constexpr std::string_view kArnStart = "arn:";
constexpr std::string_view kInvalidName =
    "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and "
    "may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'";

// Takes the part of `text` up to the next colon; empty if there is none.
std::string_view TakePart(std::string_view& text) {
  const std::size_t end = text.find(':');
  if (end == std::string_view::npos) return {};
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end + 1);
  return part;
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Error OneFailure(std::string_view failure) {
  return ValidationError(fmt::format("1 validation error detected: {}", failure));
}

// The bounds of the model's TableName, which may be an ARN: the newer form in newer layers.
bool IsWithinModel(std::string_view name) {
  return !name.empty() && name.size() <= kTableArnSizeMax;
}
Error OutsideModel(std::string_view name) {
  return OneFailure(
      fmt::format("Value at 'TableName' failed to satisfy constraint: Member must have length {}",
                  name.empty() ? "greater than or equal to 1" : "less than or equal to 1024"));
}

}  // namespace

bool IsTableName(std::string_view name) {
  return name.size() >= kTableNameSizeMin && name.size() <= kTableNameSizeMax &&
         IsNamePattern(name);
}

std::string_view NameOfTableArn(std::string_view arn) {
  if (arn.size() > kTableArnSizeMax) return {};
  constexpr std::string_view kTable = "table/";
  if (TakePart(arn) != "arn" || !TakePart(arn).starts_with("aws")) return {};
  if (TakePart(arn) != "dynamodb") return {};
  const std::string_view region = TakePart(arn);
  const std::string_view account = TakePart(arn);
  if (region.empty() || !IsNamePattern(region) || !IsDigits(account)) return {};
  if (!arn.starts_with(kTable)) return {};
  arn.remove_prefix(kTable.size());
  return IsTableName(arn) ? arn : std::string_view();
}

std::string_view ResolveTableName(std::string_view name_or_arn) {
  if (IsTableName(name_or_arn)) return name_or_arn;
  return NameOfTableArn(name_or_arn);
}

Result<std::string_view> CheckTableName(const OperationShape& operation, codec::JsonValue name) {
  const TableNameCheck check = operation.table_name;
  if (name.IsNull()) {
    if (check == TableNameCheck::kControl || check == TableNameCheck::kCreate)
      return std::unexpected(ValidationError(
          "The parameter 'TableName' is required but was not present in the request"));
    return std::string_view();
  }
  const std::string_view text = name.text();
  if (IsTableName(text)) return text;
  if (text.starts_with(kArnStart) && text.size() <= kTableArnSizeMax) {
    const std::string_view resolved = NameOfTableArn(text);
    if (resolved.empty()) return std::unexpected(ValidationError(std::string(kInvalidName)));
    return resolved;
  }
  if (check == TableNameCheck::kControl) {
    if (text.size() < kTableNameSizeMin || text.size() > kTableNameSizeMax)
      return std::unexpected(ValidationError(
          "TableName must be at least 3 characters long and at most 255 characters long"));
    return std::unexpected(OneFailure(fmt::format(
        "Value '{}' at 'tableName' failed to satisfy constraint: {}", text, kPatternRule)));
  }
  if (check == TableNameCheck::kPut && !IsWithinModel(text))
    return std::unexpected(OutsideModel(text));
  return std::string_view();
}

void AddTableNameFailures(codec::JsonValue name, Failures& failures) {
  const auto add = [&](std::string_view rule) {
    constexpr Type kText = {.kind = Kind::kString};
    const Path path{.parent = nullptr, .step = Path::Step::kMember, .name = "TableName"};
    failures.Add(path, kText, name, rule);
  };
  if (name.IsNull()) return add("Member must not be null");
  const std::string_view text = name.text();
  if (text.size() > kTableArnSizeMax)
    return add("Member must have length less than or equal to 1024");
  if (text.empty() || !IsNamePattern(text)) add(kPatternRule);
  if (text.size() < kTableNameSizeMin) add("Member must have length greater than or equal to 3");
  if (text.size() > kTableNameSizeMax) add("Member must have length less than or equal to 255");
}

Error BadTableNameAlone(const OperationShape& operation, codec::JsonValue name) {
  if (!name.IsNull() && !IsWithinModel(name.text())) return OutsideModel(name.text());
  Failures failures(operation, /*old_wording=*/true);
  AddTableNameFailures(name, failures);
  return failures.ToError();
}

}  // namespace pixii::api
