#include "store/item_key.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "catalog/keys.h"
#include "codec/key_bytes.h"
#include "store/testing/world.h"
#include "value/number.h"

namespace pixii::store {
namespace {

using expr::testing::Literals;
using testing::HashTable;
using testing::IndexedTable;
using testing::KeyOf;
using namespace std::string_literals;

catalog::Table WithId(catalog::Table table, std::uint32_t id) {
  table.id = id;
  return table;
}

TEST(ItemKey, IsPrefixHashPartitionKeyAndSortKey) {
  Literals literals;
  std::string expected = "\x10\x01\x02\x03\x04\0\0\0\0"s;
  codec::AppendPartitionHash(codec::PartitionHash(value::Type::kString, "ab"), expected);
  expected += "ab\0\x01"s;
  const catalog::Table hash_table = WithId(HashTable("t"), 0x01020304);
  EXPECT_EQ(KeyOf(hash_table, literals.Item("{pk: 'ab'}")), expected);
  const catalog::Table table = WithId(IndexedTable("t"), 0x01020304);
  std::string prefix;
  AppendPartitionPrefix(table, literals.Value("'ab'"), prefix);
  EXPECT_EQ(prefix, expected);
  EXPECT_EQ(KeyOf(table, literals.Item("{pk: 'ab', sk: 1}")), expected + "\x02\x82\x0b\0"s);
}

TEST(ItemKey, ItemsOfOnePartitionLieInTheOrderOfTheirSortKeys) {
  Literals literals;
  const catalog::Table table = WithId(IndexedTable("t"), 7);
  std::string prefix;
  AppendPartitionPrefix(table, literals.Value("'a'"), prefix);
  std::string last;
  for (const char* sort_key :
       {"-9.9e125", "-10", "-9", "-0.5", "0", "1e-130", "0.5", "9", "10", "10.01", "9.9e125"}) {
    const std::string key =
        KeyOf(table, literals.Item("{pk: 'a', sk: " + std::string(sort_key) + "}"));
    EXPECT_LT(last, key) << sort_key;
    EXPECT_TRUE(key.starts_with(prefix));
    EXPECT_LT(key, PrefixEnd(prefix));
    last = key;
  }
  EXPECT_EQ(KeyOf(table, literals.Item("{pk: 'a', sk: 1}")),
            KeyOf(table, literals.Item("{pk: 'a', sk: 1.00}")));
}

TEST(ItemKey, PartitionsDoNotRunIntoEachOther) {
  Literals literals;
  const catalog::Table table = WithId(IndexedTable("t"), 7);
  for (const char* other : {"{pk: 'aa', sk: 1}", "{pk: '', sk: 1}", "{pk: 'b', sk: 1}"}) {
    std::string prefix;
    AppendPartitionPrefix(table, literals.Value("'a'"), prefix);
    EXPECT_FALSE(KeyOf(table, literals.Item(other)).starts_with(prefix)) << other;
  }
}

TEST(CollectionKey, IsPrefixHashAndPartitionKeyOfAnyItem) {
  Literals literals;
  catalog::Table table = WithId(IndexedTable("t"), 0x01020304);
  const auto expected = [](value::Type type, std::string_view ordered_bytes) {
    std::string key = "\x10\x01\x02\x03\x04\xFF\xFF\xFF\xFF"s;
    codec::AppendPartitionHash(codec::PartitionHash(type, ordered_bytes), key);
    codec::AppendKeyPart(type, ordered_bytes, key);
    return key;
  };
  const auto collection_key = [&](std::string_view literal) {
    std::string key;
    AppendCollectionKey(table, KeyOf(table, literals.Item(literal)), key);
    return key;
  };
  const std::string of_text = expected(value::Type::kString, "a\0\x01"s);
  EXPECT_EQ(collection_key("{pk: 'a\0\x01', sk: 0}"s), of_text);
  EXPECT_EQ(collection_key("{pk: 'a\0\x01', sk: -9.9e125}"s), of_text);
  table.key.partition.type = value::Type::kNumber;
  for (const std::int64_t number : {0, 1, -1, -12345, 100, 101}) {
    EXPECT_EQ(collection_key("{pk: " + std::to_string(number) + ", sk: 1}"),
              expected(value::Type::kNumber, value::NumberOf(number)));
  }
}

TEST(PrefixEnd, IsTheFirstKeyAboveAllWithThePrefix) {
  EXPECT_EQ(PrefixEnd("a"), "b");
  EXPECT_EQ(PrefixEnd("a\xFF\xFF"), "b");
  EXPECT_EQ(PrefixEnd("a\0"s), "a\x01");
  EXPECT_EQ(PrefixEnd("\x7F"), "\x80");
  EXPECT_EQ(PrefixEnd("\xFF\xFF"), "");  // there is none
  EXPECT_EQ(PrefixEnd(""), "");
}

TEST(SegmentRange, SegmentsPartitionTheTable) {
  const catalog::Table table = WithId(HashTable("t"), 0xFFFFFFFE);
  for (const std::uint32_t index_id : {0U, 5U}) {
    std::string begin;
    catalog::AppendItemPrefix(table.id, index_id, begin);
    for (const std::uint64_t count : {1UL, 2UL, 3UL, 16UL, 1'000'000UL}) {
      EXPECT_EQ(SegmentRange(table, index_id, 0, count).begin, begin + std::string(8, '\0'));
      EXPECT_EQ(SegmentRange(table, index_id, count - 1, count).end, PrefixEnd(begin));
      // Where one ends, the next begins. Of many, every 101st will do.
      const std::uint64_t step = count > 1000 ? 101 : 1;
      for (std::uint64_t segment = 0; segment + 1 < count; segment += step) {
        const KeyRange range = SegmentRange(table, index_id, segment, count);
        ASSERT_LT(range.begin, range.end);
        ASSERT_EQ(range.end, SegmentRange(table, index_id, segment + 1, count).begin);
      }
    }
  }
}

TEST(SegmentRange, BoundsAreTheRoundedDownShares) {
  const catalog::Table table = WithId(HashTable("t"), 1);
  const std::string prefix = "\x10\0\0\0\x01\0\0\0\0"s;
  EXPECT_EQ(SegmentRange(table, 0, 0, 3).end, prefix + "UUUUUUUU");  // 0x5555...
  EXPECT_EQ(SegmentRange(table, 0, 1, 3).end, prefix + std::string(8, '\xAA'));
  EXPECT_EQ(SegmentRange(table, 0, 15, 16).begin, prefix + "\xF0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(SegmentRange(table, 0, 15, 16).end, "\x10\0\0\0\x01\0\0\0\x01"s);
}

TEST(SegmentRange, AnItemLiesInTheSegmentOfItsHash) {
  Literals literals;
  const catalog::Table table = WithId(HashTable("t"), 1);
  for (int i = 0; i < 1000; ++i) {
    const std::string pk = "key-" + std::to_string(i);
    const std::string key = KeyOf(table, literals.Item("{pk: '" + pk + "'}"));
    const std::uint64_t hash = codec::PartitionHash(value::Type::kString, pk);
    const KeyRange range = SegmentRange(table, 0, hash >> 60, 16);
    EXPECT_LE(range.begin, key);
    EXPECT_LT(key, range.end);
  }
}

}  // namespace
}  // namespace pixii::store
