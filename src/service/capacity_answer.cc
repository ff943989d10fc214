#include "service/capacity_answer.h"

namespace pixii::service {
namespace {

capacity::Report ReportOf(const Call& call) {
  return capacity::ParseReport(call.request.Text(api::Field::kReturnConsumedCapacity));
}

}  // namespace

bool CountsCapacity(const Call& call) {
  return call.counts_capacity || ReportOf(call) != capacity::Report::kNone;
}

void NoteCapacity(Call& call, const capacity::ConsumedCapacity& consumed) {
  call.consumed_units += static_cast<double>(consumed.Total()) / 2;
}

void AnswerCapacity(Call& call, const capacity::ConsumedCapacity& consumed,
                    codec::JsonObjectWriter& object) {
  NoteCapacity(call, consumed);
  const capacity::Report report = ReportOf(call);
  if (report == capacity::Report::kNone) return;
  consumed.Append(report, call.request.Text(api::Field::kTableName),
                  object.Name("ConsumedCapacity"));
}

}  // namespace pixii::service
