// Members of features that Pixii does not have yet: one list for all operations. When a feature is
// built, its line in not_built.cc goes. Thread-safe.
#pragma once

#include <span>

#include "api/request.h"
#include "base/result.h"

namespace pixii::api {

// Refuses a request with such a member, by name, unless it asks for nothing: null, false, [], {} or
// a switch that is off.
Status CheckBuilt(const Request& request);

std::span<const Field> FieldsNotBuilt();
// Those of one operation.
SlotSet SlotsNotBuilt(const Shape& input);

}  // namespace pixii::api
