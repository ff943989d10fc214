#include "catalog/keys.h"

namespace pixii::catalog {
namespace {

// The second byte of a catalog key.
constexpr char kDescriptor = 'd';
constexpr char kNextId = 'i';
constexpr char kDeadTable = 'x';

std::string CatalogKey(char kind) { return {kCatalogKey, kind}; }

// All keys that begin with `opening` and the big-endian number `id`, which is not the greatest one.
KeyRange RangeOf(char opening, std::string_view id) {
  KeyRange range{std::string(1, opening).append(id), std::string(1, opening).append(id)};
  std::size_t last = range.end.size() - 1;
  while (last > 0 && static_cast<unsigned char>(range.end[last]) == 0xFF) range.end[last--] = 0;
  range.end[last] = static_cast<char>(static_cast<unsigned char>(range.end[last]) + 1);
  return range;
}

}  // namespace

void AppendBigEndian32(std::uint32_t number, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

std::string DescriptorKey(std::string_view name) { return CatalogKey(kDescriptor).append(name); }
std::string DescriptorsBegin() { return CatalogKey(kDescriptor); }
std::string DescriptorsEnd() { return CatalogKey(kDescriptor + 1); }

std::string NextIdKey() { return CatalogKey(kNextId); }

std::string DeadTableKey(std::uint32_t table_id) {
  std::string key = CatalogKey(kDeadTable);
  AppendBigEndian32(table_id, key);
  return key;
}
std::string DeadIndexKey(std::uint32_t table_id, std::uint32_t index_id) {
  std::string key = DeadTableKey(table_id);
  AppendBigEndian32(index_id, key);
  return key;
}
std::string DeadBegin() { return CatalogKey(kDeadTable); }
std::string DeadEnd() { return CatalogKey(kDeadTable + 1); }

std::string CounterKey(std::uint32_t table_id, std::uint32_t index_id, Counter counter) {
  std::string key(1, kCounterKey);
  AppendBigEndian32(table_id, key);
  AppendBigEndian32(index_id, key);
  key.push_back(static_cast<char>(counter));
  return key;
}

void AppendItemPrefix(std::uint32_t table_id, std::uint32_t index_id, std::string& out) {
  out.push_back(kItemKey);
  AppendBigEndian32(table_id, out);
  AppendBigEndian32(index_id, out);
}

std::array<KeyRange, 2> RangesOfDead(std::string_view dead_key) {
  const std::string_view ids = dead_key.substr(DeadBegin().size());
  return {RangeOf(kItemKey, ids), RangeOf(kCounterKey, ids)};
}

}  // namespace pixii::catalog
