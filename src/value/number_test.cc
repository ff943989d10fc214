#include "value/number.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace pixii::value {
namespace {

std::string Text(std::string_view text) {
  NumberBytes number;
  const auto parsed = ParseNumber(text, number);
  if (parsed) return NumberText(number);
  switch (parsed.error()) {
    case NumberError::kNotANumber:
      return "not a number";
    case NumberError::kOverflow:
      return "overflow";
    case NumberError::kUnderflow:
      return "underflow";
    case NumberError::kTooManyDigits:
      return "digits";
  }
  return "";
}

NumberBytes Number(std::string_view text) {
  NumberBytes number;
  EXPECT_TRUE(ParseNumber(text, number).has_value()) << text;
  return number;
}

TEST(Number, ParseTable) {
  const std::string nines38(38, '9');
  const struct {
    std::string text;
    std::string expected;
  } cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.000", "0"},
      {"+5", "5"},
      {"007", "7"},
      {".5", "0.5"},
      {"5.", "5"},
      {"1e3", "1000"},
      {"1E+3", "1000"},
      {"1e-3", "0.001"},
      {"1.500", "1.5"},
      {"-12.340", "-12.34"},
      {"100", "100"},
      {"1" + std::string(125, '0'), "1" + std::string(125, '0')},
      {"1" + std::string(126, '0'), "overflow"},
      {"1e125", "1" + std::string(125, '0')},
      {"1e126", "overflow"},
      {"-1e126", "overflow"},
      {"0.1e126", "1" + std::string(125, '0')},
      {"9.9999999999999999999999999999999999999E+125", nines38 + std::string(88, '0')},
      {"1e-130", "0." + std::string(129, '0') + "1"},
      {"1e-131", "underflow"},
      {"10e-131", "0." + std::string(129, '0') + "1"},
      {"0e125", "0"},
      {"0e126", "overflow"},
      {"00e126", "overflow"},
      {"0.0e126", "0"},
      {"0e-130", "0"},
      {"0e-131", "underflow"},
      {nines38, nines38},
      {nines38 + "9", "digits"},
      {nines38 + "0", nines38 + "0"},
      {"0." + nines38, "0." + nines38},
      {"1" + std::string(37, '0') + "1", "digits"},
      {"1." + std::string(60, '0'), "1"},
      {nines38 + "9e200", "overflow"},
      {"1e2147483647", "overflow"},
      {"1e2147483648", "overflow"},
      {"1e99999999999999999999999", "overflow"},
      {"1e-99999999999999999999999", "underflow"},
      {"", "not a number"},
      {" 1", "not a number"},
      {"1 ", "not a number"},
      {"+", "not a number"},
      {"-", "not a number"},
      {".", "not a number"},
      {"e5", "not a number"},
      {"1e", "not a number"},
      {"1e+", "not a number"},
      {"1e5.0", "not a number"},
      {"1.2.3", "not a number"},
      {"--1", "not a number"},
      {"0x10", "not a number"},
      {"NaN", "not a number"},
      {"Infinity", "not a number"},
      {"1,000", "not a number"},
      {"1_000", "not a number"},
      {std::string("1\0", 2), "not a number"},
      {"\xD9\xA1", "not a number"},
  };
  for (const auto& c : cases) EXPECT_EQ(Text(c.text), c.expected) << c.text;
}

TEST(Number, RefusedTextLeavesTheOutputAlone) {
  NumberBytes number = Number("42");
  EXPECT_FALSE(ParseNumber("x", number).has_value());
  EXPECT_EQ(NumberText(number), "42");
}

TEST(Number, OlderOperationsComputeTheMagnitudeIn32Bits) {
  const auto older = [](std::string_view text) {
    NumberBytes number;
    return OlderNumberError(text, ParseNumber(text, number).error());
  };
  EXPECT_EQ(older("1e2147483647"), NumberError::kUnderflow);
  EXPECT_EQ(older("1e2147483648"), NumberError::kNotANumber);
  EXPECT_EQ(older("1e2147483646"), NumberError::kOverflow);
  EXPECT_EQ(older("1e126"), NumberError::kOverflow);
  EXPECT_EQ(older("1e-131"), NumberError::kUnderflow);
  EXPECT_EQ(older("1e-2147483649"), NumberError::kNotANumber);
  EXPECT_EQ(older("abc"), NumberError::kNotANumber);
  EXPECT_EQ(older(std::string(39, '1')), NumberError::kTooManyDigits);
}

TEST(Number, FormsAreFixed) {
  const struct {
    std::string_view text;
    std::string_view bytes;
  } cases[] = {
      {"0", {"\x01", 1}},
      {"1", {"\x02\x82\x0b\x00", 4}},
      {"-1", {"\x00\x7d\xf4\xff", 4}},
      {"12.5", {"\x02\x83\x0d\x33\x00", 5}},
      {"1e125", {"\x02\xff\x0b\x00", 4}},
      {"1e-130", {"\x02\x00\x0b\x00", 4}},
  };
  for (const auto& c : cases) EXPECT_EQ(Number(c.text).view(), c.bytes) << c.text;
  EXPECT_EQ(Number(std::string(38, '9')).view().size(), kNumberBytesMax);
}

