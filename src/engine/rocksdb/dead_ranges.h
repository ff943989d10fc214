// DeadRanges: key ranges that nobody reads any more; compactions drop what lies in them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "engine/engine.h"

namespace rocksdb {
class CompactionFilterFactory;
}

namespace pixii::engine {

// Thread-safe.
class DeadRanges {
 public:
  struct DeadRange {
    std::string begin;
    std::string end;
  };
  using List = std::vector<DeadRange>;

  // From now on compactions that start drop every key of [begin, end), whatever older snapshots
  // see.
  void Add(std::string begin, std::string end);
  void Remove(Bytes begin, Bytes end);
  std::shared_ptr<const List> list() const;

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const List> list_ GUARDED_BY(mutex_) = std::make_shared<const List>();
};

std::shared_ptr<rocksdb::CompactionFilterFactory> MakeDeadRangeFilter(
    std::shared_ptr<DeadRanges> ranges);

}  // namespace pixii::engine
