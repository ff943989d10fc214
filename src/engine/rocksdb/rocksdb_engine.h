// The default engine: RocksDB with our own commit lane, durable snapshots, recovery and file layer.
// How the parts fit together: README.md in this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/fatal.h"
#include "base/limits.h"
#include "base/random.h"
#include "engine/engine.h"

namespace rocksdb {
class FileSystem;
}

namespace pixii::engine {

// Switches that break the engine, each in one place of its own code: the controls of the tests that
// prove it. A check that does not catch its control is worth nothing. All off in the product.
struct Sabotage {
  bool sync_off = false;                 // publish without having synced the log
  bool snapshot_after_sync = false;      // publish a state that is younger than the sync
  bool read_latest = false;              // Readers see the latest state, durable or not
  bool discard_at_once = false;          // tickets of discards are durable at once
  bool recovery_without_filter = false;  // take every log record that can be read
  bool answer_before_log_write = false;  // keep the log in memory and answer (a kill loses it)
};

// One switch on by its name as written above, e.g. "sync_off"; nothing if there is no such switch.
std::optional<Sabotage> SabotageByName(std::string_view name);

struct RocksDbOptions {
  std::string data_dir;
  // A directory without a store is refused. Otherwise directory and store are created.
  bool must_exist = false;
  std::size_t cache_mb = 256;
  // Memory for writes that are not in tables yet; three such buffers at most.
  std::size_t write_buffer_size_bytes = 64 * 1024 * 1024;
  // Where a failed log write, sync or read of a data file ends. Must outlive the engine.
  Fatal* fatal = &ProcessFatal();
  // For the id of a new data set. Must outlive the call.
  Random* random = &SystemRandom();
  // What lies under the store; null: the operating system's files. Readers never answer kWouldBlock
  // over another one.
  std::shared_ptr<rocksdb::FileSystem> file_system;
  // Verifies each table file after it was written.
  bool paranoid_file_checks = false;
  // Keys that begin with it are the change log and live in a column family of their own. No Range
  // may cross its borders. Fixed for the life of the data.
  std::string log_prefix{"\x20"};
  // With less free space than this, writes answer kNoSpace (free_space.h has the other marks); 0:
  // never.
  std::uint64_t free_space_bytes_min = kEngineFreeSpaceBytesMin;
  Sabotage sabotage;
};

// Opens the store in data_dir, or makes a new one. An error's `what` is one sentence for the user:
// who, what, what to do. kUnavailable: the directory is held, not writable, somebody else's or of
// another format. kNoSpace: the disk is too full to start. kCorruption: the store is damaged or
// acknowledged data is missing from its log. In no case anything that was stored is changed.
Result<std::unique_ptr<Engine>> OpenRocksDbEngine(RocksDbOptions options);

// Writes everything into tables and compacts them, on the calling thread. Requires: `engine` is
// from OpenRocksDbEngine. Only tests need to say when.
void FlushAndCompactForTests(Engine& engine);

}  // namespace pixii::engine
