// The memory engine: everything in one ordered tree, nothing on disk. It is a product
// (`--in-memory`) and the oracle that the other engines are compared with.
#pragma once

#include <memory>

#include "engine/engine.h"

namespace pixii::engine {

class MemoryEngine;

// Delays durability on a memory engine, so that tests see what waits for it and what Readers may
// not show yet. Nothing happens by time: the test says when. Thread-safe. Must outlive the engine
// that it was given to, and serves one.
class DurabilityGate {
 public:
  // Makes every commit so far durable: publishes it to Readers, then calls the waiters, on this
  // thread.
  void Open();
  // The same for the commits up to `version`, at most.
  void OpenUpTo(const CommitVersion& version);

 private:
  friend class MemoryEngine;
  MemoryEngine* engine_ = nullptr;
};

struct MemoryOptions {
  // What Transact() refuses with kTooLarge; 0 means no limit. `transaction_time` and `reader_life`
  // are not enforced.
  Limits limits;
  // If set, no Ticket is durable before the gate is opened; otherwise each is durable on return.
  DurabilityGate* durability_gate = nullptr;
};

// Never answers kWouldBlock, kTooOld, kNoSpace, kUnavailable, kUnknown or kCorruption.
std::unique_ptr<Engine> NewMemoryEngine(MemoryOptions options = {});

}  // namespace pixii::engine
