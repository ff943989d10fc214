// AttributeUpdates: the update of an UpdateItem in the older form of the API. It becomes the same
// bound update as an UpdateExpression. AWS documentation: "Legacy conditional parameters".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "expr/update.h"
#include "value/value.h"

namespace pixii::expr {

enum class LegacyAction : std::uint8_t { kPut, kAdd, kDelete };

// `PUT`, `ADD`, `DELETE`; empty means PUT. Requires: one of these.
LegacyAction ParseLegacyAction(std::string_view name);

// What is done to one attribute. The name is one path element, whatever characters it has. A view:
// the request keeps name and value alive.
struct LegacyUpdate {
  std::string_view attribute;
  LegacyAction action = LegacyAction::kPut;
  value::ValueView value;  // none: DELETE of the whole attribute
};

// Whether the action takes the value, or does without one. Errors stand bare in every operation.
Status CheckLegacyUpdate(const LegacyUpdate& update);

// Requires: each update passed CheckLegacyUpdate, and no attribute comes twice. Fails if there are
// more than kLegacyUpdatesMax.
Status BindLegacyUpdate(std::span<const LegacyUpdate> updates, BoundUpdate& out);

}  // namespace pixii::expr
