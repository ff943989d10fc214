// LocalSecondaryIndexes and GlobalSecondaryIndexes: from requests to the catalog and from the
// catalog to answers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "capacity/consumed_capacity.h"
#include "catalog/table.h"
#include "codec/json_value.h"
#include "codec/json_writer.h"
#include "store/store.h"

namespace pixii::service {

// The index that `index` defines, with an id of the table. Requires: the API's rules hold, so every
// key attribute is among the table's definitions.
catalog::Index ReadIndex(codec::JsonValue index, catalog::IndexKind kind, catalog::Table& table);

// S, N or B on the wire. Requires: it is one of them.
value::Type ReadKeyType(std::string_view word);

// The type that the table's definitions give to an attribute.
value::Type DefinedType(const catalog::Table& table, std::string_view attribute_name);

struct DescribedIndexes {
  const catalog::Table& table;
  store::View* view;        // to count entries in; null: there are none yet
  std::string_view status;  // IndexStatus of those that are not being built
  const std::map<std::uint32_t, std::string_view>& statuses;  // by id: of those that differ
  std::string_view table_arn;
  std::int64_t now_ms;
};
// Appends both members, where the table has such indexes.
Status AppendIndexDescriptions(const DescribedIndexes& described, codec::JsonObjectWriter& object);

void AddIndexCapacity(const catalog::Index& index, capacity::HalfUnits half_units,
                      capacity::ConsumedCapacity& consumed);

}  // namespace pixii::service
