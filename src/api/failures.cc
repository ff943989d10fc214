#include "api/failures.h"

#include <fmt/format.h>

#include "api/request.h"
#include "base/limits.h"

namespace pixii::api {
namespace {

// The list that UpdateItem prints, `UPDATE_NEW` included, and what all operations print in the old
// wording.
constexpr std::string_view kUpdateItemReturnValues =
    "[ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]";
constexpr std::string_view kOldReturnValues = "[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]";

void AppendPath(const Path& path, bool old_wording, std::string& out) {
  if (path.parent != nullptr) {
    AppendPath(*path.parent, old_wording, out);
    out += '.';
  }
  switch (path.step) {
    case Path::Step::kMember:
      out += old_wording ? LowerCamel(path.name) : path.name;
      break;
    case Path::Step::kMapValue:
      out += CutText(path.name, kEchoSizeBytesMax);
      out += ".member";
      break;
    case Path::Step::kElement:
      out += fmt::format("{}.member", path.position);
      break;
  }
}

}  // namespace

std::string LowerCamel(std::string_view name) {
  std::string text(name);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z')
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string EnumList(std::span<const std::string_view> values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

Failures::Failures(const OperationShape& operation, bool old_wording)
    : operation_(operation),
      old_wording_(old_wording),
      max_(old_wording_ || operation.joins_failures ? kFailuresReportedMax : 1) {}

void Failures::Add(const Path& path, const Type& type, codec::JsonValue value,
                   std::string_view rule, bool old_wording) {
  std::string text = "Value ";
  if (value.IsNull()) {
    FallBack();
    text += "null ";
  } else if (old_wording) {
    text += '\'';
    AppendEcho(type, value, text);
    text += "' ";
  }
  text += "at '";
  AppendPath(path, old_wording, text);
  text += "' failed to satisfy constraint: ";
  text += rule;
  AddText(text);
}

void Failures::AddEnum(const Path& path, const Member& member, codec::JsonValue value) {
  const bool unnamed = operation_.enum_failure == EnumFailure::kUnnamed && !old_wording_;
  std::string rule = "Member must satisfy enum value set: ";
  if (member.name == "ReturnValues" && old_wording_)
    rule += kOldReturnValues;
  else if (member.name == "ReturnValues" && unnamed)
    rule += kUpdateItemReturnValues;
  else
    rule += EnumList(member.values);
  const bool echoed = operation_.enum_failure == EnumFailure::kEchoedSelect &&
                      (member.name == "Select" || member.name == "ComparisonOperator" ||
                       member.name == "ConditionalOperator");
  if (unnamed)
    AddText("Failed to satisfy constraint: " + rule);
  else
    Add(path, *member.type, value, rule, old_wording_ || echoed);
}

void Failures::AddText(std::string_view text) {
  if (full()) return;
  if (count_++ > 0) text_ += "; ";
  text_ += text;
}

Error Failures::ToError() const {
  return ValidationError(
      fmt::format("{} validation error{} detected: {}", count_, count_ == 1 ? "" : "s", text_));
}

}  // namespace pixii::api
