// Keys of a store that belong to no table.
#pragma once

#include "check/catalog_check.h"
#include "check/report.h"
#include "engine/engine.h"

namespace pixii::check {

// One error for each range of them. What stands from the change log on is not looked at: nothing
// writes there yet.
void FindStrayKeys(engine::Reader& reader, const Contents& contents, Report& report);

}  // namespace pixii::check
