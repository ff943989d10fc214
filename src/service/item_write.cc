#include "service/item_write.h"

#include <utility>

#include "api/check.h"
#include "codec/attribute_json.h"
#include "codec/json_writer.h"
#include "service/capacity_answer.h"
#include "service/collection_metrics.h"
#include "service/expressions.h"
#include "service/index_members.h"
#include "service/item_members.h"
#include "service/legacy.h"

namespace pixii::service {

using api::Field;

ReturnValues ParseReturnValues(std::string_view word) {
  if (word == "ALL_OLD") return ReturnValues::kAllOld;
  if (word == "UPDATED_OLD") return ReturnValues::kUpdatedOld;
  if (word == "ALL_NEW") return ReturnValues::kAllNew;
  if (word == "UPDATED_NEW") return ReturnValues::kUpdatedNew;
  return ReturnValues::kNone;
}

ConditionalMutation::ConditionalMutation(Call& call, value::ItemView item)
    : call_(call),
      item_(item),
      return_values_(ParseReturnValues(call.request.Text(Field::kReturnValues))),
      counts_capacity_(CountsCapacity(call)) {}

Error ConditionalMutation::ConditionFailed(const value::ItemView* old_item) const {
  Error error = MakeError(ErrorCode::kConditionalCheckFailed, "The conditional request failed");
  if (old_item != nullptr &&
      call_.request.Text(Field::kReturnValuesOnConditionCheckFailure) == "ALL_OLD") {
    error.extra_json = R"("Item":)";
    codec::AppendItemJson(*old_item, error.extra_json);
  }
  return error;
}

void ConditionalMutation::Show(value::ItemView item) {
  attributes_json_.clear();
  codec::AppendItemJson(item, attributes_json_);
}

void ConditionalMutation::CountTable(const value::ItemView* old_item,
                                     const value::ItemView* new_item) {
  if (!counts_capacity_) return;
  consumed_.table = capacity::WriteHalfUnits(old_item == nullptr ? 0 : old_item->SizeBytes(),
                                             new_item == nullptr ? 0 : new_item->SizeBytes());
}

Result<store::Mutation::Decision> ConditionalMutation::Decide(const catalog::Table& table,
                                                              const value::ItemView* old_item) {
  attributes_json_.clear();
  consumed_.Clear();
  collection_json_.clear();
  if (!expr::Evaluate(call_.workspace.expressions.condition, old_item)) {
    // The service charges a condition that fails by the item that it was held against.
    CountTable(old_item, nullptr);
    return std::unexpected(ConditionFailed(old_item));
  }
  ASSIGN_OR_RETURN(const Decision decision, Change(table, old_item));
  CountTable(old_item, decision.kind == Decision::Kind::kPut ? &decision.item : nullptr);
  if (return_values_ == ReturnValues::kAllOld) {
    if (old_item != nullptr) Show(*old_item);
  } else if (return_values_ != ReturnValues::kNone && decision.kind == Decision::Kind::kPut) {
    ShowChanged(return_values_, old_item, decision.item);
  }
  return decision;
}

void ConditionalMutation::IndexWritten(const catalog::Index& index,
                                       capacity::HalfUnits half_units) {
  if (counts_capacity_) AddIndexCapacity(index, half_units, consumed_);
}

void ConditionalMutation::CollectionMeasured(const catalog::Table& table, std::int64_t size_bytes) {
  if (AsksForCollectionMetrics(call_.request))
    AppendCollectionMetrics(table, item_, size_bytes, collection_json_);
}

Status EncodeWrite(Call& call, Field member) {
  RETURN_IF_ERROR(EncodeItemMember(call, call.request.Json(member), call.workspace.item));
  RETURN_IF_ERROR(EncodeExpressionValues(call));
  RETURN_IF_ERROR(EncodeLegacyValues(call));
  RETURN_IF_ERROR(CheckItemValues(call));
  return api::CheckAfterValues(call.request);
}

Status WriteItem(Call& call, ConditionalMutation& mutation) {
  store::Mutation* const mutations[] = {&mutation};
  if (Status written = call.store().Write(mutations, {}, call.wait, call.ticket); !written) {
    NoteCapacity(call, mutation.consumed());
    return written;
  }
  codec::JsonObjectWriter object(call.out);
  if (!mutation.attributes_json().empty()) object.Name("Attributes") += mutation.attributes_json();
  AnswerCapacity(call, mutation.consumed(), object);
  if (!mutation.collection_json().empty())
    object.Name("ItemCollectionMetrics") += mutation.collection_json();
  object.End();
  return {};
}

}  // namespace pixii::service
