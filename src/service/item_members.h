// Members that hold attribute values: Item, Key, ExclusiveStartKey.
#pragma once

#include "api/member.h"
#include "base/result.h"
#include "codec/json_value.h"
#include "service/services.h"
#include "value/item.h"

namespace pixii::service {

// Encodes a map of attribute values. Fails on wrong JSON types only; the first bad value is kept in
// the workspace for CheckItemValues. Clears `builder` first.
Status EncodeItemMember(Call& call, codec::JsonValue item, value::ItemBuilder& builder);

// The bad value that EncodeItemMember met, in the operation's words and envelope.
Status CheckItemValues(Call& call);

// The encoded item. Error: it is larger than any item may be.
Result<value::ItemView> FinishItem(value::ItemBuilder& builder);

}  // namespace pixii::service
