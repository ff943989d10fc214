// The form of a number other than zero: a class byte (0 negative, 2 positive), the power of ten of
// its first digit
// + 130, its digits in pairs from the first (an odd last one counts as followed by 0), each pair +
// 1, and a closing 0. For a negative number everything behind the class byte is complemented, so
// larger magnitudes sort first.
//
//   1      02 82 0b 00          12.5   02 83 0d 33 00
//   -1     00 7d f4 ff          0      01
//
// Powers and scales below are those of java.math.BigDecimal, which the service uses: the value is
// an integer of `precision` digits times ten to -scale; precision - scale is our `exponent`, and
// the service's range check takes it as the magnitude even of zero, whose precision is 1.
#include "value/number.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace pixii::value {

namespace {

constexpr int kExponentMin = -129;  // of 0.d1d2... * 10^exponent: 1E-130
constexpr int kExponentMax = 126;   // 9.9E+125
constexpr int kExponentBias = 129;
constexpr std::uint8_t kNegative = 0;
constexpr std::uint8_t kZero = 1;
constexpr std::uint8_t kPositive = 2;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A number as its text says it, before any limit.
struct Scanned {
  bool valid = false;
  bool too_many_digits = false;
  Decimal decimal;                   // without exponent; digits beyond the 38th are dropped
  std::int64_t precision = 0;        // digits from the first that is not 0
  std::int64_t fraction_digits = 0;  // digits behind the point
  std::int64_t exponent = 0;         // as written, at most kExponentCap
};
constexpr std::int64_t kExponentCap = 1'000'000'000'000;

class Scanner {
 public:
  explicit Scanner(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  Scanned Scan() {
    out_.decimal.negative = TakeSign();
    const bool integer = TakeDigits();
    bool fraction = false;
    if (at_ != end_ && *at_ == '.') {
      const char* const start = ++at_;
      fraction = TakeDigits();
      out_.fraction_digits = at_ - start;
    }
    out_.valid = (integer || fraction) && TakeExponent() && at_ == end_;
    return out_;
  }

 private:
  bool TakeSign() {
    if (at_ == end_ || (*at_ != '+' && *at_ != '-')) return false;
    return *at_++ == '-';
  }

  bool TakeDigits() {
    const char* const start = at_;
    for (; at_ != end_ && IsDigit(*at_); ++at_) {
      const auto digit = static_cast<std::uint8_t>(*at_ - '0');
      if (out_.precision == 0 && digit == 0) continue;
      if (digit != 0) {
        if (out_.precision >= kNumberDigitsMax) {
          out_.too_many_digits = true;
        } else {
          out_.decimal.digits[static_cast<std::size_t>(out_.precision)] = digit;
          out_.decimal.digit_count = static_cast<int>(out_.precision) + 1;
        }
      }
      ++out_.precision;
    }
    return at_ != start;
  }

  bool TakeExponent() {
    if (at_ == end_ || (*at_ != 'e' && *at_ != 'E')) return true;
    ++at_;
    const bool negative = TakeSign();
    const char* const start = at_;
    for (; at_ != end_ && IsDigit(*at_); ++at_) {
      out_.exponent = std::min(out_.exponent * 10 + (*at_ - '0'), kExponentCap);
    }
    if (negative) out_.exponent = -out_.exponent;
    return at_ != start;
  }

  const char* at_;
  const char* const end_;
  Scanned out_;
};

// precision - scale, as the service's range check sees it.
std::int64_t Magnitude(const Scanned& scanned) {
  return std::max<std::int64_t>(scanned.precision, 1) - scanned.fraction_digits + scanned.exponent;
}

}  // namespace

class NumberForm {
 public:
  // Requires: `decimal` is in range, without zero digits at its ends.
  static void Encode(const Decimal& decimal, NumberBytes& out) {
    auto* const bytes = reinterpret_cast<std::uint8_t*>(out.bytes_.data());
    if (decimal.digit_count == 0) {
      bytes[0] = kZero;
      out.size_ = 1;
      return;
    }
    std::size_t size = 0;
    bytes[size++] = decimal.negative ? kNegative : kPositive;
    bytes[size++] = static_cast<std::uint8_t>(decimal.exponent + kExponentBias);
    for (int i = 0; i < decimal.digit_count; i += 2) {
      // Digits behind the last are 0: the array is longer than any count.
      const auto at = static_cast<std::size_t>(i);
      bytes[size++] =
          static_cast<std::uint8_t>(decimal.digits[at] * 10 + decimal.digits[at + 1] + 1);
    }
    bytes[size++] = 0;
    if (decimal.negative) {
      for (std::size_t i = 1; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(~bytes[i]);
    }
    out.size_ = static_cast<std::uint8_t>(size);
  }
};

NumberBytes::NumberBytes(std::string_view form) : size_(static_cast<std::uint8_t>(form.size())) {
  std::memcpy(bytes_.data(), form.data(), std::min(form.size(), kNumberBytesMax));
}

std::expected<void, NumberError> ParseNumber(std::string_view text, NumberBytes& out) {
  Scanned scanned = Scanner(text).Scan();
  if (!scanned.valid) return std::unexpected(NumberError::kNotANumber);
  const std::int64_t magnitude = Magnitude(scanned);
  if (magnitude > kExponentMax) return std::unexpected(NumberError::kOverflow);
  if (magnitude < kExponentMin) return std::unexpected(NumberError::kUnderflow);
  if (scanned.too_many_digits) return std::unexpected(NumberError::kTooManyDigits);
  scanned.decimal.exponent = static_cast<int>(magnitude);
  NumberForm::Encode(scanned.decimal, out);
  return {};
}

NumberError OlderNumberError(std::string_view text, NumberError error) {
  if (error != NumberError::kOverflow && error != NumberError::kUnderflow) return error;
  const Scanned scanned = Scanner(text).Scan();
  const auto fits = [](std::int64_t n) { return n == static_cast<std::int32_t>(n); };
  const std::int64_t scale = scanned.fraction_digits - scanned.exponent;
  if (!fits(scanned.exponent) || !fits(scale)) return NumberError::kNotANumber;
  const auto magnitude = static_cast<std::int32_t>(Magnitude(scanned));
  return magnitude > 0 ? NumberError::kOverflow : NumberError::kUnderflow;
}

Decimal DecodeNumber(std::string_view number) {
  Decimal decimal;
  const auto byte = [number](std::size_t i) { return static_cast<std::uint8_t>(number[i]); };
  if (byte(0) == kZero) return decimal;
  decimal.negative = byte(0) == kNegative;
  const std::uint8_t flip = decimal.negative ? 0xFF : 0;
  decimal.exponent = (byte(1) ^ flip) - kExponentBias;
  std::size_t digit = 0;
  for (std::size_t i = 2; i + 1 < number.size(); ++i) {
    const int pair = (byte(i) ^ flip) - 1;
    decimal.digits[digit++] = static_cast<std::uint8_t>(pair / 10);
    decimal.digits[digit++] = static_cast<std::uint8_t>(pair % 10);
  }
  if (decimal.digits[digit - 1] == 0) --digit;
  decimal.digit_count = static_cast<int>(digit);
  return decimal;
}

std::size_t WriteNumberText(std::string_view number, char* out) {
  const Decimal decimal = DecodeNumber(number);
  char* at = out;
  if (decimal.digit_count == 0) {
    *at = '0';
    return 1;
  }
  if (decimal.negative) *at++ = '-';
  const auto digits = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      *at++ = static_cast<char>('0' + decimal.digits[static_cast<std::size_t>(i)]);
    }
  };
  const auto zeros = [&](int count) {
    for (int i = 0; i < count; ++i) *at++ = '0';
  };
  const int integer_digits = std::clamp(decimal.exponent, 0, decimal.digit_count);
  digits(0, integer_digits);
  zeros(decimal.exponent - integer_digits);
  if (decimal.exponent <= 0) *at++ = '0';
  if (integer_digits < decimal.digit_count) {
    *at++ = '.';
    zeros(-decimal.exponent);
    digits(integer_digits, decimal.digit_count);
  }
  return static_cast<std::size_t>(at - out);
}

