// Key attributes as bytes of the store's keys, ordered by memcmp as DynamoDB orders them, and the
// hash that says where a partition key stands. docs/formats/keys.md fixes every byte. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "value/value.h"
#include "value/value_builder.h"

namespace pixii::codec {

// Appends one part of a key. No part is a prefix of another of its type, so parts can follow each
// other. Requires: S, N or B.
void AppendKeyPart(value::ValueView key_value, std::string& out);

// The same, from a type and the bytes that order it: a text, raw bytes or a number's form.
void AppendKeyPart(value::Type type, std::string_view ordered_bytes, std::string& out);

// The start of all parts of type S or B whose value begins with `prefix`: an AppendKeyPart without
// its end.
void AppendKeyPrefix(std::string_view prefix, std::string& out);

// Takes one part of this type off the front of `key` and writes its value to `out`. False, with
// nothing written, if `key` does not begin with a part: then the store's key is damaged.
[[nodiscard]] bool TakeKeyPart(value::Type type, std::string_view& key, value::ValueWriter& out);
// Takes one part off without looking at its value. False as above.
[[nodiscard]] bool SkipKeyPart(value::Type type, std::string_view& key);

inline constexpr std::size_t kPartitionHashBytes = 8;

// Where a partition key stands in a Scan: the first 8 bytes of MD5 over "Outliers" and the key's
// bytes, as a big-endian number. This is the service's own order. Requires: S, N or B.
std::uint64_t PartitionHash(value::Type type, std::string_view ordered_bytes);
inline std::uint64_t PartitionHash(value::ValueView key_value) {
  return PartitionHash(key_value.type(), key_value.ordered_bytes());
}
void AppendPartitionHash(std::uint64_t hash, std::string& out);

}  // namespace pixii::codec
