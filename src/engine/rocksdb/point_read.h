// Point reads of RocksDB as the contract wants them: pinned values, and its errors in our terms.
#pragma once

#include <rocksdb/options.h>

#include <span>
#include <vector>

#include "engine/engine.h"
#include "engine/rocksdb/families.h"

namespace pixii::engine {

// RocksDB's status of a read that failed, as an error: TimedOut is the file layer's kWouldBlock,
// anything else is kCorruption; that one is logged with the key.
Error ReadError(const rocksdb::Status& status, Bytes key);

// The value stays pinned in the block cache where it is cached. `options` carry the snapshot, or
// none for the latest state.
Result<Found> ReadOne(FamilyDatabase& database, const rocksdb::ReadOptions& options, Family family,
                      Bytes key, Wait wait);
// Waits for none of the keys, or may wait for all.
Result<std::vector<Found>> ReadMany(FamilyDatabase& database, const rocksdb::ReadOptions& options,
                                    std::span<const Bytes> keys, Bytes log_prefix, Wait wait);
// A counter's stored total; 0 if there is none.
Result<std::int64_t> ReadCounter(FamilyDatabase& database, const rocksdb::ReadOptions& options,
                                 Bytes counter, Wait wait);

inline Family FamilyOf(Bytes key, Bytes log_prefix) {
  return key.starts_with(log_prefix) ? Family::kLog : Family::kItems;
}

}  // namespace pixii::engine
