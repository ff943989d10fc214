#include <fmt/format.h>

#include "api/check.h"
#include "service/expressions.h"
#include "service/item_members.h"
#include "service/legacy.h"
#include "service/operations.h"
#include "service/page_answer.h"
#include "service/read_source.h"

namespace pixii::service {

using api::Field;

Status Scan(Call& call) {
  RETURN_IF_ERROR(EncodeStartKey(call));
  RETURN_IF_ERROR(EncodeExpressionValues(call));
  RETURN_IF_ERROR(EncodeLegacyValues(call));
  RETURN_IF_ERROR(BindAttributesToGet(call));
  RETURN_IF_ERROR(BindLegacyCondition(call));
  RETURN_IF_ERROR(CheckStartKeyValues(call));
  RETURN_IF_ERROR(api::CheckAfterValues(call.request));
  RETURN_IF_ERROR(OpenSubstitutions(call));
  RETURN_IF_ERROR(
      BindConditionMember(call, Field::kFilterExpression, expr::ExpressionKind::kFilter));
  RETURN_IF_ERROR(BindProjectionMember(call));
  RETURN_IF_ERROR(CheckAllUsed(call));
  ASSIGN_OR_RETURN(const value::ItemView start_key, FinishItem(call.workspace.start_key));

  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  ASSIGN_OR_RETURN(ReadSource source, ReadSource::Open(call, view));
  const bool restarts = call.request.Has(Field::kExclusiveStartKey);
  if (restarts && source.index() != nullptr) {
    RETURN_IF_ERROR(source.CheckStartKeyHash(start_key));
    RETURN_IF_ERROR(source.CheckStartKeyRange(start_key));
  }
  RETURN_IF_ERROR(source.CheckSelect(call));
  const auto segment_count =
      static_cast<std::uint64_t>(call.request.Integer(Field::kTotalSegments, 1));
  const auto segment = static_cast<std::uint64_t>(call.request.Integer(Field::kSegment, 0));
  store::KeyRange range = source.Segment(segment, segment_count);
  if (restarts) {
    ASSIGN_OR_RETURN(std::string key, source.StartKey(start_key));
    if (key < range.begin || key >= range.end) {
      return std::unexpected(ValidationError(
          fmt::format("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
                      "ExclusiveStartKey with correct Segment. TotalSegments: {} Segment: {}",
                      segment_count, segment)));
    }
    key.push_back('\0');
    range.begin = std::move(key);
  }
  RETURN_IF_ERROR(source.CheckKeyPaths(call));
  return AnswerPage(call, view, source,
                    {.begin = std::move(range.begin), .end = std::move(range.end)});
}

}  // namespace pixii::service
