#include "codec/key_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "value/number.h"

namespace pixii::codec {
namespace {

using value::Type;

value::NumberBytes Number(std::string_view text) {
  value::NumberBytes number;
  EXPECT_TRUE(value::ParseNumber(text, number).has_value()) << text;
  return number;
}

std::string Part(Type type, std::string_view bytes) {
  std::string out;
  AppendKeyPart(type, bytes, out);
  return out;
}

TEST(KeyBytes, FormsAreFixed) {
  EXPECT_EQ(Part(Type::kString, ""), std::string("\0\x01", 2));
  EXPECT_EQ(Part(Type::kString, "ab"), std::string("ab\0\x01", 4));
  EXPECT_EQ(Part(Type::kBinary, std::string_view("a\0\xff\0", 4)),
            std::string("a\0\xff\xff\0\xff\0\x01", 8));
  EXPECT_EQ(Part(Type::kNumber, Number("1")), std::string("\x02\x82\x0b\0", 4));
}

TEST(KeyBytes, PartsOrderAsTheirValuesAndComeBack) {
  std::mt19937 random(20260817);
  const auto text = [&] {
    std::string text(random() % 6, ' ');
    for (char& c : text) c = "\0\x01\x7f\xff"[random() % 4];
    return text;
  };
  for (int i = 0; i < 50'000; ++i) {
    const std::string a = text();
    const std::string b = text();
    const std::string part_a = Part(Type::kBinary, a);
    const std::string part_b = Part(Type::kBinary, b);
    ASSERT_EQ(part_a < part_b, a < b);
    // With something behind it, the order is still that of the first part unless both are equal.
    if (a != b) {
      ASSERT_EQ(part_a + "\xff" < part_b + std::string(1, '\0'), a < b);
    }
    std::string prefix;
    AppendKeyPrefix(a, prefix);
    ASSERT_EQ(part_b.starts_with(prefix), b.starts_with(a));

    const std::string key = part_a + part_b;
    std::string_view rest = key;
    value::ValueBuilder value;
    ASSERT_TRUE(TakeKeyPart(Type::kBinary, rest, value));
    ASSERT_EQ(rest, part_b);
    ASSERT_EQ(value.view().text(), a);
    ASSERT_TRUE(value.view().Is(Type::kBinary));
    ASSERT_TRUE(SkipKeyPart(Type::kBinary, rest));
    ASSERT_TRUE(rest.empty());
  }
}

TEST(KeyBytes, StringsAndNumbersComeBack) {
  std::string key = Part(Type::kNumber, Number("-12.5")) + Part(Type::kString, "text");
  std::string_view rest = key;
  value::ValueBuilder builder;
  ASSERT_TRUE(TakeKeyPart(Type::kNumber, rest, builder));
  const std::size_t second = builder.Mark();
  ASSERT_TRUE(TakeKeyPart(Type::kString, rest, builder));
  EXPECT_EQ(value::NumberText(builder.view().number()), "-12.5");
  EXPECT_EQ(builder.ViewFrom(second).text(), "text");
  EXPECT_TRUE(builder.ViewFrom(second).Is(Type::kString));
}

TEST(KeyBytes, DamagedKeysAreRefused) {
  const std::string_view texts[] = {
      "", "a", {"a\0", 2}, {"a\0\x02", 3}, {"\0\xff", 2}, {"\0\xff\0", 3}};
  for (std::string_view key : texts) {
    EXPECT_FALSE(SkipKeyPart(Type::kString, key)) << testing::PrintToString(key);
  }
  const std::string_view numbers[] = {"", {"\x02\x82\x0b", 3}, "\x03"};
  for (std::string_view key : numbers) EXPECT_FALSE(SkipKeyPart(Type::kNumber, key));
}

// A Scan of the service returns partitions in the order of this hash: pairs seen in the boto3
// guide.
TEST(PartitionHash, OrdersAsScansOfTheServiceDo) {
  const auto hash = [](std::string_view key) { return PartitionHash(Type::kString, key); };
  EXPECT_LT(hash("johndoe"), hash("bobsmith"));
  EXPECT_LT(hash("johndoe"), hash("alicedoe"));
  EXPECT_LT(hash("bobsmith"), hash("janedoering"));
  // md5("Outliersjohndoe").
  EXPECT_EQ(hash("johndoe"), 0x6b8306abcb009fa7U);
  std::string bytes;
  AppendPartitionHash(0x6b8306abcb009fa7U, bytes);
  EXPECT_EQ(bytes, std::string_view("\x6b\x83\x06\xab\xcb\x00\x9f\xa7", 8));
}

// The hash of a number is that of its pairs of digits; the same bytes as B hash alike.
TEST(PartitionHash, NumbersAreHashedAsPairsOfDigits) {
  const std::pair<std::string, std::string> cases[] = {
      {"0", "\x80"},
      {"1", "\xc1\x02"},
      {"10", "\xc1\x0b"},
      {"100", "\xc2\x02"},
      {"123", "\xc2\x02\x18"},
      {"0.1", "\xc0\x0b"},
      {"0.01", "\xc0\x02"},
      {"12.5", "\xc1\x0d\x33"},
      {"-1", "\x3e\x64\x66"},
      {"-123", "\x3d\x64\x4e\x66"},
      {"1e125", "\xff\x0b"},
      {"1e-130", "\x80\x02"},
      {"-" + std::string(38, '9'), "\x2c" + std::string(19, '\x02') + "\x66"},
      {"-9" + std::string(37, '9') + "0", "\x2b\x5c" + std::string(18, '\x02') + "\x0b"},
  };
  for (const auto& [text, bytes] : cases) {
    EXPECT_EQ(PartitionHash(Type::kNumber, Number(text)), PartitionHash(Type::kBinary, bytes))
        << text;
  }
}

}  // namespace
}  // namespace pixii::codec
