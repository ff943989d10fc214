// The check of one table: its items, the entries of its indexes and its counters.
#pragma once

#include "catalog/table.h"
#include "check/report.h"
#include "engine/engine.h"

namespace pixii::check {

void CheckTable(engine::Reader& reader, const catalog::Table& table, Report& report);

}  // namespace pixii::check
