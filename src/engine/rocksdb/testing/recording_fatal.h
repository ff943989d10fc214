// A Fatal that returns and remembers, so that a test sees what would have ended the process.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

#include "base/fatal.h"

namespace pixii::engine {

// Thread-safe.
class RecordingFatal final : public Fatal {
 public:
  void End(std::string_view why) override {
    {
      std::lock_guard lock(mutex_);
      if (why_.empty()) why_ = why;
    }
    ended_.notify_all();
  }
  // Blocks until End was called; its first reason.
  std::string Await() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return !why_.empty(); });
    return why_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::string why_;
};

}  // namespace pixii::engine
