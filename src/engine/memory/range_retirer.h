// RangeRetirer: frees dead ranges in the background, in small steps, so that nobody waits long for
// the tree. Its thread exists only while there is something to free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <thread>

#include "base/mutex.h"
#include "engine/engine.h"

namespace pixii::engine {

// Thread-safe.
class RangeRetirer {
 public:
  // What it needs of the engine; both are called on the retirer's thread.
  struct Store {
    // True if no Reader may still read a state before `version`.
    std::function<bool(std::uint64_t version)> readers_have_passed;
    // Frees a few keys of the range; how many bytes, 0 if none is left.
    std::function<std::size_t(Bytes begin, Bytes end)> erase_some;
  };

  explicit RangeRetirer(Store store) : store_(std::move(store)) {}
  // What is still to be freed stays.
  ~RangeRetirer();

  // Frees [begin, end) as soon as no Reader from before `version` is left.
  void Retire(Bytes begin, Bytes end, std::uint64_t version);
  // True if a part of [begin, end) waits to be freed.
  bool Pending(Bytes begin, Bytes end) const;

 private:
  struct DeadRange {
    std::string begin;
    std::string end;
    std::uint64_t version;
  };

  void Run();
  // False: the engine ends.
  bool EraseAll(const DeadRange& range);

  const Store store_;
  mutable Mutex mutex_;
  CondVar changed_;
  std::deque<DeadRange> ranges_ GUARDED_BY(mutex_);  // the first is in work
  bool running_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // started behind mutex_
};

}  // namespace pixii::engine
