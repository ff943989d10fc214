#include <algorithm>
#include <string_view>

#include "base/limits.h"
#include "service/expressions.h"
#include "service/index_keys.h"
#include "service/item_members.h"
#include "service/item_write.h"
#include "service/key_paths.h"
#include "service/legacy.h"
#include "service/operations.h"
#include "service/primary_key.h"

namespace pixii::service {
namespace {

using api::Field;

class Update final : public ConditionalMutation {
 public:
  using ConditionalMutation::ConditionalMutation;

  Status MakeKey(const catalog::Table& table, std::string& key) override {
    RETURN_IF_ERROR(AppendKeyOfKey(table, item_, key));
    const std::string_view names[] = {
        table.key.partition.name, table.key.sort ? table.key.sort->name : table.key.partition.name};
    RETURN_IF_ERROR(expr::CheckKeyUntouched(update(), names));
    RETURN_IF_ERROR(CheckIndexKeysWritten(table, update()));
    return CheckKeysNotLookedInto(table, update());
  }

 private:
  const expr::BoundUpdate& update() const { return call_.workspace.expressions.update; }

  bool OnlyRemoves() const {
    const auto removes = [](const expr::BoundAction& action) {
      return action.section == expr::UpdateSection::kRemove ||
             action.section == expr::UpdateSection::kDelete;
    };
    return !update().actions.empty() &&
           std::all_of(update().actions.begin(), update().actions.end(), removes);
  }

  Result<Decision> Change(const catalog::Table& table, const value::ItemView* old_item) override {
    // An update that only takes away makes no item.
    if (old_item == nullptr && OnlyRemoves()) return Decision{};
    value::ItemBuilder& new_item = call_.workspace.new_item;
    new_item.Clear();
    // Operands see the key even where there is no item yet.
    RETURN_IF_ERROR(expr::ApplyUpdate(update(), old_item != nullptr ? old_item : &item_, item_,
                                      call_.workspace.expressions.update_scratch, new_item));
    const auto item = new_item.Finish();
    if (!item || item->SizeBytes() > kItemSizeBytesMax)
      return std::unexpected(expr::UpdateTooLarge());
    RETURN_IF_ERROR(CheckIndexKeysOfUpdate(table, old_item, *item));
    return Decision{Decision::Kind::kPut, *item};
  }

  void ShowChanged(ReturnValues which, const value::ItemView* old_item,
                   value::ItemView new_item) override {
    if (which == ReturnValues::kAllNew) {
      Show(new_item);
    } else if (which == ReturnValues::kUpdatedNew) {
      ShowTouched(new_item);
    } else if (which == ReturnValues::kUpdatedOld && old_item != nullptr) {
      ShowTouched(*old_item);
    }
  }

  void ShowTouched(value::ItemView item) {
    value::ItemBuilder& shown = call_.workspace.shown;
    shown.Clear();
    expr::ProjectTouched(update(), item, shown);
    if (const auto touched = shown.Finish(); touched && touched->count() > 0) Show(*touched);
  }
};

}  // namespace

Status UpdateItem(Call& call) {
  RETURN_IF_ERROR(EncodeWrite(call, Field::kKey));
  RETURN_IF_ERROR(BindAttributeUpdates(call));
  RETURN_IF_ERROR(BindLegacyCondition(call));
  RETURN_IF_ERROR(OpenSubstitutions(call));
  RETURN_IF_ERROR(BindUpdateMember(call));
  RETURN_IF_ERROR(
      BindConditionMember(call, Field::kConditionExpression, expr::ExpressionKind::kCondition));
  RETURN_IF_ERROR(CheckAllUsed(call));
  // AttributeUpdates do not pay for what they write.
  const expr::BoundUpdate& bound = call.workspace.expressions.update;
  if (!bound.is_legacy && expr::WrittenSizeBytes(bound) > kItemSizeBytesMax) {
    return std::unexpected(expr::UpdateTooLarge());
  }
  ASSIGN_OR_RETURN(const value::ItemView key, FinishItem(call.workspace.item));
  Update update(call, key);
  return WriteItem(call, update);
}

}  // namespace pixii::service
