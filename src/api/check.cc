#include "api/check.h"

#include "api/bind.h"
#include "api/constraints.h"
#include "api/nesting.h"
#include "api/not_built.h"
#include "api/table_name.h"

namespace pixii::api {
namespace {

Status RunRules(std::span<const Rule> rules, const Request& request) {
  for (const Rule rule : rules)
    if (Status status = rule(request); !status.has_value())
      return std::unexpected(Enveloped(request.operation(), std::move(status).error()));
  return {};
}

Status CheckAll(codec::JsonValue body, Request& request) {
  const OperationShape& operation = request.operation();
  RETURN_IF_ERROR(RequestBinder::Bind(body, request));
  if (operation.table_name != TableNameCheck::kNone) {
    ASSIGN_OR_RETURN(const std::string_view name,
                     CheckTableName(operation, request.Json(Field::kTableName)));
    RequestBinder::SetTableName(name, request);
  }
  RETURN_IF_ERROR(RunRules(operation.rules_before_constraints, request));
  RETURN_IF_ERROR(CheckConstraints(request));
  RETURN_IF_ERROR(RunRules(operation.rules, request));
  return CheckBuilt(request);
}

}  // namespace

Result<Request> Check(const OperationShape& operation, codec::JsonValue body) {
  if (!body.IsObject()) return std::unexpected(SerializationError(""));
  Request request(operation);
  Status status = CheckAll(body, request);
  if (status.has_value()) return request;
  // The service reports wrong JSON types first, also those inside attribute values.
  RETURN_IF_ERROR(CheckAllTypes(*operation.input, body));
  return std::unexpected(std::move(status).error());
}

Status CheckAfterValues(const Request& request) {
  return RunRules(request.operation().rules_after_values, request);
}

codec::Dialect DialectOf(const OperationShape& operation) {
  switch (operation.layer) {
    case Layer::kOldEcho:
      return codec::Dialect::kOlder;
    case Layer::kNew:
      return codec::Dialect::kBare;
    case Layer::kEnvelope2026:
      return codec::Dialect::kEnveloped;
  }
  return codec::Dialect::kBare;
}

codec::Dialect DialectOf(const Request& request, const codec::ValueErrors& errors) {
  if (request.operation().single_item && errors.kind() == codec::ValueErrorKind::kNesting &&
      NestingLevels(request) > kNewerLayersLevelsMax)
    return codec::Dialect::kOlder;
  return DialectOf(request.operation());
}

Error Enveloped(const OperationShape& operation, Error error) {
  if (operation.layer == Layer::kEnvelope2026 && error.code == ErrorCode::kValidation)
    error.message.insert(0, "1 validation error detected: ");
  return error;
}

}  // namespace pixii::api
