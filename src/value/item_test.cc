#include "value/item.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "value/layout.h"
#include "value/number.h"

namespace pixii::value {
namespace {

NumberBytes Number(std::string_view text) {
  NumberBytes number;
  EXPECT_TRUE(ParseNumber(text, number).has_value()) << text;
  return number;
}

std::vector<std::string> Elements(ValueView set) {
  std::vector<std::string> elements;
  for (const std::string_view element : set.set_elements()) {
    elements.push_back(set.Is(Type::kNumberSet) ? NumberText(element) : std::string(element));
  }
  return elements;
}

TEST(ValueBuilder, ScalarsReadBack) {
  ValueBuilder builder;
  const std::string long_text(300, 'x');
  const std::size_t a = builder.Mark();
  builder.String(long_text);
  const std::size_t b = builder.Mark();
  builder.Binary(std::string_view("\0\xff", 2));
  const std::size_t c = builder.Mark();
  builder.Number(Number("-1.5"));
  const std::size_t d = builder.Mark();
  builder.Boolean(true);
  const std::size_t e = builder.Mark();
  builder.Boolean(false);
  const std::size_t f = builder.Mark();
  builder.Null();

  EXPECT_EQ(builder.ViewFrom(a).text(), long_text);
  EXPECT_EQ(builder.ViewFrom(b).text(), std::string_view("\0\xff", 2));
  EXPECT_TRUE(builder.ViewFrom(b).Is(Type::kBinary));
  EXPECT_EQ(NumberText(builder.ViewFrom(c).number()), "-1.5");
  EXPECT_TRUE(builder.ViewFrom(d).Is(Type::kBoolean));
  EXPECT_TRUE(builder.ViewFrom(d).boolean());
  EXPECT_TRUE(builder.ViewFrom(e).Is(Type::kBoolean));
  EXPECT_FALSE(builder.ViewFrom(e).boolean());
  EXPECT_TRUE(builder.ViewFrom(f).Is(Type::kNull));
  for (const std::size_t mark : {a, b, c, d, e, f}) {
    EXPECT_TRUE(ValidateValue(builder.ViewFrom(mark).bytes()));
  }
}

TEST(ValueBuilder, SetsAreSortedAndTellDoubles) {
  ValueBuilder builder;
  builder.BeginSet(Type::kNumberSet);
  for (const std::string_view text : {"10", "9", "-3", "0.5"}) builder.SetElement(Number(text));
  EXPECT_TRUE(builder.EndSet());
  EXPECT_EQ(Elements(builder.view()), (std::vector<std::string>{"-3", "0.5", "9", "10"}));
  EXPECT_TRUE(builder.view().SetContains(Number("9.0")));
  EXPECT_FALSE(builder.view().SetContains(Number("11")));
  EXPECT_FALSE(builder.view().SetContains(Number("-30")));

  builder.Clear();
  builder.BeginSet(Type::kStringSet);
  for (const std::string_view text : {"b", "", "a", "b", "ab"}) builder.SetElement(text);
  EXPECT_FALSE(builder.EndSet());
  EXPECT_EQ(Elements(builder.view()), (std::vector<std::string>{"", "a", "ab", "b"}));
  EXPECT_EQ(builder.view().count(), 4U);
  EXPECT_TRUE(ValidateValue(builder.view().bytes()));
}

TEST(ValueBuilder, MapsAreSortedAndTheLastOfANameStays) {
  ValueBuilder builder;
  builder.BeginMap();
  builder.Name("z");
  builder.BeginList();
  builder.Null();
  builder.BeginMap();
  builder.Name("y");
  builder.Number(Number("1"));
  builder.Name("x");
  builder.Number(Number("2"));
  builder.EndMap();
  builder.EndList();
  builder.Name("a");
  builder.String("first");
  builder.Name("m");
  builder.Null();
  builder.Name("a");
  builder.String("last");
  builder.EndMap();

  const ValueView map = builder.view();
  ASSERT_EQ(map.count(), 3U);
  EXPECT_EQ(map.Find("a").text(), "last");
  EXPECT_TRUE(map.Find("m").Is(Type::kNull));
  EXPECT_FALSE(map.Find("b"));
  EXPECT_FALSE(map.Find("zz"));
  const ValueView list = map.Find("z");
  ASSERT_EQ(list.count(), 2U);
  EXPECT_EQ(NumberText(list.Element(1).Find("x").number()), "2");
  EXPECT_FALSE(list.Element(2));
  std::string names;
  for (const MapEntry& entry : map.map_entries()) names += entry.name;
  EXPECT_EQ(names, "amz");
  EXPECT_EQ(DepthOf(map), 4);
  EXPECT_TRUE(ValidateValue(map.bytes()));
}

TEST(ValueBuilder, EqualValuesHaveEqualBytes) {
  ValueBuilder a;
  a.BeginMap();
  a.Name("s");
  a.BeginSet(Type::kNumberSet);
  a.SetElement(Number("1"));
  a.SetElement(Number("2"));
  EXPECT_TRUE(a.EndSet());
  a.Name("n");
  a.Number(Number("1e1"));
  a.EndMap();
  ValueBuilder b;
  b.BeginMap();
  b.Name("n");
  b.Number(Number("10.0"));
  b.Name("s");
  b.BeginSet(Type::kNumberSet);
  b.SetElement(Number("2.0"));
  b.SetElement(Number("01"));
  EXPECT_TRUE(b.EndSet());
  b.EndMap();
  EXPECT_TRUE(Equals(a.view(), b.view()));
}

TEST(Value, OrderedValuesCompare) {
  const auto compare = [](auto write_a, auto write_b) {
    ValueBuilder a;
    ValueBuilder b;
    write_a(a);
    write_b(b);
    return Compare(a.view(), b.view());
  };
  const auto number = [](std::string_view text) {
    return [text](ValueBuilder& b) { b.Number(Number(text)); };
  };
  const auto string = [](std::string_view text) {
    return [text](ValueBuilder& b) { b.String(text); };
  };
  EXPECT_LT(compare(number("9"), number("10")), 0);
  EXPECT_GT(compare(number("-9"), number("-10")), 0);
  EXPECT_EQ(compare(number("1.0"), number("1")), 0);
  EXPECT_LT(compare(string("10"), string("9")), 0);
  EXPECT_LT(compare(string("a"), string("aa")), 0);
  EXPECT_LT(compare(string("z"), string("\xc3\xa4")), 0);  // bytes are unsigned
}

TEST(Value, Utf16LengthCountsSurrogatePairsTwice) {
  EXPECT_EQ(Utf16Length(""), 0U);
  EXPECT_EQ(Utf16Length("abc"), 3U);
  EXPECT_EQ(Utf16Length("\xc3\xa4"), 1U);
  EXPECT_EQ(Utf16Length("\xe2\x82\xac"), 1U);
  EXPECT_EQ(Utf16Length("\xf0\x9f\x98\x80"), 2U);
}

TEST(Item, SizesAreThoseOfTheDeveloperGuide) {
  ItemBuilder builder;
  builder.BeginAttribute("ab").String("\xc3\xa4x");     // 2 + 3
  builder.BeginAttribute("n").Number(Number("-12.5"));  // 1 + 4
  builder.BeginAttribute("t").Boolean(true);            // 1 + 1
  builder.BeginAttribute("z").Null();                   // 1 + 1
  ValueWriter& set = builder.BeginAttribute("ns");      // 2 + 2 + 1
  set.BeginSet(Type::kNumberSet);
  set.SetElement(Number("10"));
  set.SetElement(Number("0"));
  EXPECT_TRUE(set.EndSet());
  ValueWriter& map = builder.BeginAttribute("m");  // 1 + 3 + (1 + 1 + 3 + (1 + 1))
  map.BeginMap();
  map.Name("l");
  map.BeginList();
  map.String("x");
  map.EndList();
  map.EndMap();
  EXPECT_EQ(builder.Finish()->SizeBytes(), 5U + 5U + 2U + 2U + 5U + 11U);
}

TEST(Item, EmptyItems) {
  EXPECT_EQ(ItemView().count(), 0U);
  EXPECT_FALSE(ItemView().Find("a"));
  EXPECT_EQ(ItemView().SizeBytes(), 0U);
  ItemBuilder builder;
  const ItemView item = *builder.Finish();
  EXPECT_EQ(item.count(), 0U);
  EXPECT_TRUE(ValidateItem(item.bytes()));
  EXPECT_EQ(item.bytes(), std::string_view("\x01\0\0\0\0", 5));
}

// The example of docs/formats/item.md: bytes on disk, which never change.
TEST(Item, FormsAreFixed) {
  ItemBuilder builder;
  builder.BeginAttribute("a").String("x");
  ValueWriter& list = builder.BeginAttribute("n");
  list.BeginList();
  list.Number(Number("1"));
  list.Boolean(true);
  list.EndList();
  constexpr std::string_view kBytes(
      "\x01\x02\0\0\0"
      "\0\0\0\xa9\x05\0\0\xab"
      "\x01"
      "a\x01\x01x"
      "\x01n\x0a\x0b\0\0\0\x02\0\0\0\x02\x04\x02\x82\x0b\0\x06",
      36);
  EXPECT_EQ(builder.Finish()->bytes(), kBytes);

  builder.Clear();
  builder.BeginAttribute("attribute1234").Null();
  EXPECT_EQ(builder.Finish()->bytes().substr(0, 9),
            std::string_view("\x01\x01\0\0\0\0\0\0\x2d", 9));
}

TEST(Item, AttributesKeepTheirOrderAndAreFoundByName) {
  ItemBuilder builder;
  for (const int count : {1, 2, 40, 62, 63, 64, 1000, 20'000}) {
    builder.Clear();
    for (int i = 0; i < count; ++i) {
      builder.BeginAttribute("attribute" + std::to_string(i)).Number(NumberOf(i));
    }
    const ItemView item = *builder.Finish();
    ASSERT_TRUE(ValidateItem(item.bytes())) << count;
    ASSERT_EQ(item.count(), static_cast<std::uint32_t>(count));
    int next = 0;
    for (const MapEntry& attribute : item.attributes()) {
      ASSERT_EQ(attribute.name, "attribute" + std::to_string(next));
      ASSERT_EQ(NumberText(item.Find(attribute.name).number()), std::to_string(next));
      ++next;
    }
    EXPECT_EQ(next, count);
    EXPECT_FALSE(item.Find("attribute"));
    EXPECT_FALSE(item.Find(""));
  }
}

TEST(Item, TheLastOfANameStays) {
  ItemBuilder builder;
  for (const int names : {3, 100}) {
    builder.Clear();
    for (int i = 0; i < 3 * names; ++i) {
      builder.BeginAttribute("a" + std::to_string(i % names)).Number(NumberOf(i));
    }
    const ItemView item = *builder.Finish();
    ASSERT_TRUE(ValidateItem(item.bytes()));
    EXPECT_EQ(item.count(), static_cast<std::uint32_t>(names));
    for (int i = 0; i < names; ++i) {
      EXPECT_EQ(NumberText(item.Find("a" + std::to_string(i)).number()),
                std::to_string(2 * names + i));
    }
  }
}

// One name thousands of times: a run of equal hashes, which must not be compared pair by pair.
TEST(Item, ManyDoublesOfOneName) {
  ItemBuilder builder;
  for (int i = 0; i < 300'000; ++i) builder.BeginAttribute("a").Number(NumberOf(i));
  const ItemView item = *builder.Finish();
  EXPECT_EQ(item.count(), 1U);
  EXPECT_EQ(NumberText(item.Find("a").number()), "299999");
}

// So many names that the directory's hash does not tell apart, in descending order.
std::vector<std::string> NamesOfOneHash(std::size_t count) {
  std::vector<std::string> names;
  for (int i = 0; names.size() < count; ++i) {
    std::string name = std::to_string(i);
    if (layout::NameHash(name) == layout::NameHash("0")) names.push_back(std::move(name));
  }
  std::sort(names.rbegin(), names.rend());
  return names;
}

TEST(Item, NamesOfOneHashAreFound) {
  const std::vector<std::string> names = NamesOfOneHash(80);
  ItemBuilder builder;
  for (std::size_t count = 1; count <= names.size() / 2; ++count) {
    builder.Clear();
    for (std::size_t i = 0; i < count; ++i) {
      builder.BeginAttribute(names[2 * i + 1]).Number(NumberOf(static_cast<int>(i)));
    }
    const ItemView item = *builder.Finish();
    ASSERT_TRUE(ValidateItem(item.bytes())) << count;
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_EQ(NumberText(item.Find(names[2 * i + 1]).number()), std::to_string(i)) << count;
      ASSERT_FALSE(item.Find(names[2 * i])) << count;
    }
  }
}

// A client chooses the names, so one that chooses these must not make a search long.
TEST(Item, ManyNamesOfOneHash) {
  ItemBuilder builder;
  for (const std::string& name : NamesOfOneHash(30'000)) builder.BeginAttribute(name).Null();
  const ItemView item = *builder.Finish();
  EXPECT_EQ(item.count(), 30'000U);
  EXPECT_TRUE(Equals(item, item));
}

TEST(Item, ItemsBeyondTheOffsetsAreRefused) {
  ItemBuilder builder;
  const std::string megabyte(1 << 20, 'x');
  for (int i = 0; i < 15; ++i) builder.BeginAttribute(std::to_string(i)).String(megabyte);
  EXPECT_TRUE(builder.Finish().has_value());
  builder.Clear();
  for (int i = 0; i < 17; ++i) builder.BeginAttribute(std::to_string(i)).String(megabyte);
  EXPECT_FALSE(builder.Finish().has_value());
  builder.Clear();
  builder.BeginAttribute("a").Null();
  EXPECT_EQ(builder.Finish()->count(), 1U);
}

TEST(Item, EqualsIgnoresTheOrderOfAttributes) {
  ItemBuilder a;
  a.BeginAttribute("x").Null();
  a.BeginAttribute("y").Boolean(true);
  ItemBuilder b;
  b.BeginAttribute("y").Boolean(true);
  b.BeginAttribute("x").Null();
  const ItemView left = *a.Finish();
  EXPECT_TRUE(Equals(left, *b.Finish()));
  b.Clear();
  b.BeginAttribute("y").Boolean(false);
  b.BeginAttribute("x").Null();
  EXPECT_FALSE(Equals(left, *b.Finish()));
}

TEST(Item, AttributesCanBeCopied) {
  ItemBuilder from;
  from.BeginAttribute("a").String("text");
  const ItemView source = *from.Finish();
  ItemBuilder to;
  to.Add("b", source.Find("a"));
  EXPECT_EQ(to.Finish()->Find("b").text(), "text");
}

std::string SampleItem() {
  ItemBuilder builder;
  builder.BeginAttribute("name").String("text");
  builder.BeginAttribute("number").Number(Number("-12.25"));
  ValueWriter& writer = builder.BeginAttribute("map");
  writer.BeginMap();
  writer.Name("b");
  writer.BeginSet(Type::kBinarySet);
  writer.SetElement("1");
  writer.SetElement("2");
  EXPECT_TRUE(writer.EndSet());
  writer.Name("a");
  writer.BeginList();
  writer.Boolean(true);
  writer.EndList();
  writer.EndMap();
  return std::string(builder.Finish()->bytes());
}

// Every byte changed in every way: a check that accepts must leave bytes that can be read to the
// end.
TEST(Validate, DamagedItemsAreRefusedOrReadable) {
  const std::string good = SampleItem();
  ASSERT_TRUE(ValidateItem(good));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(ValidateItem(good.substr(0, size)));
  EXPECT_FALSE(ValidateItem(good + '\0'));
  int refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int flip = 1; flip < 256; ++flip) {
      std::string damaged = good;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      if (!ValidateItem(damaged)) {
        ++refused;
        continue;
      }
      const ItemView item(damaged);
      EXPECT_GT(item.SizeBytes(), 0U);
      for (const MapEntry& attribute : item.attributes()) {
        EXPECT_TRUE(Equals(item.Find(attribute.name), attribute.value));
      }
    }
  }
  EXPECT_GT(refused, static_cast<int>(good.size()) * 100);
}

TEST(Validate, RefusesWhatIsNotCanonical) {
  const std::string_view bad[] = {
      {"", 0},
      {"\x01\x81\x00x", 4},                                            // a length of 1 in two bytes
      {"\x07\x08\x00\x00\x00\x02\x00\x00\x00\x01y\x01x", 13},          // a set out of order
      {"\x07\x08\x00\x00\x00\x02\x00\x00\x00\x01x\x01x", 13},          // a double
      {"\x0b\x0a\x00\x00\x00\x02\x00\x00\x00\x01y\x04\x01x\x04", 15},  // a map out of order
      {"\x0a\x05\x00\x00\x00\x02\x00\x00\x00\x04", 10},  // fewer elements than counted
      {"\x0a\x05\x00\x00\x00\x00\x00\x00\x00\x04", 10},  // more
      {"\x06\x04", 2},                                   // something behind it
      {"\x0c", 1},                                       // no such tag
      {"\x02\x03\x02\x82\x0b", 5},                       // half a number
  };
  for (const std::string_view bytes : bad)
    EXPECT_FALSE(ValidateValue(bytes)) << testing::PrintToString(bytes);
}

TEST(Validate, NestingEndsAt32Levels) {
  const auto nested = [](int levels) {
    ValueBuilder builder;
    for (int i = 1; i < levels; ++i) builder.BeginList();
    builder.Null();
    for (int i = 1; i < levels; ++i) builder.EndList();
    EXPECT_EQ(DepthOf(builder.view()), levels);
    return std::string(builder.view().bytes());
  };
  EXPECT_TRUE(ValidateValue(nested(32)));
  EXPECT_FALSE(ValidateValue(nested(33)));
}

}  // namespace
}  // namespace pixii::value
