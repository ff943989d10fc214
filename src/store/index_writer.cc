#include "store/index_writer.h"

#include "store/index_entry.h"

namespace pixii::store {

void IndexWriter::Make(const catalog::Table& table, const catalog::Index& index,
                       const value::ItemView* item, Entry& entry) {
  entry.key.clear();
  entry.exists = item != nullptr && AppendEntryKey(table, index, *item, entry.key);
  if (entry.exists) entry.item = ProjectedItem(table, index, *item, entry.builder);
}

engine::Result<IndexWriter::Change> IndexWriter::Write(engine::Transaction& transaction,
                                                       const catalog::Table& table,
                                                       const catalog::Index& index,
                                                       const value::ItemView* old_item,
                                                       const value::ItemView* new_item) {
  Make(table, index, old_item, old_);
  Make(table, index, new_item, new_);
  if (index.building && old_.exists) {
    auto present = transaction.GetOwned(old_.key);
    if (!present) return std::unexpected(present.error());
    old_.exists = present->has_value();
  }
  Change change;
  if (!old_.exists && !new_.exists) return change;
  const bool same_key = old_.exists && new_.exists && old_.key == new_.key;
  if (same_key && old_.item.bytes() == new_.item.bytes()) return change;
  const std::size_t old_size = old_.exists ? old_.item.SizeBytes() : 0;
  const std::size_t new_size = new_.exists ? new_.item.SizeBytes() : 0;
  if (old_.exists && !same_key) transaction.Erase(old_.key);
  if (new_.exists) transaction.Put(new_.key, new_.item.bytes());
  change.entries = (new_.exists ? 1 : 0) - (old_.exists ? 1 : 0);
  change.size_bytes = static_cast<std::int64_t>(new_size) - static_cast<std::int64_t>(old_size);
  if (same_key) {
    change.half_units = capacity::WriteHalfUnits(old_size, new_size);
  } else {
    if (old_.exists) change.half_units += capacity::WriteHalfUnits(old_size, 0);
    if (new_.exists) change.half_units += capacity::WriteHalfUnits(0, new_size);
  }
  return change;
}

}  // namespace pixii::store
