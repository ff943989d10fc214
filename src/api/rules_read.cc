#include <fmt/format.h>

#include <string>

#include "api/refuse.h"
#include "api/rules.h"

namespace pixii::api {
// What Query says about Select stands in an envelope, unlike its other refusals.
Status SelectRules(const Request& request) {
  const std::string_view select = request.Text(Field::kSelect);
  const bool attributes = request.Has(Field::kAttributesToGet);
  const bool projection = request.Has(Field::kProjectionExpression);
  const std::string_view given = attributes ? "AttributesToGet" : "ProjectionExpression";
  const std::string envelope =
      request.operation().name == "Query" ? "1 validation error detected: " : "";
  if (select == "SPECIFIC_ATTRIBUTES" && !attributes && !projection)
    return Refuse(envelope +
                  "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                  "SPECIFIC_ATTRIBUTES");
  if (select == "ALL_PROJECTED_ATTRIBUTES" && !request.Has(Field::kIndexName))
    return Refuse(envelope +
                  "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  if (!attributes && !projection) return {};
  if (select == "ALL_ATTRIBUTES" || select == "ALL_PROJECTED_ATTRIBUTES")
    return Refuse(
        fmt::format("{}Cannot specify the {} when choosing to get {}", envelope, given, select));
  if (select == "COUNT")
    return Refuse(fmt::format("{}Cannot specify the {} when choosing to get only the Count",
                              envelope, given));
  return {};
}

Status SegmentRules(const Request& request) {
  const bool has_segment = request.Has(Field::kSegment);
  const bool has_total = request.Has(Field::kTotalSegments);
  if (has_segment && !has_total)
    return Refuse(
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present");
  if (has_total && !has_segment)
    return Refuse(
        "The Segment parameter is required but was not present in the request when parameter "
        "TotalSegments is present");
  const std::int64_t segment = request.Integer(Field::kSegment);
  const std::int64_t total = request.Integer(Field::kTotalSegments);
  if (has_segment && segment >= total)
    return Refuse(
        fmt::format("The Segment parameter is zero-based and must be less than parameter "
                    "TotalSegments: Segment: {} is not less than TotalSegments: {}",
                    segment, total));
  return {};
}

}  // namespace pixii::api
