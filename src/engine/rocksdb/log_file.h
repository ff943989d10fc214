// A log file that RocksDB's reader gets to the end of.
//
// In 7.8.3, with wal_recovery_mode kSkipAnyCorruptedRecords, the reader never ends when it meets a
// fragment of type 5 to 8 that belongs to another log. We never write such fragments (they are for
// logs that are used again), but one flipped bit makes a 5 of a 1.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>

namespace pixii::engine {

// `file` as it is, but such a fragment looks damaged. Requires: it is read in blocks, from the
// start.
std::unique_ptr<rocksdb::FSSequentialFile> MakeLogFile(
    std::unique_ptr<rocksdb::FSSequentialFile> file);

}  // namespace pixii::engine
