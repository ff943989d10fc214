// Strings as JSON, and base64 on its way in; out: base/base64.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pixii::codec {

// Appends `utf8` as a JSON string with its quotes. Escaped are quotes, backslashes and characters
// below U+0020. Requires: valid UTF-8.
void AppendJsonString(std::string_view utf8, std::string& out);

// Appends the bytes that a base64 text stands for. Strict: the length a multiple of four, padding
// at the end only, its spare bits zero. Otherwise fails with the SerializationException of the
// service, and `out` is unchanged.
Status DecodeBase64(std::string_view text, std::string& out);
// In two steps, straight into a buffer of the caller's: the decoded size, which fails for a length
// that cannot be; then exactly that many bytes to `out`, which is undefined on failure. `size` is
// what Base64DecodedSize said of `text`.
Result<std::size_t> Base64DecodedSize(std::string_view text);
Status DecodeBase64To(std::string_view text, std::size_t size, char* out);

}  // namespace pixii::codec
