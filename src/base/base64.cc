#include "base/base64.h"

#include <cstdint>

namespace pixii {

char* EncodeBase64(std::string_view bytes, char* out) {
  const char* const digits = kBase64Digits.data();
  const auto byte = [bytes](std::size_t i) {
    return std::uint32_t{static_cast<std::uint8_t>(bytes[i])};
  };
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    *out++ = digits[group >> 18];
    *out++ = digits[group >> 12 & 63];
    *out++ = digits[group >> 6 & 63];
    *out++ = digits[group & 63];
  }
  if (i < bytes.size()) {
    const bool two = i + 2 == bytes.size();
    const std::uint32_t group = byte(i) << 16 | (two ? byte(i + 1) << 8 : 0);
    *out++ = digits[group >> 18];
    *out++ = digits[group >> 12 & 63];
    *out++ = two ? digits[group >> 6 & 63] : '=';
    *out++ = '=';
  }
  return out;
}

void AppendBase64(std::string_view bytes, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + Base64EncodedSize(bytes.size()));
  EncodeBase64(bytes, out.data() + before);
}

}  // namespace pixii
