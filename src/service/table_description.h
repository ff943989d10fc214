// The TableDescription of answers. AWS documentation: API reference, "TableDescription".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "catalog/table.h"
#include "store/store.h"

namespace pixii::service {

// Timestamps on the wire: seconds with three decimals.
std::string TimestampJson(std::int64_t ms);

struct DescribedTable {
  const catalog::Table& table;
  store::TableSize size;
  std::string_view status;  // TableStatus
  std::string_view region;
  std::string_view account_id;
};

std::string_view StatusName(catalog::Phase phase);

void AppendTableDescription(const DescribedTable& described, std::string& out);
// DeleteTable's, which names neither the keys nor the time of creation.
void AppendDeletedTableDescription(const DescribedTable& described, std::string& out);

}  // namespace pixii::service
