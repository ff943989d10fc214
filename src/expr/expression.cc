#include "expr/expression.h"

namespace pixii::expr {
namespace {

constexpr std::string_view kFunctionNames[] = {
    "",     "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains",
    "size", "if_not_exists",    "list_append"};

}  // namespace

std::string_view MessagePrefix(ExpressionKind kind) {
  switch (kind) {
    case ExpressionKind::kUpdate:
      return "Invalid UpdateExpression: ";
    case ExpressionKind::kCondition:
      return "Invalid ConditionExpression: ";
    case ExpressionKind::kKeyCondition:
      return "Invalid KeyConditionExpression: ";
    case ExpressionKind::kFilter:
      return "Invalid FilterExpression: ";
    case ExpressionKind::kProjection:
      return "Invalid ProjectionExpression: ";
  }
  return "";
}

std::string_view ComparatorText(Comparator comparator) {
  constexpr std::string_view kTexts[] = {"=", "<>", "<", "<=", ">", ">="};
  return kTexts[static_cast<int>(comparator)];
}

std::string_view FunctionName(Function function) {
  return kFunctionNames[static_cast<int>(function)];
}

Function FindFunction(std::string_view name) {
  for (int i = 1; i < static_cast<int>(std::size(kFunctionNames)); ++i) {
    if (name.size() == kFunctionNames[i].size() && name == kFunctionNames[i])
      return static_cast<Function>(i);
  }
  return Function::kNone;
}

std::string_view SectionName(UpdateSection section) {
  constexpr std::string_view kNames[] = {"SET", "REMOVE", "ADD", "DELETE"};
  return kNames[static_cast<int>(section)];
}

void Tree::Clear(std::string_view new_text, ExpressionKind new_kind) {
  text = new_text;
  kind = new_kind;
  nodes.clear();
  elements.clear();
  step_count = 0;
}

}  // namespace pixii::expr
