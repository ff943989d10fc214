#include "store/index_entry.h"

#include <string_view>

#include "base/limits.h"
#include "catalog/keys.h"
#include "codec/key_bytes.h"

namespace pixii::store {
namespace {

using catalog::KeyAttribute;
using value::ValueView;

// The value, if it can stand in a key of this attribute.
ValueView KeyValue(const KeyAttribute& attribute, value::ItemView item,
                   std::size_t size_bytes_max) {
  const ValueView found = item.Find(attribute.name);
  if (!found || !found.Is(attribute.type)) return {};
  if (attribute.type == value::Type::kNumber) return found;
  const std::size_t size_bytes = found.text().size();
  return size_bytes == 0 || size_bytes > size_bytes_max ? ValueView() : found;
}

bool AppendParts(std::span<const KeyAttribute> attributes, value::ItemView item,
                 std::size_t size_bytes_max, std::string& out) {
  for (const KeyAttribute& attribute : attributes) {
    const ValueView key_value = KeyValue(attribute, item, size_bytes_max);
    if (!key_value) return false;
    codec::AppendKeyPart(key_value, out);
  }
  return true;
}

bool AppendTableKey(const catalog::Table& table, value::ItemView item, std::string& out) {
  const std::span<const KeyAttribute> sort =
      table.key.sort ? std::span(&*table.key.sort, 1) : std::span<const KeyAttribute>();
  return AppendParts({&table.key.partition, 1}, item, kPartitionKeySizeBytesMax, out) &&
         AppendParts(sort, item, kSortKeySizeBytesMax, out);
}

}  // namespace

void AppendIndexPartitionPrefix(const catalog::Table& table, const catalog::Index& index,
                                std::span<const ValueView> hash_values, std::string& out) {
  catalog::AppendItemPrefix(table.id, index.id, out);
  codec::AppendPartitionHash(codec::PartitionHash(hash_values.front()), out);
  for (const ValueView hash_value : hash_values) codec::AppendKeyPart(hash_value, out);
}

bool AppendEntryKey(const catalog::Table& table, const catalog::Index& index, value::ItemView item,
                    std::string& out) {
  const ValueView first = KeyValue(index.hash.front(), item, kPartitionKeySizeBytesMax);
  if (!first) return false;
  const std::size_t start = out.size();
  catalog::AppendItemPrefix(table.id, index.id, out);
  codec::AppendPartitionHash(codec::PartitionHash(first), out);
  if (AppendParts(index.hash, item, kPartitionKeySizeBytesMax, out) &&
      AppendParts(index.range, item, kSortKeySizeBytesMax, out) &&
      AppendTableKey(table, item, out)) {
    return true;
  }
  out.resize(start);
  return false;
}

value::ItemView ProjectedItem(const catalog::Table& table, const catalog::Index& index,
                              value::ItemView item, value::ItemBuilder& builder) {
  if (index.projection == catalog::ProjectionType::kAll) return item;
  builder.Clear();
  for (const value::MapEntry& attribute : item.attributes()) {
    if (table.Projects(index, attribute.name)) builder.Add(attribute.name, attribute.value);
  }
  // A part of a stored item is never too large to be built.
  const auto projected = builder.Finish();
  return projected ? *projected : value::ItemView();
}

}  // namespace pixii::store
