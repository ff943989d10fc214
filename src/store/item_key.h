// The keys of items: docs/formats/keys-in-the-store.md. An item's key is the prefix of its table, 8
// bytes of hash of its partition key, the partition key and the sort key, each in an
// order-preserving form. So the items of one partition key lie together, in the order of their sort
// keys, and partitions lie in the order in which DynamoDB scans them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "catalog/table.h"
#include "value/value.h"

namespace pixii::store {

// Appends what all items of one partition key of a table have in common.
void AppendPartitionPrefix(const catalog::Table& table, value::ValueView partition_key,
                           std::string& out);

// Appends the whole key. Requires: the values have the types of the table's key; `sort_key` is a
// value exactly if the table has a sort key.
void AppendItemKey(const catalog::Table& table, value::ValueView partition_key,
                   value::ValueView sort_key, std::string& out);

// Appends the key under which the size of an item collection stands: of all items with the
// partition key of the item at `item_key`. Requires: `item_key` was made by AppendItemKey for this
// table.
void AppendCollectionKey(const catalog::Table& table, std::string_view item_key, std::string& out);

// The first key above all that begin with `prefix`.
std::string PrefixEnd(std::string_view prefix);

// [begin, end) of the entries of a table (kPrimaryIndex) or an index whose hash lies in segment
// `segment` of `segment_count` equal ones. Requires: 0 <= segment < segment_count.
struct KeyRange {
  std::string begin;
  std::string end;
};
KeyRange SegmentRange(const catalog::Table& table, std::uint32_t index_id, std::uint64_t segment,
                      std::uint64_t segment_count);

}  // namespace pixii::store
