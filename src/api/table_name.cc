#include "api/table_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "api/constraints.h"
#include "api/failures.h"
#include "base/limits.h"

namespace pixii::api {
namespace {

// "Using ARNs as table names": the longest that the model admits.
constexpr std::size_t kTableArnSizeMax = 1024;

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

// The length bounds of a TableName in the model, 1 and 1,024, in the words of the layer.
Status CheckModelLength(Layer layer, std::string_view name) {
  if (!name.empty() && name.size() <= kTableArnSizeMax) return {};
  const std::string rule = name.empty() ? "Member must have length greater than or equal to 1"
                                        : "Member must have length less than or equal to 1024";
  const std::string value = layer == Layer::kOldEcho ? fmt::format("'{}' at 'tableName'",
                                                                   CutText(name, kEchoSizeBytesMax))
                                                     : "at 'TableName'";
  return std::unexpected(
      OneFailure(fmt::format("Value {} failed to satisfy constraint: {}", value, rule)));
}

// Pattern and length of a name: the older form in every layer.
Status CheckNameForm(std::string_view name, bool lengths) {
  std::string failures;
  int count = 0;
  const auto add = [&](std::string_view rule) {
    if (count++ > 0) failures += "; ";
    failures +=
        fmt::format("Value '{}' at 'tableName' failed to satisfy constraint: {}", name, rule);
  };
  if (!IsNamePattern(name)) add("Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  if (lengths && name.size() < kTableNameSizeMin)
    add("Member must have length greater than or equal to 3");
  if (lengths && name.size() > kTableNameSizeMax)
    add("Member must have length less than or equal to 255");
  if (count == 0) return {};
  return std::unexpected(ValidationError(
      fmt::format("{} validation error{} detected: {}", count, count == 1 ? "" : "s", failures)));
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
  const bool control = operation.table_name != TableNameCheck::kData;
  if (name.IsNull()) {
    if (control)
      return std::unexpected(ValidationError(
          "The parameter 'TableName' is required but was not present in the request"));
    return std::unexpected(OneFailure(
        "Value null at 'tableName' failed to satisfy constraint: Member must not be null"));
  }
  const std::string_view text = name.text();
  if (IsTableName(text)) return text;
  if (text.starts_with(kArnStart) && text.size() <= kTableArnSizeMax) {
    const std::string_view resolved = NameOfTableArn(text);
    if (resolved.empty()) return std::unexpected(ValidationError(std::string(kInvalidName)));
    return resolved;
  }
  if (operation.table_name == TableNameCheck::kControl) {
    if (text.size() < kTableNameSizeMin || text.size() > kTableNameSizeMax)
      return std::unexpected(ValidationError(
          "TableName must be at least 3 characters long and at most 255 characters long"));
  } else {
    RETURN_IF_ERROR(CheckModelLength(operation.layer, text));
  }
  RETURN_IF_ERROR(CheckNameForm(text, operation.table_name != TableNameCheck::kControl));
  return text;
}

}  // namespace pixii::api
