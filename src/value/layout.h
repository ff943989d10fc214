// The bytes of values and items: reading and writing of lengths, for the files of this folder
// alone. docs/formats/item.md fixes them: never renumber, never reorder.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "value/value.h"

namespace pixii::value::layout {

static_assert(std::endian::native == std::endian::little,
              "lengths are stored in little-endian order");

inline constexpr std::uint8_t kItemVersion = 1;
inline constexpr std::size_t kItemHeaderBytes = 5;       // version, count
inline constexpr std::size_t kContainerHeaderBytes = 9;  // tag, bytes that follow, count
inline constexpr std::size_t kVarintBytesMax = 5;
inline constexpr int kOffsetBits = 24;
inline constexpr std::uint32_t kOffsetMask = (1U << kOffsetBits) - 1;

inline std::uint32_t ReadU32(const char* at) {
  std::uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}
inline void WriteU32(char* at, std::uint32_t value) { std::memcpy(at, &value, sizeof value); }

// Seven bits a byte, lowest first, the top bit set on all but the last.
inline std::uint32_t ReadVarint(const char*& at) {
  std::uint32_t value = static_cast<std::uint8_t>(*at++);
  if (value < 0x80) return value;
  value &= 0x7F;
  for (int shift = 7;; shift += 7) {
    const std::uint32_t byte = static_cast<std::uint8_t>(*at++);
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
}
inline char* WriteVarint(char* at, std::uint32_t value) {
  for (; value >= 0x80; value >>= 7) *at++ = static_cast<char>(value | 0x80);
  *at++ = static_cast<char>(value);
  return at;
}

// A length and so many bytes.
inline std::string_view ReadSized(const char*& at) {
  const std::uint32_t size = ReadVarint(at);
  const std::string_view bytes(at, size);
  at += size;
  return bytes;
}

// The number form behind its length byte.
inline std::string_view ReadNumber(const char*& at) {
  const auto size = static_cast<std::uint8_t>(*at++);
  const std::string_view bytes(at, size);
  at += size;
  return bytes;
}

// The end of the value that starts at `at`.
inline const char* EndOfValue(const char* at) {
  const auto type = static_cast<Type>(*at++);
  switch (type) {
    case Type::kString:
    case Type::kBinary: {
      const std::uint32_t size = ReadVarint(at);
      return at + size;
    }
    case Type::kNumber:
      return at + 1 + static_cast<std::uint8_t>(*at);
    case Type::kStringSet:
    case Type::kNumberSet:
    case Type::kBinarySet:
    case Type::kList:
    case Type::kMap:
      return at + 4 + ReadU32(at);
    default:
      return at;
  }
}

// The directory's hash of an attribute name: eight bits that depend on all of its bytes.
inline std::uint32_t NameHash(std::string_view name) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;
  std::uint64_t hash = name.size() * kFactor;
  const char* at = name.data();
  std::size_t rest = name.size();
  for (; rest >= 8; at += 8, rest -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32;
  }
  if (rest != 0) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < rest; ++i)
      word |= std::uint64_t{static_cast<std::uint8_t>(at[i])} << (8 * i);
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32;
  }
  return static_cast<std::uint32_t>((hash * kFactor) >> 56);
}

// Entries ascend by hash, those of one hash by name: no choice of names makes a search long.
inline std::uint32_t DirectoryEntry(std::string_view name, std::uint32_t offset) {
  return NameHash(name) << kOffsetBits | offset;
}
inline bool OtherHash(std::uint32_t entry, std::uint32_t other) {
  return (entry ^ other) > kOffsetMask;
}

}  // namespace pixii::value::layout
