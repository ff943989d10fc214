#include "service/expressions.h"
#include "service/item_members.h"
#include "service/item_write.h"
#include "service/legacy.h"
#include "service/operations.h"
#include "service/primary_key.h"

namespace pixii::service {
namespace {

using api::Field;

class Delete final : public ConditionalMutation {
 public:
  using ConditionalMutation::ConditionalMutation;

  Status MakeKey(const catalog::Table& table, std::string& key) override {
    return AppendKeyOfKey(table, item_, key);
  }

 private:
  Result<Decision> Change(const catalog::Table& /*table*/,
                          const value::ItemView* /*old_item*/) override {
    return Decision{Decision::Kind::kDelete, {}};
  }
};

}  // namespace

Status DeleteItem(Call& call) {
  RETURN_IF_ERROR(EncodeWrite(call, Field::kKey));
  RETURN_IF_ERROR(BindLegacyCondition(call));
  RETURN_IF_ERROR(OpenSubstitutions(call));
  RETURN_IF_ERROR(
      BindConditionMember(call, Field::kConditionExpression, expr::ExpressionKind::kCondition));
  RETURN_IF_ERROR(CheckAllUsed(call));
  ASSIGN_OR_RETURN(const value::ItemView key, FinishItem(call.workspace.item));
  Delete deletion(call, key);
  return WriteItem(call, deletion);
}

}  // namespace pixii::service
