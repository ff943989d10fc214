// One walk over the items makes each item's entries again and looks for them in the store, many at
// once: that finds entries that are missing or differ. One walk over each index counts its entries.
// All entries of an index have different keys, so if there are as many as the items' entries that
// were found, there are no others; only if not, a second walk finds out which follow from no item.
#include "check/table_check.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "catalog/keys.h"
#include "check/collection_check.h"
#include "codec/key_bytes.h"
#include "store/index_entry.h"
#include "store/item_key.h"
#include "store/store.h"
#include "value/item.h"

namespace pixii::check {
namespace {

using catalog::Index;
using catalog::Table;
using value::ItemView;

// What a walk saw of a table or an index.
struct Recount {
  std::int64_t rows = 0;
  std::int64_t size_bytes = 0;
  bool complete = true;  // false: a row's size is not known

  void Add(ItemView item) {
    ++rows;
    size_bytes += static_cast<std::int64_t>(item.SizeBytes()) + store::kItemOverheadSizeBytes;
  }
  void AddDamaged() {
    ++rows;
    complete = false;
  }
};

struct ExpectedEntry {
  std::size_t index;  // into Table::indexes
  std::string key;
  std::string bytes;
  std::string item_key_text;  // see KeyText
};

// The key under which an item with these attributes is stored; nothing if it is not the table's.
std::optional<std::string> ItemKey(const Table& table, ItemView item) {
  const auto part = [&](const catalog::KeyAttribute& attribute) {
    const value::ValueView found = item.Find(attribute.name);
    return found && found.Is(attribute.type) ? found : value::ValueView();
  };
  const value::ValueView partition = part(table.key.partition);
  const value::ValueView sort = table.key.sort ? part(*table.key.sort) : value::ValueView();
  if (!partition || (table.key.sort && !sort)) return std::nullopt;
  std::string key;
  store::AppendItemKey(table, partition, sort, key);
  return key;
}

// The key of the item that an entry with this key would follow from; nothing if no entry has it.
std::optional<std::string> OwnerKey(const Table& table, const Index& index,
                                    std::string_view entry_key) {
  std::string prefix;
  catalog::AppendItemPrefix(table.id, index.id, prefix);
  if (entry_key.size() < prefix.size() + codec::kPartitionHashBytes) return std::nullopt;
  std::string_view rest = entry_key.substr(prefix.size() + codec::kPartitionHashBytes);
  for (const auto* attributes : {&index.hash, &index.range}) {
    for (const catalog::KeyAttribute& attribute : *attributes) {
      if (!codec::SkipKeyPart(attribute.type, rest)) return std::nullopt;
    }
  }
  value::ItemBuilder builder;
  const auto take = [&](const catalog::KeyAttribute& attribute) {
    return codec::TakeKeyPart(attribute.type, rest, builder.BeginAttribute(attribute.name));
  };
  if (!take(table.key.partition)) return std::nullopt;
  if (table.key.sort && !take(*table.key.sort)) return std::nullopt;
  const std::optional<ItemView> key = builder.Finish();
  return key && rest.empty() ? ItemKey(table, *key) : std::nullopt;
}

class TableCheck {
 public:
  TableCheck(engine::Reader& reader, const Table& table, Report& report)
      : reader_(reader),
        table_(table),
        report_(report),
        matched_(table.indexes.size()),
        collections_(reader, table, report) {}

  engine::Status Run() {
    RETURN_IF_ERROR(CheckItems());
    for (std::size_t i = 0; i < table_.indexes.size(); ++i) RETURN_IF_ERROR(CheckEntries(i));
    return {};
  }

 private:
  // Shows `visit` every row under the keys of the table or of one of its indexes.
  template <class Visit>
  engine::Status Walk(std::uint32_t index_id, const Visit& visit) {
    std::string begin;
    catalog::AppendItemPrefix(table_.id, index_id, begin);
    const std::string end = store::PrefixEnd(begin);
    const auto cursor =
        reader_.Scan({.begin = begin, .end = end, .size_hint_bytes = kCheckBatchSizeBytesMax});
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, cursor->Next());
      if (!more) return {};
      RETURN_IF_ERROR(visit(cursor->key(), cursor->value()));
    }
  }

  engine::Status CheckItems() {
    Recount recount;
    RETURN_IF_ERROR(Walk(catalog::kPrimaryIndex,
                         [&](std::string_view key, std::string_view bytes) -> engine::Status {
                           if (!value::ValidateItem(bytes)) {
                             recount.AddDamaged();
                             collections_.AddDamaged();
                             report_.Error("{}: the item at {} cannot be decoded", table_.name,
                                           Hex(key));
                             return {};
                           }
                           recount.Add(ItemView(bytes));
                           return CheckItem(key, ItemView(bytes));
                         }));
    RETURN_IF_ERROR(CompareBatch());
    RETURN_IF_ERROR(collections_.Finish());
    report_.summary().items += static_cast<std::uint64_t>(recount.rows);
    return CompareCounters(nullptr, recount);
  }

