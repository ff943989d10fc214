// Marks in the parts of a log that RocksDB cannot read.
//
// RocksDB's log reader gives up the rest of a 32 KB block at the first damaged byte in it. Where no
// later block follows, that looks like a torn tail, though whole records behind the damage may
// vouch for what was lost. So the bytes themselves are searched for such records.
#pragma once

#include <cstdint>
#include <string>

#include "engine/engine.h"

namespace rocksdb {
class FileSystem;
}

namespace pixii::engine {

// The highest mark above `sequence` in any undamaged record of any log in `directory`, or
// `sequence` if there is none.
Result<std::uint64_t> HighestMarkAbove(rocksdb::FileSystem& files, const std::string& directory,
                                       std::uint64_t sequence);

// The same for one block of a log.
std::uint64_t HighestMarkInBlock(Bytes block, std::uint64_t sequence);

// CRC-32C (Castagnoli), as RocksDB masks it in its log.
std::uint32_t MaskedLogChecksum(Bytes bytes);

}  // namespace pixii::engine
