#include "check/check.h"

#include <fmt/core.h>

#include "check/catalog_check.h"
#include "check/report.h"
#include "check/stray_keys.h"
#include "check/table_check.h"

namespace pixii::check {

Summary CheckStore(engine::Reader& reader, const ShowError& show_error) {
  Report report(show_error);
  const Contents contents = CheckCatalog(reader, report);
  for (const catalog::Table& table : contents.tables) CheckTable(reader, table, report);
  FindStrayKeys(reader, contents, report);
  return report.summary();
}

std::string Text(const Summary& summary) {
  std::string text =
      fmt::format("{} tables, {} items, {} index entries checked, {} errors", summary.tables,
                  summary.items, summary.index_entries, summary.errors);
  if (summary.building_indexes > 0) {
    text += fmt::format(" ({} indexes are still being built)", summary.building_indexes);
  }
  return text;
}

}  // namespace pixii::check
