// The TableDescription of answers. AWS documentation: API reference, "TableDescription".
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/table.h"
#include "service/services.h"
#include "store/store.h"

namespace pixii::service {

struct DescribedTable {
  const catalog::Table& table;
  store::View* view;     // to count items in; null: `size` is known, and no index has entries
  catalog::Phase phase;  // TableStatus
  store::TableSize size = {};
  // IndexStatus of indexes by their id, where it does not follow from the table's.
  std::map<std::uint32_t, std::string_view> index_statuses = {};
  // The answers of some operations differ from what DescribeTable says: DeleteTable's names neither
  // the keys nor the time of creation, CreateTable's not since when the table is on demand.
  bool of_delete_table = false;
  bool of_create_table = false;
};

// Writes the whole answer of a call: one member, the description.
Status AnswerTable(Call& call, std::string_view member, const DescribedTable& described);

// A KeySchema, of a table or an index.
void AppendKeySchema(std::span<const catalog::KeyAttribute> hash,
                     std::span<const catalog::KeyAttribute> range, std::string& out);

}  // namespace pixii::service
