// Reclaimer: gives back the space of deleted tables and indexes in the background. Each leaves a
// record in the catalog; the reclaimer retires its key ranges in the engine, and erases the record
// once they are gone. Records that an earlier run of the server left behind are picked up at
// the start, and so are tables whose delayed deletion is over.
//
// Errors are logged, the same one in a row once, and tried again after half a second. Thread-safe.
// One thread of its own, which sleeps while there is nothing to do.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "base/mutex.h"
#include "engine/engine.h"

namespace pixii::catalog {

class Reclaimer {
 public:
  // `engine` outlives it. `bury_expired` turns tables whose delayed deletion is over into dead
  // ones; true: call again, some still wait for it or it failed. It is called on the reclaimer's
  // thread, perhaps before the constructor returns.
  Reclaimer(engine::Engine& engine, std::function<bool()> bury_expired);
  // Waits for the step at work.
  ~Reclaimer();
  Reclaimer(const Reclaimer&) = delete;
  Reclaimer& operator=(const Reclaimer&) = delete;

  // A table was deleted and its record is durable, or its delayed deletion has begun.
  void Wake();

 private:
  void Run();
  // Takes every dead table one step further. False: there are none left. An error: some may be.
  engine::Result<bool> Step();

  engine::Engine& engine_;
  const std::function<bool()> bury_expired_;
  Mutex mutex_;
  CondVar wake_;
  bool work_ GUARDED_BY(mutex_) = true;
  bool stop_ GUARDED_BY(mutex_) = false;
  std::string last_error_;  // the thread's own
  std::thread thread_;
};

}  // namespace pixii::catalog
