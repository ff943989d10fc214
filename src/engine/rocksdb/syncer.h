// The syncer: one thread that makes commits durable. While anything is not durable it loops: take a
// snapshot, write the log's buffer and sync it, publish the snapshot to Readers, complete the
// tickets up to it, in this order.
//
// When no commit came for kEngineIdleMarkMs, and at a clean stop, it writes and syncs one record
// without contents, whose mark vouches for the newest synced group: a later start notices if that
// group was damaged.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "base/fatal.h"
#include "base/mutex.h"
#include "engine/rocksdb/commit_lane.h"
#include "engine/rocksdb/published_snapshot.h"
#include "engine/rocksdb/rocksdb_engine.h"
#include "engine/ticket_queue.h"

namespace pixii::engine {

// Thread-safe.
class Syncer {
 public:
  struct Parts {
    FamilyDatabase& database;
    CommitLane& lane;
    PublishedSnapshot& published;
    TicketQueue& tickets;
    std::uint64_t base;
    Fatal& fatal;
    Sabotage sabotage;
  };
  // Publishes the state as it is, then starts the thread. All parts must outlive it.
  explicit Syncer(const Parts& parts);
  // Makes everything durable, then ends the thread.
  ~Syncer();

  // A commit is in the lane's applied(): costs one load unless the syncer sleeps.
  void Wake() {
    if (idle_.load(std::memory_order_seq_cst)) [[unlikely]]
      WakeSleeper();
  }

  // Returns when every Reader that was opened before the call is gone, or false when the engine
  // stops.
  bool AwaitReadersGone();
  // AwaitReadersGone() answers false from now on.
  void StopWaiting();

 private:
  void Run();
  bool Round();
  void Rest();
  void WriteMark();
  void Publish();
  void WakeSleeper();
  void NoteReleased(std::uint64_t oldest_generation);

  const Parts parts_;
  std::atomic<bool> idle_{false};
  std::atomic<bool> failed_{false};
  // The syncer's own: everything up to here is vouched for in the log, or is in tables; and how
  // many waited for the last round.
  std::uint64_t marked_;
  std::size_t crowd_ = 0;

  Mutex mutex_;
  CondVar wakes_;
  CondVar released_;
  bool woken_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
  bool stopped_waiting_ GUARDED_BY(mutex_) = false;
  bool publish_requested_ GUARDED_BY(mutex_) = false;
  int readers_awaited_ GUARDED_BY(mutex_) = 0;
  // Of the oldest state in use.
  std::uint64_t oldest_generation_ GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace pixii::engine
