// From the key attributes of a request to the key of the store, with the service's checks and their
// texts. AWS documentation: "Core components of Amazon DynamoDB" (primary key), "Quotas" (partition
// and sort key length).
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "catalog/table.h"
#include "value/item.h"

namespace pixii::service {

// The key of a whole item, as PutItem gives it: it must hold the key attributes, of the right
// types.
Status AppendKeyOfItem(const catalog::Table& table, value::ItemView item, std::string& key);

// The same in BatchWriteItem, where a missing key and a wrong type are mismatches of the schema.
Status AppendKeyOfBatchItem(const catalog::Table& table, value::ItemView item, std::string& key);

// The key of a `Key` member: exactly the key attributes.
Status AppendKeyOfKey(const catalog::Table& table, value::ItemView key_attributes,
                      std::string& key);

// Refuses what is too long for a value of type S or B of a partition or sort key, of a table or an
// index.
Status CheckKeySize(std::size_t size_bytes, bool is_sort_key);

// "The provided key element does not match the schema"
Error KeySchemaMismatch();

}  // namespace pixii::service
