// The keys of the catalog, the counters and the items of a table:
// docs/formats/keys-in-the-store.md. Never renumber.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pixii::catalog {

// The byte that opens every key. 0x01 belongs to the engine.
inline constexpr char kCatalogKey = 0x02;
inline constexpr char kCounterKey = 0x03;
inline constexpr char kItemKey = 0x10;

// Index 0 is the table itself; secondary indexes have ids of their own.
inline constexpr std::uint32_t kPrimaryIndex = 0;
// No index has this id: under it stand the sizes of the table's item collections.
inline constexpr std::uint32_t kCollectionSizes = 0xFFFFFFFF;

enum class Counter : std::uint8_t { kItems = 0, kBytes = 1 };

void AppendBigEndian32(std::uint32_t number, std::string& out);

// The descriptor of the table `name`.
std::string DescriptorKey(std::string_view name);
// All descriptors, as a range [begin, end).
std::string DescriptorsBegin();
std::string DescriptorsEnd();

// The number that the next table gets as its id.
std::string NextIdKey();

// A table, or one index of a table, whose entries are being removed in the background; and all of
// them, as a range.
std::string DeadTableKey(std::uint32_t table_id);
std::string DeadIndexKey(std::uint32_t table_id, std::uint32_t index_id);
std::string DeadBegin();
std::string DeadEnd();

std::string CounterKey(std::uint32_t table_id, std::uint32_t index_id, Counter counter);

// What opens the keys of all entries of an index of a table: kItemKey, table id, index id.
void AppendItemPrefix(std::uint32_t table_id, std::uint32_t index_id, std::string& out);

// Everything that belongs to a table, or to one of its indexes, and dies with it, under one opening
// byte, as a range [begin, end).
struct KeyRange {
  std::string begin;
  std::string end;
};
// What the record of a dead table or index is about.
std::array<KeyRange, 2> RangesOfDead(std::string_view dead_key);

}  // namespace pixii::catalog
