#include "store/item_key.h"

#include "base/check.h"
#include "catalog/keys.h"
#include "codec/key_bytes.h"

namespace pixii::store {
namespace {

std::string HashBound(const catalog::Table& table, std::uint32_t index_id, unsigned __int128 hash) {
  std::string key;
  catalog::AppendItemPrefix(table.id, index_id, key);
  if (hash >> 64 != 0) return PrefixEnd(key);
  codec::AppendPartitionHash(static_cast<std::uint64_t>(hash), key);
  return key;
}

}  // namespace

void AppendPartitionPrefix(const catalog::Table& table, value::ValueView partition_key,
                           std::string& out) {
  catalog::AppendItemPrefix(table.id, catalog::kPrimaryIndex, out);
  codec::AppendPartitionHash(codec::PartitionHash(partition_key), out);
  codec::AppendKeyPart(partition_key, out);
}

void AppendItemKey(const catalog::Table& table, value::ValueView partition_key,
                   value::ValueView sort_key, std::string& out) {
  AppendPartitionPrefix(table, partition_key, out);
  if (sort_key) codec::AppendKeyPart(sort_key, out);
}

void AppendCollectionKey(const catalog::Table& table, std::string_view item_key, std::string& out) {
  const std::size_t start = out.size();
  catalog::AppendItemPrefix(table.id, catalog::kCollectionSizes, out);
  const std::string_view placed = item_key.substr(out.size() - start);
  std::string_view sort_part = placed.substr(codec::kPartitionHashBytes);
  CHECK(codec::SkipKeyPart(table.key.partition.type, sort_part));
  out += placed.substr(0, placed.size() - sort_part.size());
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

KeyRange SegmentRange(const catalog::Table& table, std::uint32_t index_id, std::uint64_t segment,
                      std::uint64_t segment_count) {
  constexpr unsigned __int128 kHashes = static_cast<unsigned __int128>(1) << 64;
  return {HashBound(table, index_id, kHashes * segment / segment_count),
          HashBound(table, index_id, kHashes * (segment + 1) / segment_count)};
}

}  // namespace pixii::store
