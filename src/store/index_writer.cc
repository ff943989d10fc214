#include "store/index_writer.h"

#include <optional>

#include "store/index_entry.h"
#include "store/index_history.h"

namespace pixii::store {
namespace {

// A client may send the attributes of an item in any order, and they are stored in that order: the
// entry follows, but nothing that it says has changed, so nothing is charged.
bool DifferInOrderOnly(value::ItemView a, value::ItemView b) {
  return a.bytes().size() == b.bytes().size() && value::Equals(a, b);
}

}  // namespace

void IndexWriter::Make(const catalog::Table& table, const catalog::Index& index,
                       const value::ItemView* item, Entry& entry) {
  entry.key.clear();
  entry.exists = item != nullptr && AppendEntryKey(table, index, *item, entry.key);
  if (entry.exists) entry.item = ProjectedItem(table, index, *item, entry.builder);
}

// `had_old`: the item had an entry, were the index complete.
void IndexWriter::NoteHistory(bool had_old) {
  const bool same_key = had_old && new_.exists && old_.key == new_.key;
  if (had_old) history_->Note(old_.key, old_.item.bytes());
  if (new_.exists && !same_key) history_->Note(new_.key, std::nullopt);
}

engine::Result<IndexWriter::Change> IndexWriter::Write(engine::Transaction& transaction,
                                                       const catalog::Table& table,
                                                       const catalog::Index& index,
                                                       const value::ItemView* old_item,
                                                       const value::ItemView* new_item) {
  Make(table, index, old_item, old_);
  Make(table, index, new_item, new_);
  const bool had_old = old_.exists;
  if (index.building && old_.exists) {
    auto present = transaction.GetOwned(old_.key);
    if (!present) return std::unexpected(present.error());
    old_.exists = present->has_value();
  }
  Change change;
  if (!old_.exists && !new_.exists) return change;
  const bool same_key = old_.exists && new_.exists && old_.key == new_.key;
  if (same_key && old_.item.bytes() == new_.item.bytes()) return change;
  if (history_ != nullptr && index.kind == catalog::IndexKind::kGlobal) NoteHistory(had_old);
  const std::size_t old_size = old_.exists ? old_.item.SizeBytes() : 0;
  const std::size_t new_size = new_.exists ? new_.item.SizeBytes() : 0;
  if (old_.exists && !same_key) transaction.Erase(old_.key);
  if (new_.exists) transaction.Put(new_.key, new_.item.bytes());
  change.entries = (new_.exists ? 1 : 0) - (old_.exists ? 1 : 0);
  change.size_bytes = static_cast<std::int64_t>(new_size) - static_cast<std::int64_t>(old_size);
  if (same_key) {
    if (!DifferInOrderOnly(old_.item, new_.item))
      change.half_units = capacity::WriteHalfUnits(old_size, new_size);
  } else {
    if (old_.exists) change.half_units += capacity::WriteHalfUnits(old_size, 0);
    if (new_.exists) change.half_units += capacity::WriteHalfUnits(0, new_size);
  }
  return change;
}

}  // namespace pixii::store
