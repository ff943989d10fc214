// IndexWriter: keeps the secondary indexes of a table in step with its items, in the transaction
// that writes the item. Reusable; one thread at a time.
#pragma once

#include <string>

#include "capacity/units.h"
#include "catalog/table.h"
#include "engine/engine.h"
#include "value/item.h"

namespace pixii::store {

class IndexHistory;

class IndexWriter {
 public:
  // `history` is told of the entries of global indexes; it outlives the writer. Null: nobody asks.
  explicit IndexWriter(IndexHistory* history = nullptr) : history_(history) {}

  // What became of one index.
  struct Change {
    capacity::HalfUnits half_units = 0;  // 0: nothing that the index holds has changed
    std::int64_t entries = 0;            // more or less than before
    std::int64_t size_bytes = 0;
  };

  // Writes what follows for `index` from an item that was `old_item` and is now `new_item`; null:
  // there is none. Nothing if no projected attribute changed; if only their order did, the entry
  // follows without a charge. AWS documentation: "Global secondary indexes", write considerations.
  engine::Result<Change> Write(engine::Transaction& transaction, const catalog::Table& table,
                               const catalog::Index& index, const value::ItemView* old_item,
                               const value::ItemView* new_item);

 private:
  struct Entry {
    std::string key;
    value::ItemBuilder builder;
    value::ItemView item;
    bool exists = false;
  };
  static void Make(const catalog::Table& table, const catalog::Index& index,
                   const value::ItemView* item, Entry& entry);
  void NoteHistory(bool had_old);

  IndexHistory* history_;
  Entry old_;
  Entry new_;
};

}  // namespace pixii::store
