#include <fmt/format.h>

#include <string>

#include "api/refuse.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

// KeyConditions goes together with every expression but its own counterpart.
bool TakesPart(const Request& request, Field field) {
  if (field == Field::kKeyConditions && !request.Has(Field::kKeyConditionExpression)) return false;
  return request.Has(field);
}

// The names of those `fields` that the request has, as they are printed.
std::string PresentOf(const Request& request, std::span<const Field> fields) {
  std::string names;
  for (const Field field : fields) {
    if (!TakesPart(request, field)) continue;
    if (!names.empty()) names += ", ";
    names += NameOf(field);
  }
  return names;
}

bool HasAny(const Request& request, std::span<const Field> fields) {
  for (const Field field : fields)
    if (TakesPart(request, field)) return true;
  return false;
}

}  // namespace

Status NoMixing(const Request& request) {
  const OperationShape& operation = request.operation();
  if (!HasAny(request, operation.legacy_fields) || !HasAny(request, operation.expression_fields))
    return {};
  return Refuse(
      fmt::format("Can not use both expression and non-expression parameters in the same request: "
                  "Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
                  PresentOf(request, operation.legacy_fields),
                  PresentOf(request, operation.expression_fields)));
}

Status NamesNeedExpression(const Request& request) {
  if (!request.Has(Field::kExpressionAttributeNames)) return {};
  if (!HasAny(request, request.operation().expression_fields))
    return Refuse("ExpressionAttributeNames can only be specified when using expressions");
  return {};
}

Status ValuesNeedExpression(const Request& request) {
  if (!request.Has(Field::kExpressionAttributeValues)) return {};
  std::string absent;
  int count = 0;
  for (const Field field : request.operation().expression_fields) {
    // A projection has no values.
    if (field == Field::kProjectionExpression) continue;
    if (request.Has(field)) return {};
    if (count++ > 0) absent += " and ";
    absent += NameOf(field);
  }
  return Refuse(
      fmt::format("ExpressionAttributeValues can only be specified when using expressions: {} {} "
                  "null",
                  absent, count == 1 ? "is" : "are"));
}

Status ExpressionParameters(const Request& request) {
  RETURN_IF_ERROR(NoMixing(request));
  RETURN_IF_ERROR(NamesNeedExpression(request));
  return ValuesNeedExpression(request);
}

}  // namespace pixii::api
