// FreeSpaceGuard: refuses writes before RocksDB ever meets a full disk, which it would not survive.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "engine/engine.h"

namespace pixii::engine {

// Thread-safe.
class FreeSpaceGuard {
 public:
  // `bytes_min` 0: never refuses.
  FreeSpaceGuard(std::string directory, std::uint64_t bytes_min)
      : directory_(std::move(directory)), bytes_min_(bytes_min) {}

  // Called before a write of so many bytes that makes the store bigger: kNoSpace, with a sentence
  // for the client, or nothing. Looks at the disk once in a few megabytes, and at each call while
  // it refuses.
  Status Check(std::size_t write_size_bytes);

 private:
  const std::string directory_;
  const std::uint64_t bytes_min_;
  std::atomic<std::int64_t> bytes_until_look_{0};
};

}  // namespace pixii::engine
