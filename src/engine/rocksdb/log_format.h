// The log's form. A log is a row of blocks of 32 KB, the last one may be shorter. A block holds
// fragments of records:
//
//   4 bytes   checksum of type and bytes
//   2 bytes   how many bytes
//   1 byte    type: 1 a whole record, 2 its first, 3 a middle, 4 its last part
//   bytes
//
// A record is a batch: 8 bytes of sequence number, 4 bytes of count, then what batch_builder.cc
// lists; its last 10 bytes are the mark: a tag, a length of 8 and 8 bytes of sequence number.
// Numbers are little-endian. On disk: never change.
#pragma once

#include <cstddef>

namespace pixii::engine {

inline constexpr std::size_t kLogBlockSizeBytes = 32 * 1024;

inline constexpr std::size_t kFragmentHeaderSizeBytes = 7;
inline constexpr std::size_t kFragmentLengthOffset = 4;
inline constexpr std::size_t kFragmentTypeOffset = 6;
inline constexpr char kWholeRecord = 1;
inline constexpr char kLastPart = 4;

inline constexpr std::size_t kBatchHeaderSizeBytes = 12;
inline constexpr std::size_t kBatchCountOffset = 8;

inline constexpr char kTagLogData = 0x03;
inline constexpr std::size_t kMarkSizeBytes = 10;
inline constexpr char kMarkLength = 8;
inline constexpr std::size_t kMarkSequenceOffset = 2;

}  // namespace pixii::engine
