// One process of a history: opens the store that the last cut left, compares it with the ledger,
// works on it until its own power is cut, and leaves the disk behind.
#pragma once

#include <cstdint>
#include <string>

#include "engine/rocksdb/rocksdb_engine.h"
#include "ledger.h"

namespace pixii::prove {

struct StageOptions {
  std::string directory;  // holds LOCK, and the disk's files under disk/ between two stages
  std::uint64_t seed = 0;
  // The operation of the file system that the power goes at; 0: no cut, the store is only checked,
  // then closed and opened once more.
  std::uint64_t cut_after_operations = 0;
  engine::Sabotage sabotage;
};

// Never returns: ends the process without destructors, as a cut does.
[[noreturn]] void RunStage(const StageOptions& options, Ledger& ledger);

}  // namespace pixii::prove
