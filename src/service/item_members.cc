#include "service/item_members.h"

#include "api/check.h"

namespace pixii::service {

Status EncodeItemMember(Call& call, codec::JsonValue item, value::ItemBuilder& builder) {
  builder.Clear();
  call.workspace.value_errors.Clear();
  return codec::EncodeItem(item, builder, call.workspace.value_errors);
}

Status CheckItemValues(Call& call) {
  const codec::ValueErrors& errors = call.workspace.value_errors;
  if (errors.empty()) return {};
  return std::unexpected(
      ValidationError(codec::Describe(errors, api::DialectOf(call.request, errors))));
}

Result<value::ItemView> FinishItem(value::ItemBuilder& builder) {
  const auto item = builder.Finish();
  if (!item)
    return std::unexpected(ValidationError("Item size has exceeded the maximum allowed size"));
  return *item;
}

}  // namespace pixii::service
