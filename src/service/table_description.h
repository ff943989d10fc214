// The TableDescription of answers. AWS documentation: API reference, "TableDescription".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "catalog/table.h"
#include "codec/json_writer.h"
#include "store/store.h"

namespace pixii::service {

// Timestamps on the wire: seconds with three decimals.
std::string TimestampJson(std::int64_t ms);

struct DescribedTable {
  const catalog::Table& table;
  store::View* view;        // to count items in; null: there are none yet
  std::string_view status;  // TableStatus
  std::string_view region;
  std::string_view account_id;
};

std::string_view StatusName(catalog::Phase phase);

Status AppendTableDescription(const DescribedTable& described, std::string& out);
// DeleteTable's, which names neither the keys nor the time of creation.
Status AppendDeletedTableDescription(const DescribedTable& described, std::string& out);

// Members that tables and indexes share.
void AppendKeySchema(std::span<const catalog::KeyAttribute> hash,
                     std::span<const catalog::KeyAttribute> range, std::string& out);
void AppendThroughput(const catalog::Throughput& throughput, std::string& out);
void AppendOnDemandThroughput(const std::optional<catalog::OnDemandThroughput>& limits,
                              codec::JsonObjectWriter& object);

}  // namespace pixii::service
