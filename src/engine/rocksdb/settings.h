// RocksDB's settings: what we decided, each with its reason, in one place.
#pragma once

#include <rocksdb/options.h>

#include <memory>
#include <string>

#include "engine/rocksdb/rocksdb_engine.h"

namespace pixii::engine {

class DeadRanges;

struct SettingsInput {
  const RocksDbOptions* options = nullptr;
  rocksdb::Env* env = nullptr;
  std::shared_ptr<DeadRanges> dead_ranges;
  std::shared_ptr<rocksdb::SstFileManager> tables;
  bool on_tmpfs = false;
};

// For all families and for the open that writes; recovery.cc changes what its first pass needs.
rocksdb::Options MakeSettings(const SettingsInput& input);

}  // namespace pixii::engine