TEST(Number, Sizes) {
  const struct {
    std::string_view text;
    std::size_t size;
  } cases[] = {{"3.14159", 5}, {"123456", 4}, {"1E125", 2}, {"0", 1},   {"-0", 1},
               {"-1", 3},      {"-12.5", 4},  {"10", 2},    {"0.5", 2}, {"1000", 2},
               {"0.001", 2},   {"1.005", 4},  {"100.5", 4}};
  for (const auto& c : cases) EXPECT_EQ(NumberSizeBytes(Number(c.text)), c.size) << c.text;
}

TEST(Number, SumsAndDifferences) {
  const std::string nines38(38, '9');
  const auto sum = [](std::string_view a, std::string_view b) {
    NumberBytes out;
    return Add(Number(a), Number(b), out) ? NumberText(out) : std::string("overflow");
  };
  const auto difference = [](std::string_view a, std::string_view b) {
    NumberBytes out;
    return Subtract(Number(a), Number(b), out) ? NumberText(out) : std::string("overflow");
  };
  EXPECT_EQ(sum("1", "2"), "3");
  EXPECT_EQ(sum("0.1", "0.2"), "0.3");
  EXPECT_EQ(sum("99", "1"), "100");
  EXPECT_EQ(sum("-5", "5"), "0");
  EXPECT_EQ(sum("0", "-7.5"), "-7.5");
  EXPECT_EQ(sum("1e37", "1"), "10000000000000000000000000000000000001");
  EXPECT_EQ(sum("1e38", "1"), "overflow");
  EXPECT_EQ(sum("1e50", "1"), "overflow");
  EXPECT_EQ(sum(nines38, "1"), "1" + std::string(38, '0'));
  EXPECT_EQ(sum("9e125", "1e125"), "overflow");
  EXPECT_EQ(sum("1e125", "1e-130"), "overflow");
  EXPECT_EQ(difference("1", "1"), "0");
  EXPECT_EQ(difference("0", "3"), "-3");
  EXPECT_EQ(difference("3", "0"), "3");
  EXPECT_EQ(difference("1000", "0.001"), "999.999");
  EXPECT_EQ(difference("-1", "1"), "-2");
  EXPECT_EQ(difference("1e38", "1"), nines38);
  EXPECT_EQ(difference("1e39", "1"), "overflow");
  EXPECT_EQ(difference("1.1e-130", "1e-130"), "overflow");
}

TEST(Number, OfIntegers) {
  for (const std::int64_t n : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{10},
                               std::int64_t{123456789}, INT64_MAX, INT64_MIN}) {
    EXPECT_EQ(NumberText(NumberOf(n)), std::to_string(n));
    EXPECT_EQ(NumberOf(n), Number(std::to_string(n)));
  }
}

// The oracle: a decimal as a sign and digit strings of one fixed layout, 300 places before the
// point and 300 behind.
class PlainDecimal {
 public:
  static constexpr int kPlaces = 170;

  // Requires: an accepted text.
  explicit PlainDecimal(std::string_view text) : places_(2 * kPlaces, '0') {
    std::size_t at = text[0] == '-' || text[0] == '+';
    const std::size_t e = std::min(text.find_first_of("eE"), text.size());
    const std::string_view mantissa = text.substr(at, e - at);
    const int exponent = e == text.size() ? 0 : std::stoi(std::string(text.substr(e + 1)));
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    int place = kPlaces - static_cast<int>(point) - exponent;
    for (const char c : mantissa) {
      if (c == '.') continue;
      if (c != '0') places_[static_cast<std::size_t>(place)] = c;
      ++place;
    }
    negative_ = text[0] == '-' && places_ != std::string(2 * kPlaces, '0');
  }

  std::string Text() const {
    std::string integer = places_.substr(0, kPlaces);
    std::string fraction = places_.substr(kPlaces);
    integer.erase(0, std::min(integer.find_first_not_of('0'), integer.size() - 1));
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return (negative_ ? "-" : "") + integer + (fraction.empty() ? "" : "." + fraction);
  }

  bool operator<(const PlainDecimal& other) const {
    if (negative_ != other.negative_) return negative_;
    return negative_ ? other.places_ < places_ : places_ < other.places_;
  }

