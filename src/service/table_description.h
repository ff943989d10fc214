// The TableDescription of answers. AWS documentation: API reference, "TableDescription".
#pragma once

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
  store::View* view;     // to count items in; null: there are none yet
  catalog::Phase phase;  // TableStatus
  // DeleteTable's own answer names neither the keys nor the time of creation.
  bool of_delete_table = false;
};

// Writes the whole answer of a call: one member, the description.
Status AnswerTable(Call& call, std::string_view member, const DescribedTable& described);

// A KeySchema, of a table or an index.
void AppendKeySchema(std::span<const catalog::KeyAttribute> hash,
                     std::span<const catalog::KeyAttribute> range, std::string& out);

}  // namespace pixii::service
