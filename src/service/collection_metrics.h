// ItemCollectionMetrics: how large the item collection of a written item is.
#pragma once

#include <cstdint>
#include <string>

#include "api/request.h"
#include "catalog/table.h"
#include "value/item.h"

namespace pixii::service {

bool AsksForCollectionMetrics(const api::Request& request);

// Appends the object. `size_bytes`: the whole collection after the write, which is shown as a range
// of GB. Requires: the table has a local index, `item` holds the partition key.
void AppendCollectionMetrics(const catalog::Table& table, value::ItemView item,
                             std::int64_t size_bytes, std::string& out);

}  // namespace pixii::service
