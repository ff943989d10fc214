#include "base/limits.h"
#include "service/expressions.h"
#include "service/index_keys.h"
#include "service/item_members.h"
#include "service/item_write.h"
#include "service/legacy.h"
#include "service/operations.h"
#include "service/primary_key.h"

namespace pixii::service {
namespace {

using api::Field;

class Put final : public ConditionalMutation {
 public:
  using ConditionalMutation::ConditionalMutation;

  Status MakeKey(const catalog::Table& table, std::string& key) override {
    RETURN_IF_ERROR(AppendKeyOfItem(table, item_, key));
    return CheckIndexKeysOfPut(table, item_);
  }

 private:
  Result<Decision> Change(const catalog::Table& /*table*/,
                          const value::ItemView* /*old_item*/) override {
    return Decision{Decision::Kind::kPut, item_};
  }
};

}  // namespace

Status PutItem(Call& call) {
  RETURN_IF_ERROR(EncodeWrite(call, Field::kItem));
  ASSIGN_OR_RETURN(const value::ItemView item, FinishItem(call.workspace.item));
  if (item.SizeBytes() > kItemSizeBytesMax) {
    return std::unexpected(ValidationError("Item size has exceeded the maximum allowed size"));
  }
  RETURN_IF_ERROR(BindLegacyCondition(call));
  RETURN_IF_ERROR(OpenSubstitutions(call));
  RETURN_IF_ERROR(
      BindConditionMember(call, Field::kConditionExpression, expr::ExpressionKind::kCondition));
  RETURN_IF_ERROR(CheckAllUsed(call));
  Put put(call, item);
  return WriteItem(call, put);
}

}  // namespace pixii::service
