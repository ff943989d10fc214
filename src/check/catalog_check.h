// The check of the catalog: which tables a store says it has.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/table.h"
#include "check/report.h"
#include "engine/engine.h"

namespace pixii::check {

struct Contents {
  std::vector<catalog::Table> tables;
  // Ids, big-endian, of the tables, and of the tables followed by indexes, that are dropped and
  // whose data is still being removed.
  std::set<std::string, std::less<>> dead;

  // `ids`: 4 bytes of table id, then 4 bytes of index id.
  bool IsDead(std::string_view ids) const {
    return dead.contains(ids) || dead.contains(ids.substr(0, 4));
  }
};

Contents CheckCatalog(engine::Reader& reader, Report& report);

}  // namespace pixii::check
