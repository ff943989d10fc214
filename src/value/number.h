// Numbers of DynamoDB: decimals of up to 38 significant digits, from 1E-130 to 9.99..E+125, and
// their negatives and 0.
//
// There is one binary form, in items and in keys alike. It is canonical and self-delimiting, and no
// form is a prefix of another, so equality and order are those of memcmp, also inside a longer key.
// docs/formats/number.md fixes it. Everything here is exact, allocates nothing (but for the text
// that is appended) and is thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace pixii::value {

inline constexpr std::size_t kNumberBytesMax = 22;

// The binary form of one number. Zero unless something else was stored.
class NumberBytes {
 public:
  NumberBytes() = default;
  // Requires: `form` is a valid form.
  explicit NumberBytes(std::string_view form);

  std::string_view view() const { return {bytes_.data(), size_}; }
  operator std::string_view() const { return view(); }
  bool operator==(const NumberBytes& other) const { return view() == other.view(); }

 private:
  friend class NumberForm;
  std::array<char, kNumberBytesMax> bytes_{1};
  std::uint8_t size_ = 1;
};

enum class NumberError : std::uint8_t {
  kNotANumber,
  kOverflow,
  kUnderflow,
  kTooManyDigits,
};

// Reads a number as it is written in an attribute value: digits with optional sign, point and
// exponent, nothing else around them. On failure `out` is unchanged. As the service does, the range
// is checked before the digits are, and for zero too: `0e126` is an overflow, `0.0e126` is 0.
std::expected<void, NumberError> ParseNumber(std::string_view text, NumberBytes& out);

// The error that the service's older operations give for a text that ParseNumber refused: they
// compute the magnitude in 32 bits, so 1e2147483647 wraps to an underflow and 1e2147483648 is no
// number at all. Requires: ParseNumber refused `text` with `error`.
NumberError OlderNumberError(std::string_view text, NumberError error);

// Below, a `number` is a valid binary form: from NumberBytes, from a stored value or from a key.

// The decimal text, without exponent, leading zeros or trailing zeros of a fraction: appended,
// written to `out`, which has room for kNumberTextMax characters (returns how many), or by itself.
inline constexpr std::size_t kNumberTextMax = 172;
void AppendNumberText(std::string_view number, std::string& out);
std::size_t WriteNumberText(std::string_view number, char* out);
std::string NumberText(std::string_view number);

// The form of an integer.
NumberBytes NumberOf(std::int64_t integer);

// Sum and difference. Fails with kOverflow if the exact result is out of range at either end or
// needs more than 38 digits: the service reports all of these as an overflow.
std::expected<void, NumberError> Add(std::string_view a, std::string_view b, NumberBytes& out);
std::expected<void, NumberError> Subtract(std::string_view a, std::string_view b, NumberBytes& out);

// The bytes that the service charges for it: 1 + half the integer digits + half the fraction
// digits, each rounded up,
// + 1 if negative, with zeros trimmed at both ends. 0 costs 1.
std::size_t NumberSizeBytes(std::string_view number);

// Length of the form at the start of `bytes`, 0 if there is none. This is the whole check of a
// form's validity.
std::size_t NumberLength(std::string_view bytes);

// The sign and the decimal digits behind a form: 0.d1d2d3... times ten to the power `exponent`, no
// zero digit at either end. Zero has no digits.
struct Decimal {
  bool negative = false;
  int exponent = 0;
  int digit_count = 0;
  std::array<std::uint8_t, 40> digits{};
};
Decimal DecodeNumber(std::string_view number);

}  // namespace pixii::value
