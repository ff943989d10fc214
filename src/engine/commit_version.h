// How the embedded engines write a commit's position: 8 bytes of sequence number, big-endian, then
// two zero bytes. Never renumber: change log keys and continuation tokens carry these bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "engine/engine.h"

namespace pixii::engine {

static_assert(std::endian::native == std::endian::little);

inline CommitVersion CommitVersionOf(std::uint64_t sequence) {
  CommitVersion version;
  const std::uint64_t big_endian = __builtin_bswap64(sequence);
  std::memcpy(version.bytes.data(), &big_endian, sizeof big_endian);
  return version;
}

inline std::uint64_t SequenceOf(const CommitVersion& version) {
  std::uint64_t big_endian;
  std::memcpy(&big_endian, version.bytes.data(), sizeof big_endian);
  return __builtin_bswap64(big_endian);
}

}  // namespace pixii::engine
