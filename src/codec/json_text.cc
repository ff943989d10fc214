#include "codec/json_text.h"

#include <array>
#include <cstdint>

#include "base/base64.h"
#include "codec/text_out.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace pixii::codec {

namespace {

constexpr bool NeedsEscape(char c) {
  return static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\';
}

// True if one of the eight bytes needs an escape. Each test borrows within a byte only where it is
// true, or above a byte that is, so the answer for the word is exact.
bool WordNeedsEscape(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  const std::uint64_t quote = word ^ (kOnes * '"');
  const std::uint64_t backslash = word ^ (kOnes * '\\');
  const std::uint64_t found = ((word - kOnes * 0x20) & ~word) | ((quote - kOnes) & ~quote) |
                              ((backslash - kOnes) & ~backslash);
  return (found & kHigh) != 0;
}

// Copies from `text` up to its first character that needs an escape; returns how many were copied.
// May write up to 16 bytes, and never beyond the text's size.
std::size_t CopyPlain(std::string_view text, char* out) {
  std::size_t at = 0;
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i control_max = _mm_set1_epi8(0x1F);
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(block, control_max), control_max);
    const __m128i special =
        _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
    const int mask = _mm_movemask_epi8(_mm_or_si128(control, special));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + at), block);
    if (mask != 0) return at + static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
  }
#endif
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if (WordNeedsEscape(word)) break;
    std::memcpy(out + at, &word, 8);
  }
  for (; at < text.size() && !NeedsEscape(text[at]); ++at) out[at] = text[at];
  return at;
}

constexpr std::size_t kEscapeBytesMax = 6;

char* WriteEscape(char c, char* at) {
  constexpr char kHex[] = "0123456789ABCDEF";
  *at++ = '\\';
  switch (c) {
    case '"':
    case '\\':
      *at++ = c;
      return at;
    case '\b':
      *at++ = 'b';
      return at;
    case '\f':
      *at++ = 'f';
      return at;
    case '\n':
      *at++ = 'n';
      return at;
    case '\r':
      *at++ = 'r';
      return at;
    case '\t':
      *at++ = 't';
      return at;
    default:
      std::memcpy(at, "u00", 3);
      at[3] = kHex[c >> 4];
      at[4] = kHex[c & 15];
      return at + 5;
  }
}

constexpr std::uint8_t kNoBase64 = 0xFF;

constexpr std::array<std::uint8_t, 256> MakeBase64Values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoBase64);
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<std::uint8_t>(kBase64Digits[i])] = i;
  return values;
}
constexpr std::array<std::uint8_t, 256> kBase64Values = MakeBase64Values();

Status BadBase64() {
  return std::unexpected(SerializationError("Invalid last non-pad Base64 character dectected"));
}

}  // namespace

void WriteJsonString(std::string_view utf8, TextOut& out) {
  char* at = out.Room(utf8.size() + 2);
  *at++ = '"';
  for (;;) {
    const std::size_t plain = CopyPlain(utf8, at);
    at += plain;
    utf8.remove_prefix(plain);
    if (utf8.empty()) break;
    out.Advance(at);
    at = WriteEscape(utf8.front(), out.Room(utf8.size() + kEscapeBytesMax + 2));
    utf8.remove_prefix(1);
  }
  *at++ = '"';
  out.Advance(at);
}

void WriteBase64(std::string_view bytes, TextOut& out) {
  out.Advance(EncodeBase64(bytes, out.Room(Base64EncodedSize(bytes.size()))));
}

void AppendJsonString(std::string_view utf8, std::string& out) {
  TextOut text(out, utf8.size() + 2);
  WriteJsonString(utf8, text);
}

Result<std::size_t> Base64DecodedSize(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::unexpected(
        SerializationError("Base64 encoded length is expected a multiple of 4 bytes but found: " +
                           std::to_string(text.size())));
  }
  if (text.empty()) return 0;
  const std::size_t padding = text.back() != '=' ? 0 : text[text.size() - 2] != '=' ? 1 : 2;
  return text.size() / 4 * 3 - padding;
}

Status DecodeBase64To(std::string_view text, std::size_t size, char* out) {
  const std::size_t padding = text.size() / 4 * 3 - size;
  const auto value = [text](std::size_t i) {
    return std::uint32_t{kBase64Values[static_cast<std::uint8_t>(text[i])]};
  };
  std::size_t i = 0;
  const std::size_t whole = padding == 0 ? text.size() : text.size() - 4;
  for (; i < whole; i += 4) {
    const std::uint32_t a = value(i), b = value(i + 1), c = value(i + 2), d = value(i + 3);
    if (((a | b | c | d) & 0x80) != 0) return BadBase64();
    const std::uint32_t group = a << 18 | b << 12 | c << 6 | d;
    *out++ = static_cast<char>(group >> 16);
    *out++ = static_cast<char>(group >> 8);
    *out++ = static_cast<char>(group);
  }
  if (padding == 0) return {};
  const std::uint32_t a = value(i), b = value(i + 1), c = padding == 1 ? value(i + 2) : 0;
  if (((a | b | c) & 0x80) != 0) return BadBase64();
  const std::uint32_t group = a << 18 | b << 12 | c << 6;
  *out++ = static_cast<char>(group >> 16);
  if (padding == 1) *out++ = static_cast<char>(group >> 8);
  // The bits that no byte takes.
  return (group & (padding == 1 ? 0xFF : 0xFFFF)) == 0 ? Status() : BadBase64();
}

Status DecodeBase64(std::string_view text, std::string& out) {
  ASSIGN_OR_RETURN(const std::size_t size, Base64DecodedSize(text));
  const std::size_t before = out.size();
  out.resize(before + size);
  Status status = DecodeBase64To(text, size, out.data() + before);
  if (!status) out.resize(before);
  return status;
}

}  // namespace pixii::codec
