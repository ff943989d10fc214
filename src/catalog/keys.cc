#include "catalog/keys.h"

namespace pixii::catalog {
namespace {

// The second byte of a catalog key.
constexpr char kDescriptor = 'd';
constexpr char kNextId = 'i';
constexpr char kDeadTable = 'x';

std::string CatalogKey(char kind) { return {kCatalogKey, kind}; }

KeyRange RangeOfTable(char opening, std::uint32_t table_id) {
  KeyRange range;
  range.begin.push_back(opening);
  AppendBigEndian32(table_id, range.begin);
  range.end.push_back(opening);
  AppendBigEndian32(table_id + 1, range.end);
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
std::string DeadTablesBegin() { return CatalogKey(kDeadTable); }
std::string DeadTablesEnd() { return CatalogKey(kDeadTable + 1); }

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

KeyRange TableItems(std::uint32_t table_id) { return RangeOfTable(kItemKey, table_id); }
KeyRange TableCounters(std::uint32_t table_id) { return RangeOfTable(kCounterKey, table_id); }

}  // namespace pixii::catalog
