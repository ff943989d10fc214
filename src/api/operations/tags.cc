// TagResource, UntagResource, ListTagsOfResource: their checks come before the constraints that the
// model has for them, in an order of their own.
#include <fmt/format.h>

#include "api/failures.h"
#include "api/operations/rows.h"
#include "api/refuse.h"
#include "api/rules.h"
#include "api/table_name.h"

namespace pixii::api {
namespace {

Status ArnRules(const Request& request) {
  const std::string_view arn = request.Text(Field::kResourceArn);
  if (!NameOfTableArn(arn).empty()) return {};
  return Refuse("Invalid TableArn: Invalid ResourceArn provided as input " + std::string(arn));
}

// A text that is no ARN at all names nothing that anybody may reach: ARNs have five colons, those
// of DynamoDB a slash behind them. The user's ARN is a form: there are no users.
Status ArnPresent(const Request& request) {
  if (!request.Has(Field::kResourceArn)) return Refuse("Invalid TableArn");
  const std::string_view arn = request.Text(Field::kResourceArn);
  std::string_view resource = arn;
  for (int colons = 0; colons < 5 && !resource.empty(); ++colons) {
    const std::size_t colon = resource.find(':');
    resource = colon == std::string_view::npos ? std::string_view() : resource.substr(colon + 1);
  }
  if (resource.find('/') != std::string_view::npos) return {};
  return std::unexpected(MakeError(
      ErrorCode::kAccessDenied,
      fmt::format("User: arn:aws:iam::000000000000:user/any is not authorized to perform: "
                  "dynamodb:{} on resource: {}",
                  request.operation().name, arn.empty() ? "*" : arn)));
}

// TagResource alone was seen to read the text first.
Status ArnOfTagResource(const Request& request) {
  if (request.Has(Field::kResourceArn)) {
    const std::string_view arn = request.Text(Field::kResourceArn);
    if (!arn.empty() && !arn.starts_with("arn:")) return Refuse("ARNs must start with 'arn:'");
  }
  return ArnPresent(request);
}

Status SomeTag(const Request& request) {
  if (request.Json(Field::kTags).size() > 0) return {};
  return Refuse("Atleast one Tag needs to be provided as Input.");
}

Status SomeTagKey(const Request& request) {
  if (request.Json(Field::kTagKeys).size() > 0) return {};
  return Refuse("Atleast one Tag Key needs to be provided as Input.");
}

constexpr Rule kFirst[] = {ArnPresent};
constexpr Rule kTagFirst[] = {ArnOfTagResource};
constexpr Rule kTagRules[] = {ArnRules, SomeTag, TagRules};
constexpr Rule kUntagRules[] = {ArnRules, SomeTagKey};
constexpr Rule kListRules[] = {ArnRules};

}  // namespace

constinit const OperationShape kTagResource = {
    .name = "TagResource", .rules_before_constraints = kTagFirst, .rules = kTagRules};
constinit const OperationShape kUntagResource = {
    .name = "UntagResource", .rules_before_constraints = kFirst, .rules = kUntagRules};
constinit const OperationShape kListTagsOfResource = {
    .name = "ListTagsOfResource", .rules_before_constraints = kFirst, .rules = kListRules};

}  // namespace pixii::api
