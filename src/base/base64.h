// Standard base64 with padding, on its way out. On its way in it is refused in the service's words:
// codec/json_text.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pixii {

inline constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// How many characters `size` bytes become.
constexpr std::size_t Base64EncodedSize(std::size_t size) { return (size + 2) / 3 * 4; }
// Writes them to `out` and returns their end.
char* EncodeBase64(std::string_view bytes, char* out);

void AppendBase64(std::string_view bytes, std::string& out);

}  // namespace pixii