void AppendNumberText(std::string_view number, std::string& out) {
  char text[kNumberTextMax];
  out.append(text, WriteNumberText(number, text));
}

std::string NumberText(std::string_view number) {
  std::string text;
  AppendNumberText(number, text);
  return text;
}

NumberBytes NumberOf(std::int64_t integer) {
  Decimal decimal;
  decimal.negative = integer < 0;
  std::uint64_t rest = decimal.negative ? 0 - static_cast<std::uint64_t>(integer)
                                        : static_cast<std::uint64_t>(integer);
  std::array<std::uint8_t, 20> reversed{};
  int count = 0;
  for (; rest != 0; rest /= 10)
    reversed[static_cast<std::size_t>(count++)] = static_cast<std::uint8_t>(rest % 10);
  decimal.exponent = count;
  for (int i = 0; i < count; ++i) {
    decimal.digits[static_cast<std::size_t>(i)] = reversed[static_cast<std::size_t>(count - 1 - i)];
    if (decimal.digits[static_cast<std::size_t>(i)] != 0) decimal.digit_count = i + 1;
  }
  NumberBytes out;
  NumberForm::Encode(decimal, out);
  return out;
}

namespace {

// Digits side by side: index 0 is worth ten to the power `top` - 1, kSpanMax digits follow, one
// more holds a carry.
//
// Two numbers whose digits span more than kSpanMax places have a sum of more than 38 digits: the
// highest digit is of one number, the lowest of the other, no carry reaches further than one place,
// so neither end can vanish.
constexpr int kSpanMax = 40;
using Places = std::array<std::uint8_t, kSpanMax + 1>;

// Its digits in their places; one place is kept free in front.
Places Place(const Decimal& decimal, int top) {
  Places places{};
  for (int i = 0; i < decimal.digit_count; ++i) {
    places[static_cast<std::size_t>(1 + top - decimal.exponent + i)] =
        decimal.digits[static_cast<std::size_t>(i)];
  }
  return places;
}

Places Sum(const Places& a, const Places& b) {
  Places sum{};
  int carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    const int digit = a[i] + b[i] + carry;
    carry = digit >= 10;
    sum[i] = static_cast<std::uint8_t>(digit - 10 * carry);
  }
  return sum;
}

