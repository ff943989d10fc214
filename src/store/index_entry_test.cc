#include "store/index_entry.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "codec/key_bytes.h"
#include "store/testing/world.h"

namespace pixii::store {
namespace {

using catalog::ProjectionType;
using expr::testing::Text;
using value::Type;
using namespace std::string_literals;

class IndexEntryTest : public ::testing::Test {
 protected:
  IndexEntryTest() { table_.id = 2; }

  const catalog::Index& Index(std::string_view name) const { return *table_.FindIndex(name); }
  // Nothing if there is no entry; then `out` must be as it was.
  std::optional<std::string> Key(std::string_view index_name, std::string_view item) {
    std::string key = "before";
    if (!AppendEntryKey(table_, Index(index_name), literals_.Item(item), key)) {
      EXPECT_EQ(key, "before");
      return std::nullopt;
    }
    EXPECT_TRUE(key.starts_with("before"));
    return key.substr(6);
  }
  std::string Projected(std::string_view index_name, std::string_view item) {
    value::ItemBuilder builder;
    builder.BeginAttribute("left over").Null();
    return Text(ProjectedItem(table_, Index(index_name), literals_.Item(item), builder));
  }
  std::string Part(std::string_view literal) {
    std::string part;
    codec::AppendKeyPart(literals_.Value(literal), part);
    return part;
  }
  static std::string Hash(Type type, std::string_view bytes) {
    std::string hash;
    codec::AppendPartitionHash(codec::PartitionHash(type, bytes), hash);
    return hash;
  }

  expr::testing::Literals literals_;
  catalog::Table table_ = testing::IndexedTable("t");
};

TEST_F(IndexEntryTest, KeyIsThatOfTheIndexThenThatOfTheTable) {
  const std::string table_key = Part("'a'") + Part("1");
  EXPECT_EQ(Key("by-s", "{pk: 'a', sk: 1, s: 'p'}"),
            "\x10\0\0\0\x02\0\0\0\x01"s + Hash(Type::kString, "p") + Part("'p'") + table_key);
  EXPECT_EQ(Key("by-n", "{pk: 'a', sk: 1, s: 'p', n: 5}"),
            "\x10\0\0\0\x02\0\0\0\x02"s +
                Hash(Type::kNumber, literals_.Value("5").ordered_bytes()) + Part("5") +
                Part("'p'") + table_key);
  // A local index lies by the table's partition key.
  EXPECT_EQ(Key("local", "{pk: 'a', sk: 1, b: b'x'}"), "\x10\0\0\0\x02\0\0\0\x03"s +
                                                           Hash(Type::kString, "a") + Part("'a'") +
                                                           Part("b'x'") + table_key);
}

TEST_F(IndexEntryTest, KeysOfSeveralAttributesAreHashedByTheFirst) {
  EXPECT_EQ(Key("many", "{pk: 'a', sk: 1, s: 'p', n: 5, b: b'x'}"),
            "\x10\0\0\0\x02\0\0\0\x04"s + Hash(Type::kString, "p") + Part("'p'") + Part("5") +
                Part("b'x'") + Part("1") + Part("'a'") + Part("1"));
}

TEST_F(IndexEntryTest, KeysBeginWithThePrefixOfTheirPartition) {
  const value::ValueView hash[] = {literals_.Value("'p'"), literals_.Value("5")};
  std::string prefix;
  AppendIndexPartitionPrefix(table_, Index("many"), hash, prefix);
  EXPECT_TRUE(Key("many", "{pk: 'a', sk: 1, s: 'p', n: 5, b: b'x'}")->starts_with(prefix));
  EXPECT_FALSE(Key("many", "{pk: 'a', sk: 1, s: 'p', n: 6, b: b'x'}")->starts_with(prefix));
}

TEST_F(IndexEntryTest, ItemsWithoutTheWholeKeyHaveNoEntry) {
  for (const char* item :
       {"{pk: 'a', sk: 1}", "{pk: 'a', sk: 1, s: 1}", "{pk: 'a', sk: 1, s: ''}",
        "{pk: 'a', sk: 1, s: b'p'}", "{pk: 'a', sk: 1, s: null}", "{pk: 'a', sk: 1, s: ['p']}"}) {
    EXPECT_EQ(Key("by-s", item), std::nullopt) << item;
  }
  EXPECT_EQ(Key("by-n", "{pk: 'a', sk: 1, s: 'p'}"), std::nullopt);
  EXPECT_EQ(Key("by-n", "{pk: 'a', sk: 1, n: 5}"), std::nullopt);
  EXPECT_EQ(Key("by-n", "{pk: 'a', sk: 1, n: 5, s: ''}"), std::nullopt);
  EXPECT_EQ(Key("local", "{pk: 'a', sk: 1, b: b''}"), std::nullopt);
  for (const char* item : {"{pk: 'a', sk: 1, n: 5, b: b'x'}", "{pk: 'a', sk: 1, s: 'p', b: b'x'}",
                           "{pk: 'a', sk: 1, s: 'p', n: 5}"}) {
    EXPECT_EQ(Key("many", item), std::nullopt) << item;
  }
}

TEST_F(IndexEntryTest, KeysThatAreTooLongHaveNoEntry) {
  const auto hash_of = [&](std::size_t size) {
    return Key("by-s", "{pk: 'a', sk: 1, s: '" + std::string(size, 'p') + "'}").has_value();
  };
  EXPECT_TRUE(hash_of(2048));
  EXPECT_FALSE(hash_of(2049));
  const auto range_of = [&](std::size_t size) {
    return Key("by-n", "{pk: 'a', sk: 1, n: 5, s: '" + std::string(size, 'p') + "'}").has_value();
  };
  EXPECT_TRUE(range_of(1024));
  EXPECT_FALSE(range_of(1025));
}

TEST_F(IndexEntryTest, HoldsWhatTheIndexProjects) {
  const char* item = "{z: 1, s: 'p', pk: 'a', x: {y: 2}, n: 5, sk: 1, b: b'x', y: 3}";
  EXPECT_EQ(Projected("by-s", item), item);
  EXPECT_EQ(Projected("by-n", item), "{s: 'p', pk: 'a', n: 5, sk: 1}");
  EXPECT_EQ(Projected("local", item), "{pk: 'a', x: {y: 2}, sk: 1, b: b'x'}");
  EXPECT_EQ(Projected("many", item), "{s: 'p', pk: 'a', x: {y: 2}, n: 5, sk: 1, b: b'x', y: 3}");
  EXPECT_EQ(Projected("local", "{pk: 'a', sk: 1, b: b'x', y: 3}"), "{pk: 'a', sk: 1, b: b'x'}");
}

}  // namespace
}  // namespace pixii::store
