// IndexBuilder: fills indexes that were added to tables with items in them, in the background.
//
// From the commit that adds an index on, every write of an item keeps the index in step
// (index_writer.h). A Reader opened after that commit is durable shows every item written before
// it. So one walk over the table with such Readers meets every item that no write has entered; each
// is read again under its lock and entered if its entry is missing. When the walk is over the index
// is complete and becomes readable. A walk that a restart cuts off begins again.
//
// It gives way to clients: while they read or write items, it rests after each step for as long as
// the step took.
//
// Errors are logged, the same one once, and the walk is tried again. Thread-safe. One thread of its
// own, which sleeps while there is nothing to do.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "engine/engine.h"
#include "store/traffic.h"

namespace pixii::store {

class IndexBuilder {
 public:
  // All outlive it. Goes on with what an earlier run of the server left unfinished.
  IndexBuilder(engine::Engine& engine, catalog::Catalog& catalog, Traffic& traffic);
  // Waits for the step at work. What is unfinished begins again at the next start.
  ~IndexBuilder();
  IndexBuilder(const IndexBuilder&) = delete;
  IndexBuilder& operator=(const IndexBuilder&) = delete;

  // An index was added to a table, durably. Blocks until no index is being built any more, but for
  // `patience` at most.
  void Build(std::chrono::milliseconds patience);

  // How often it gave way to clients.
  std::uint64_t rest_count() const { return rest_count_.load(std::memory_order_relaxed); }

 private:
  struct Job {
    std::string table_name;
    std::uint32_t table_id;
    std::uint32_t index_id;
  };

  void Run();
  // All indexes that are being built.
  Result<std::vector<Job>> FindJobs();
  // True: the index is complete. False: it is no longer wanted, or the server stops.
  Result<bool> Fill(const Job& job);
  bool Stopping();
  void Rest(std::chrono::steady_clock::duration duration);

  engine::Engine& engine_;
  catalog::Catalog& catalog_;
  Traffic& traffic_;
  std::atomic<std::uint64_t> rest_count_{0};
  Mutex mutex_;
  CondVar changed_;
  std::uint64_t wanted_ GUARDED_BY(mutex_) = 1;  // counts calls of Build
  // The call up to which everything is built.
  std::uint64_t done_ GUARDED_BY(mutex_) = 0;
  bool stop_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace pixii::store
