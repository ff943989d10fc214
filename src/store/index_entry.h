// Entries of secondary indexes. An entry's key is the prefix of its index, 8 bytes of hash of the
// first HASH attribute, the index's HASH and RANGE attributes, then the table's key; its value is
// an item that holds what the index projects. So entries of one index key lie together and an entry
// tells its item's key.
#pragma once

#include <span>
#include <string>

#include "catalog/table.h"
#include "value/item.h"
#include "value/value.h"

namespace pixii::store {

// Appends what all entries with these values of the HASH attributes have in common.
void AppendIndexPartitionPrefix(const catalog::Table& table, const catalog::Index& index,
                                std::span<const value::ValueView> hash_values, std::string& out);

// Appends the key of the entry of `item`. False, with nothing appended: the item lacks a key
// attribute of the index, or has it with a type or a size that a key cannot have, so it has no
// entry. `item` may be a start key: it only needs the key attributes of index and table.
bool AppendEntryKey(const catalog::Table& table, const catalog::Index& index, value::ItemView item,
                    std::string& out);

// What the index holds of `item`: the item itself, or its projected attributes, built in `builder`.
value::ItemView ProjectedItem(const catalog::Table& table, const catalog::Index& index,
                              value::ItemView item, value::ItemBuilder& builder);

}  // namespace pixii::store
