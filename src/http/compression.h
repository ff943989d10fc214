// gzip and deflate in both directions, and the CRC32 that clients check. Functions of bytes;
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pixii::http {

// Bytes that may be read after the end of a request's body.
inline constexpr std::size_t kBodyPaddingBytes = 64;

enum class Coding : std::uint8_t { kIdentity, kGzip, kDeflate, kUnknown };

// What a Content-Encoding field names: nothing or "identity", "gzip", "deflate"; anything else, a
// list too, is kUnknown.
Coding CodingOf(std::string_view content_encoding);
// The best coding that an Accept-Encoding line allows: gzip before deflate when both are allowed
// alike.
Coding ChooseCoding(std::string_view accept_encoding);
std::string_view NameOf(Coding coding);

enum class InflateOutcome : std::uint8_t { kDone, kBroken, kTooLarge };
struct Inflated {
  InflateOutcome outcome;
  std::size_t size;  // of what came out
};

// Undoes gzip (several members too) or deflate (with zlib's frame or without). `out` is replaced by
// what came out and kBodyPaddingBytes behind it. Never produces more than `size_max`. Nothing in
// gives kBroken.
Inflated Inflate(Coding coding, std::string_view in, std::size_t size_max, std::string& out);

// Appends the compressed form of `in` to `out`. Requires: kGzip or kDeflate.
void Deflate(Coding coding, std::string_view in, std::string& out);

std::uint32_t Crc32(std::string_view bytes);

}  // namespace pixii::http
