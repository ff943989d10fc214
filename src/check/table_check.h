// The check of one table: its items, the entries of its indexes, its counters and the sizes of its
// item collections.
#pragma once

#include "catalog/table.h"
#include "check/report.h"
#include "engine/engine.h"

namespace pixii::check {

void CheckTable(engine::Reader& reader, const catalog::Table& table, Report& report);

}  // namespace pixii::check
