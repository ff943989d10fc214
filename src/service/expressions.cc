#include "service/expressions.h"

#include <string>

#include "api/check.h"
#include "expr/parser.h"
#include "service/legacy.h"

namespace pixii::service {
namespace {

using api::Field;
using codec::JsonMembers;
using codec::JsonValue;

Status InEnvelope(const Call& call, Status status) {
  if (status) return status;
  return std::unexpected(api::Enveloped(call.request.operation(), std::move(status).error()));
}

// The operations of the older dialect say which value they mean.
Error ValueError(const Call& call, const ExpressionSpace& space) {
  const codec::Dialect dialect = api::DialectOf(call.request, space.value_errors);
  std::string text = codec::Describe(space.value_errors, dialect);
  if (dialect == codec::Dialect::kOlder) {
    text = "ExpressionAttributeValues contains invalid value: " + text + " for key " +
           std::string(space.bad_token);
  }
  return ValidationError(std::move(text));
}

Status CheckNotEmpty(JsonValue map, std::string_view member) {
  if (!map.IsObject() || map.size() > 0) return {};
  return std::unexpected(ValidationError(std::string(member) + " must not be empty"));
}

Status AddNames(ExpressionSpace& space, JsonValue names) {
  if (!names.IsObject()) return {};
  RETURN_IF_ERROR(CheckNotEmpty(names, "ExpressionAttributeNames"));
  for (JsonMembers name(names); name.Next();) {
    RETURN_IF_ERROR(space.substitutions.AddName(name.name(), name.value().text()));
  }
  return {};
}

Status BindInto(Call& call, Field field, expr::ExpressionKind kind, expr::BoundCondition& bound) {
  ExpressionSpace& space = call.workspace.expressions;
  bound.Clear();
  if (!call.request.Has(field)) return {};
  RETURN_IF_ERROR(
      InEnvelope(call, expr::ParseCondition(call.request.Text(field), kind, space.condition_tree)));
  return InEnvelope(call, expr::BindCondition(space.condition_tree, space.substitutions, bound));
}

}  // namespace

Status EncodeExpressionValues(Call& call) {
  ExpressionSpace& space = call.workspace.expressions;
  space.values.Clear();
  space.named_values.clear();
  space.value_errors.Clear();
  const JsonValue values = call.request.Json(Field::kExpressionAttributeValues);
  if (!values.IsObject()) return {};
  for (JsonMembers named(values); named.Next();) {
    space.named_values.push_back({named.name(), space.values.Mark()});
    const bool good = space.value_errors.empty();
    RETURN_IF_ERROR(codec::EncodeValue(named.value(), space.values, space.value_errors));
    if (good && !space.value_errors.empty()) space.bad_token = named.name();
  }
  return {};
}

Status OpenSubstitutions(Call& call) {
  ExpressionSpace& space = call.workspace.expressions;
  space.substitutions.Clear();
  RETURN_IF_ERROR(
      InEnvelope(call, AddNames(space, call.request.Json(Field::kExpressionAttributeNames))));
  RETURN_IF_ERROR(
      InEnvelope(call, CheckNotEmpty(call.request.Json(Field::kExpressionAttributeValues),
                                     "ExpressionAttributeValues")));
  if (!space.value_errors.empty()) {
    for (const auto& [token, mark] : space.named_values)
      RETURN_IF_ERROR(InEnvelope(call, expr::Substitutions::CheckValueToken(token)));
    return std::unexpected(ValueError(call, space));
  }
  for (const auto& [token, mark] : space.named_values) {
    RETURN_IF_ERROR(
        InEnvelope(call, space.substitutions.AddValue(token, space.values.ViewFrom(mark))));
  }
  return {};
}

Status OpenNames(Call& call, JsonValue names) {
  ExpressionSpace& space = call.workspace.expressions;
  space.substitutions.Clear();
  return InEnvelope(call, AddNames(space, names));
}

Status BindConditionMember(Call& call, Field field, expr::ExpressionKind kind) {
  if (HasLegacyCondition(call.request)) return {};
  return BindInto(call, field, kind, call.workspace.expressions.condition);
}

Status BindKeyConditionMember(Call& call) {
  return BindInto(call, Field::kKeyConditionExpression, expr::ExpressionKind::kKeyCondition,
                  call.workspace.expressions.key_condition);
}

bool HasProjection(const api::Request& request) {
  return request.Has(Field::kProjectionExpression) || request.Has(Field::kAttributesToGet);
}

Status BindProjectionMember(Call& call) {
  if (call.request.Has(Field::kAttributesToGet)) return {};
  call.workspace.expressions.projection.Clear();
  if (!call.request.Has(Field::kProjectionExpression)) return {};
  return BindProjectionText(call, call.request.Text(Field::kProjectionExpression));
}

Status BindProjectionText(Call& call, std::string_view text) {
  ExpressionSpace& space = call.workspace.expressions;
  RETURN_IF_ERROR(InEnvelope(call, expr::ParseProjection(text, space.projection_tree)));
  return InEnvelope(
      call, expr::BindProjection(space.projection_tree, space.substitutions, space.projection));
}

Status BindUpdateMember(Call& call) {
  if (call.request.Has(Field::kAttributeUpdates)) return {};
  ExpressionSpace& space = call.workspace.expressions;
  space.update.Clear();
  if (!call.request.Has(Field::kUpdateExpression)) return {};
  RETURN_IF_ERROR(InEnvelope(
      call, expr::ParseUpdate(call.request.Text(Field::kUpdateExpression), space.update_tree)));
  return InEnvelope(call, expr::BindUpdate(space.update_tree, space.substitutions, space.update));
}

Status CheckAllUsed(Call& call) {
  return InEnvelope(call, call.workspace.expressions.substitutions.CheckAllUsed());
}

}  // namespace pixii::service
