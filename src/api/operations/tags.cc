// TagResource, UntagResource, ListTagsOfResource: their checks come before the constraints that the
// model has for them, in an order of their own.
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

Status ArnPresent(const Request& request) {
  if (!request.Text(Field::kResourceArn).empty()) return {};
  return Refuse("Invalid TableArn");
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
constexpr Rule kTagRules[] = {ArnRules, SomeTag, TagRules};
constexpr Rule kUntagRules[] = {ArnRules, SomeTagKey};
constexpr Rule kListRules[] = {ArnRules};

}  // namespace

constinit const OperationShape kTagResource = {
    .name = "TagResource", .rules_before_constraints = kFirst, .rules = kTagRules};
constinit const OperationShape kUntagResource = {
    .name = "UntagResource", .rules_before_constraints = kFirst, .rules = kUntagRules};
constinit const OperationShape kListTagsOfResource = {
    .name = "ListTagsOfResource", .rules_before_constraints = kFirst, .rules = kListRules};

}  // namespace pixii::api