// Requires: a >= b.
Places Difference(const Places& a, const Places& b) {
  Places difference{};
  int borrow = 0;
  for (std::size_t i = difference.size(); i-- > 0;) {
    const int digit = a[i] - b[i] - borrow;
    borrow = digit < 0;
    difference[i] = static_cast<std::uint8_t>(digit + 10 * borrow);
  }
  return difference;
}

std::expected<void, NumberError> AddDecimals(const Decimal& a, const Decimal& b, NumberBytes& out) {
  if (a.digit_count == 0 || b.digit_count == 0) {
    NumberForm::Encode(a.digit_count == 0 ? b : a, out);
    return {};
  }
  const int top = std::max(a.exponent, b.exponent);
  const int bottom = std::min(a.exponent - a.digit_count, b.exponent - b.digit_count);
  if (top - bottom > kSpanMax) return std::unexpected(NumberError::kOverflow);

  const Places x = Place(a, top);
  const Places y = Place(b, top);
  Decimal result;
  Places digits;
  if (a.negative == b.negative) {
    digits = Sum(x, y);
    result.negative = a.negative;
  } else {
    const bool a_larger = x >= y;
    digits = a_larger ? Difference(x, y) : Difference(y, x);
    result.negative = a_larger ? a.negative : b.negative;
  }

  const auto nonzero = [](std::uint8_t digit) { return digit != 0; };
  const auto first = std::find_if(digits.begin(), digits.end(), nonzero);
  const auto last = std::find_if(digits.rbegin(), digits.rend(), nonzero).base();
  if (first == digits.end()) {
    NumberForm::Encode(Decimal{}, out);
    return {};
  }
  result.digit_count = static_cast<int>(last - first);
  result.exponent = top + 1 - static_cast<int>(first - digits.begin());
  if (result.digit_count > kNumberDigitsMax || result.exponent > kExponentMax ||
      result.exponent < kExponentMin) {
    return std::unexpected(NumberError::kOverflow);
  }
  std::copy(first, last, result.digits.begin());
  NumberForm::Encode(result, out);
  return {};
}

}  // namespace

std::expected<void, NumberError> Add(std::string_view a, std::string_view b, NumberBytes& out) {
  return AddDecimals(DecodeNumber(a), DecodeNumber(b), out);
}

std::expected<void, NumberError> Subtract(std::string_view a, std::string_view b,
                                          NumberBytes& out) {
  Decimal negated = DecodeNumber(b);
  negated.negative = !negated.negative;
  return AddDecimals(DecodeNumber(a), negated, out);
}

std::size_t NumberSizeBytes(std::string_view number) {
  const auto byte = [number](std::size_t i) { return static_cast<std::uint8_t>(number[i]); };
  if (byte(0) == kZero) return 1;
  const bool negative = byte(0) == kNegative;
  const std::uint8_t flip = negative ? 0xFF : 0;
  const int exponent = (byte(1) ^ flip) - kExponentBias;
  const int last_pair = (byte(number.size() - 2) ^ flip) - 1;
  const int digit_count = 2 * static_cast<int>(number.size() - 3) - (last_pair % 10 == 0 ? 1 : 0);
  const int integer = std::clamp(exponent, 0, digit_count);
  const int fraction = digit_count - integer;
  return static_cast<std::size_t>(1 + (integer + 1) / 2 + (fraction + 1) / 2 + (negative ? 1 : 0));
}

std::size_t NumberLength(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  if (first == kZero) return 1;
  if (first > kPositive) return 0;
  const std::uint8_t flip = first == kNegative ? 0xFF : 0;
  const std::size_t limit = std::min(bytes.size(), kNumberBytesMax);
  int previous = 0;
  for (std::size_t i = 2; i < limit; ++i) {
    const int pair = static_cast<std::uint8_t>(bytes[i]) ^ flip;
    // A number does not begin with a digit 0, nor end with the pair 00.
    if (pair == 0) return previous > 1 ? i + 1 : 0;
    if (pair > 100 || (i == 2 && pair < 11)) return 0;
    previous = pair;
  }
  return 0;
}

}  // namespace pixii::value
