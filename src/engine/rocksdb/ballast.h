// The ballast: a file in the data directory that holds space and nothing else, so that nobody else
// can take it. Given back when the disk is full: then the store can finish what it has begun, and a
// start has room for the tables that it makes of the log.
#pragma once

#include <cstdint>
#include <string>

#include "base/mutex.h"

namespace pixii::engine {

// Thread-safe.
class Ballast {
 public:
  static constexpr char kName[] = "BALLAST";

  // Finds one that an earlier process left, and removes one that it did not finish.
  Ballast(const std::string& directory, std::uint64_t size_bytes);

  bool is_there() const;
  // Nothing is changed if the file system does not set space aside or has too little.
  void LayBy();
  // False if there was none.
  bool GiveBack();

 private:
  const std::string path_;
  const std::uint64_t size_bytes_;
  mutable Mutex mutex_;
  bool is_there_ GUARDED_BY(mutex_);
};

}  // namespace pixii::engine