  PlainDecimal operator+(const PlainDecimal& other) const {
    PlainDecimal result("0");
    const bool larger = places_ >= other.places_;
    const PlainDecimal& a = larger ? *this : other;
    const PlainDecimal& b = larger ? other : *this;
    int carry = 0;
    for (std::size_t i = places_.size(); i-- > 0;) {
      const int sign = a.negative_ == b.negative_ ? 1 : -1;
      int digit = (a.places_[i] - '0') + sign * (b.places_[i] - '0') + carry;
      carry = digit > 9 ? 1 : digit < 0 ? -1 : 0;
      digit -= 10 * carry;
      result.places_[i] = static_cast<char>('0' + digit);
    }
    result.negative_ = a.negative_ && result.places_ != std::string(2 * kPlaces, '0');
    return result;
  }

  // Distance of the first from the last digit that is not 0.
  bool Fits() const {
    const std::size_t first = places_.find_first_not_of('0');
    if (first == std::string::npos) return true;
    const std::size_t last = places_.find_last_not_of('0');
    return last - first < 38 && first >= kPlaces - 126 && first <= kPlaces + 129;
  }

 private:
  std::string places_;
  bool negative_ = false;
};

class RandomNumbers {
 public:
  explicit RandomNumbers(std::uint32_t seed) : random_(seed) {}

  std::string Text() {
    std::string text = Pick(2) ? "-" : "";
    const int digits = Pick(4) == 0 ? 1 + Pick(38) : 1 + Pick(6);
    const int point = Pick(3) == 0 ? Pick(digits + 1) : -1;
    for (int i = 0; i < digits; ++i) {
      if (i == point) text += '.';
      text += Pick(4) == 0 ? (Pick(2) ? '0' : '9') : static_cast<char>('0' + Pick(10));
    }
    if (Pick(3) == 0) text += "e" + std::to_string(Pick(5) == 0 ? Pick(250) - 150 : Pick(60) - 30);
    return text;
  }

  int Pick(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }

 private:
  std::mt19937 random_;
};

TEST(Number, RandomNumbersAgreeWithPlainDecimals) {
  const std::uint32_t seed = 20260817;
  SCOPED_TRACE(seed);
  RandomNumbers random(seed);
  std::string previous_text = "0";
  NumberBytes previous;
  int accepted = 0;
  int sums = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string text = random.Text();
    NumberBytes number;
    if (!ParseNumber(text, number)) continue;
    ++accepted;
    const PlainDecimal plain(text);
    ASSERT_EQ(NumberText(number), plain.Text()) << text;
    ASSERT_EQ(NumberLength(number.view()), number.view().size()) << text;
    ASSERT_EQ(NumberLength(std::string(number.view()) + "rest"), number.view().size()) << text;
    ASSERT_EQ(Number(NumberText(number)), number) << text;

    const Decimal decimal = DecodeNumber(number);
    const int integer = std::clamp(decimal.exponent, 0, decimal.digit_count);
    const int fraction = decimal.digit_count - integer;
    const int size = 1 + (integer + 1) / 2 + (fraction + 1) / 2 + decimal.negative;
    ASSERT_EQ(NumberSizeBytes(number), static_cast<std::size_t>(size)) << text;

    const PlainDecimal other(previous_text);
    ASSERT_EQ(number.view() < previous.view(), plain < other) << text << " " << previous_text;
    ASSERT_EQ(number.view() == previous.view(), plain.Text() == other.Text())
        << text << " " << previous_text;
    const PlainDecimal expected = plain + other;
    NumberBytes sum;
    const bool fits = Add(number, previous, sum).has_value();
    ASSERT_EQ(fits, expected.Fits()) << text << " + " << previous_text;
    if (fits) {
      ++sums;
      ASSERT_EQ(NumberText(sum), expected.Text()) << text << " + " << previous_text;
      NumberBytes back;
      if (Subtract(sum, previous, back)) {
        ASSERT_EQ(back, number) << text << " + " << previous_text;
      }
    }
    previous_text = text;
    previous = number;
  }
  EXPECT_GT(accepted, 90'000);
  EXPECT_GT(sums, 50'000);
}

TEST(Number, LengthRefusesWhatIsNoForm) {
  const std::string_view bad[] = {
      {"", 0},
      {"\x03", 1},  // no class
      {"\x02", 1},  // nothing behind it
      {"\x02\x82", 2},
      {"\x02\x82\x0b", 3},          // no end
      {"\x02\x82\x00", 3},          // no digits
      {"\x02\x82\x0a\x00", 4},      // the first digit is 0
      {"\x02\x82\x0b\x01\x00", 5},  // the last pair is 00
      {"\x02\x82\x66\x00", 4},      // a pair of 101
      {"\x00\x7d\xf4\x00", 4},      // end of a positive number
  };
  for (const std::string_view form : bad)
    EXPECT_EQ(NumberLength(form), 0U) << testing::PrintToString(form);
  EXPECT_EQ(NumberLength("\x02\x82" + std::string(20, '\x0b') + std::string(1, '\0')), 0U);
}

}  // namespace
}  // namespace pixii::value
