#include "api/check.h"
#include "codec/json_writer.h"
#include "service/capacity_answer.h"
#include "service/expressions.h"
#include "service/item_members.h"
#include "service/key_paths.h"
#include "service/legacy.h"
#include "service/operations.h"
#include "service/primary_key.h"
#include "service/shown_item.h"

namespace pixii::service {
using api::Field;

Status GetItem(Call& call) {
  value::ItemBuilder& builder = call.workspace.item;
  RETURN_IF_ERROR(EncodeItemMember(call, call.request.Json(Field::kKey), builder));
  RETURN_IF_ERROR(CheckItemValues(call));
  RETURN_IF_ERROR(BindAttributesToGet(call));
  RETURN_IF_ERROR(api::CheckAfterValues(call.request));
  RETURN_IF_ERROR(OpenNames(call, call.request.Json(Field::kExpressionAttributeNames)));
  RETURN_IF_ERROR(BindProjectionMember(call));
  RETURN_IF_ERROR(CheckAllUsed(call));
  ASSIGN_OR_RETURN(const value::ItemView key_attributes, FinishItem(builder));

  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  ASSIGN_OR_RETURN(const catalog::TablePtr table, view.Table(call.request.TableName()));
  std::string& key = call.workspace.key;
  key.clear();
  RETURN_IF_ERROR(AppendKeyOfKey(*table, key_attributes, key));
  if (HasProjection(call.request))
    RETURN_IF_ERROR(CheckKeysNotLookedInto(*table, call.workspace.expressions.projection));
  ASSIGN_OR_RETURN(const engine::Found found, view.Get(key));

  codec::JsonObjectWriter object(call.out);
  if (found) {
    AppendShownItem(call.workspace, HasProjection(call.request), value::ItemView(found->bytes()),
                    object.Name("Item"));
  }
  if (CountsCapacity(call)) {
    capacity::ConsumedCapacity consumed;
    consumed.table =
        capacity::ReadHalfUnits(found ? value::ItemView(found->bytes()).SizeBytes() : 0,
                                call.request.Boolean(Field::kConsistentRead));
    AnswerCapacity(call, consumed, object);
  }
  object.End();
  return {};
}

}  // namespace pixii::service
