// Capacity units: what a read or a write costs. AWS documentation: "DynamoDB read and write
// operations". Units of reads come in halves, so they are counted in half units; the wire shows
// them as 0.5, 1.0, ...
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace pixii::capacity {

inline constexpr std::size_t kReadUnitSizeBytes = 4096;
inline constexpr std::size_t kWriteUnitSizeBytes = 1024;

// A count of half units.
using HalfUnits = std::int64_t;

// Whole units of a consistent read of `size_bytes`: at least one.
constexpr std::size_t ReadUnits(std::size_t size_bytes) {
  return std::max<std::size_t>(1, (size_bytes + kReadUnitSizeBytes - 1) / kReadUnitSizeBytes);
}

constexpr HalfUnits HalfUnitsOfRead(std::size_t units, bool consistent) {
  return static_cast<HalfUnits>(consistent ? units * 2 : units);
}

// `size_bytes`: everything one page or one GetItem read, before filter and projection. At least one
// unit, a half one if it is not consistent.
constexpr HalfUnits ReadHalfUnits(std::size_t size_bytes, bool consistent) {
  return HalfUnitsOfRead(ReadUnits(size_bytes), consistent);
}

// A write costs by the larger of the item before and the item after it. At least one unit.
constexpr HalfUnits WriteHalfUnits(std::size_t old_size_bytes, std::size_t new_size_bytes) {
  const std::size_t size_bytes = std::max(old_size_bytes, new_size_bytes);
  const std::size_t units =
      std::max<std::size_t>(1, (size_bytes + kWriteUnitSizeBytes - 1) / kWriteUnitSizeBytes);
  return static_cast<HalfUnits>(units * 2);
}

}  // namespace pixii::capacity
