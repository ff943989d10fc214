// What the secondary indexes of a table ask of its items: an attribute that is a key of an index
// must have the key's type and an acceptable value wherever an item has it. Otherwise the write is
// refused. AWS documentation: "Global secondary indexes", data synchronization.
#pragma once

#include "base/result.h"
#include "catalog/table.h"
#include "expr/update.h"
#include "value/item.h"

namespace pixii::service {

// For an item that is put whole.
Status CheckIndexKeysOfPut(const catalog::Table& table, value::ItemView item);

// For what an update writes whatever the item holds. Before the item is read.
Status CheckIndexKeysWritten(const catalog::Table& table, const expr::BoundUpdate& update);

// For an item that an update made: attributes that it did not change are not looked at. Null: there
// was no item.
Status CheckIndexKeysOfUpdate(const catalog::Table& table, const value::ItemView* old_item,
                              value::ItemView new_item);

}  // namespace pixii::service