  engine::Status CheckItem(std::string_view key, ItemView item) {
    if (ItemKey(table_, item) != key) {
      report_.Error("{}: the item {} is stored under the key {}", table_.name,
                    KeyText(table_, item), Hex(key));
      collections_.AddDamaged();
      return {};
    }
    auto collected_bytes = static_cast<std::int64_t>(item.SizeBytes());
    for (std::size_t i = 0; i < table_.indexes.size(); ++i) {
      const Index& index = table_.indexes[i];
      ExpectedEntry entry{.index = i};
      if (!store::AppendEntryKey(table_, index, item, entry.key)) continue;
      const ItemView projected = store::ProjectedItem(table_, index, item, builder_);
      if (index.kind == catalog::IndexKind::kLocal)
        collected_bytes += static_cast<std::int64_t>(projected.SizeBytes());
      entry.bytes = projected.bytes();
      entry.item_key_text = KeyText(table_, item);
      batch_size_bytes_ += entry.bytes.size();
      batch_.push_back(std::move(entry));
    }
    RETURN_IF_ERROR(collections_.Add(key, collected_bytes));
    const bool full =
        batch_.size() >= kCheckBatchEntriesMax || batch_size_bytes_ >= kCheckBatchSizeBytesMax;
    return full ? CompareBatch() : engine::Status();
  }

  engine::Status CompareBatch() {
    std::vector<engine::Bytes> keys;
    for (const ExpectedEntry& entry : batch_) keys.emplace_back(entry.key);
    ASSIGN_OR_RETURN(const std::vector<engine::Found> found, reader_.GetMany(keys));
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      const ExpectedEntry& entry = batch_[i];
      const Index& index = table_.indexes[entry.index];
      if (found[i].has_value()) {
        ++matched_[entry.index];
        if (found[i]->bytes() == entry.bytes) continue;
        report_.Error("{}: index {}: the entry of {} differs from what the item says", table_.name,
                      index.name, entry.item_key_text);
      } else if (!index.building) {
        report_.Error("{}: index {}: the entry of {} is missing", table_.name, index.name,
                      entry.item_key_text);
      }
    }
    batch_.clear();
    batch_size_bytes_ = 0;
    return {};
  }

  engine::Status CheckEntries(std::size_t i) {
    const Index& index = table_.indexes[i];
    Recount recount;
    RETURN_IF_ERROR(Walk(index.id, [&](std::string_view, std::string_view bytes) -> engine::Status {
      // One that cannot be decoded is said to differ, or to follow from no item.
      value::ValidateItem(bytes) ? recount.Add(ItemView(bytes)) : recount.AddDamaged();
      return {};
    }));
    report_.summary().index_entries += static_cast<std::uint64_t>(recount.rows);
    if (index.building) ++report_.summary().building_indexes;
    if (recount.rows != matched_[i]) RETURN_IF_ERROR(FindStrayEntries(index));
    return CompareCounters(&index, recount);
  }

  engine::Status FindStrayEntries(const Index& index) {
    return Walk(index.id, [&](std::string_view key, std::string_view bytes) -> engine::Status {
      ASSIGN_OR_RETURN(const bool follows, FollowsFromItem(index, key));
      if (follows) return {};
      report_.Error(
          "{}: index {}: an entry follows from no item: {}", table_.name, index.name,
          value::ValidateItem(bytes) ? KeyText(table_, ItemView(bytes)) : "at " + Hex(key));
      return {};
    });
  }

  engine::Result<bool> FollowsFromItem(const Index& index, std::string_view entry_key) {
    const std::optional<std::string> owner_key = OwnerKey(table_, index, entry_key);
    if (!owner_key) return false;
    ASSIGN_OR_RETURN(const engine::Found owner, reader_.Get(*owner_key));
    if (!owner.has_value() || !value::ValidateItem(owner->bytes())) return false;
    std::string expected;
    return store::AppendEntryKey(table_, index, ItemView(owner->bytes()), expected) &&
           expected == entry_key;
  }

  // `index` null: those of the table.
  engine::Status CompareCounters(const Index* index, const Recount& recount) {
    const std::uint32_t index_id = index == nullptr ? catalog::kPrimaryIndex : index->id;
    const std::string where =
        index == nullptr ? table_.name : table_.name + ": index " + index->name;
    const auto stored = [&](catalog::Counter counter) {
      return reader_.Sum(catalog::CounterKey(table_.id, index_id, counter));
    };
    ASSIGN_OR_RETURN(const std::int64_t rows, stored(catalog::Counter::kItems));
    ASSIGN_OR_RETURN(const std::int64_t size_bytes, stored(catalog::Counter::kBytes));
    if (rows != recount.rows) {
      report_.Error("{}: ItemCount is {}, a recount says {}", where, rows, recount.rows);
    }
    if (recount.complete && size_bytes != recount.size_bytes) {
      report_.Error("{}: {} is {}, a recount says {}", where,
                    index == nullptr ? "TableSizeBytes" : "IndexSizeBytes", size_bytes,
                    recount.size_bytes);
    }
    return {};
  }

  engine::Reader& reader_;
  const Table& table_;
  Report& report_;
  std::vector<std::int64_t> matched_;  // by index: entries of items that are there
  std::vector<ExpectedEntry> batch_;   // not compared yet
  std::size_t batch_size_bytes_ = 0;
  value::ItemBuilder builder_;
  CollectionCheck collections_;
};

}  // namespace

void CheckTable(engine::Reader& reader, const Table& table, Report& report) {
  const engine::Status checked = TableCheck(reader, table, report).Run();
  if (!checked) report.Error("{}: it cannot be read: {}", table.name, checked.error().what);
}

}  // namespace pixii::check
