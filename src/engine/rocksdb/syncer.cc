#include "engine/rocksdb/syncer.h"

#include <fmt/core.h>

#include <chrono>

namespace pixii::engine {

Syncer::Syncer(const Parts& parts) : parts_(parts), marked_(parts.lane.applied()) {
  Publish();
  thread_ = std::thread([this] { Run(); });
}

Syncer::~Syncer() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    stopped_waiting_ = true;
    woken_ = true;
  }
  released_.NotifyAll();
  wakes_.NotifyOne();
  thread_.join();
}

void Syncer::Publish() {
  const CommitLane::Snapshot state = parts_.lane.TakeSnapshot();
  parts_.published.Publish(state.snapshot, state.schema_version);
}

// Snapshot, log, publish, tickets. The snapshot comes first: then all that it shows was in the
// log's buffer when it was written and synced.
bool Syncer::Round() {
  CommitLane::Snapshot state{};
  if (!parts_.sabotage.snapshot_after_sync) state = parts_.lane.TakeSnapshot();
  if (!parts_.sabotage.answer_before_log_write) {
    const rocksdb::Status status =
        parts_.database.db().FlushWAL(/*sync=*/!parts_.sabotage.sync_off);
    if (!status.ok()) {
      failed_.store(true, std::memory_order_relaxed);
      if (state.snapshot != nullptr) parts_.database.db().ReleaseSnapshot(state.snapshot);
      parts_.fatal.End(fmt::format("the log cannot be written and synced: {}", status.ToString()));
      return false;
    }
  }
  if (parts_.sabotage.snapshot_after_sync) state = parts_.lane.TakeSnapshot();
  const std::uint64_t sequence = state.snapshot->GetSequenceNumber();
  parts_.published.Publish(state.snapshot, state.schema_version);
  crowd_ = parts_.tickets.Publish(parts_.base + sequence);
  return true;
}

// After a round for which many waited, the next one waits until as many do, a little while at most:
// clients that write again as soon as they are answered then share one sync. A writer that is alone
// never waits: docs/design/0001-group-commit.md.
void Syncer::Run() {
  for (;;) {
    bool stop;
    bool publish;
    {
      MutexLock lock(mutex_);
      stop = stopping_;
      publish = publish_requested_;
      publish_requested_ = false;
    }
    if (publish || parts_.lane.applied() > parts_.published.sequence()) {
      if (crowd_ >= kEngineCrowd && !publish && !stop) {
        parts_.tickets.AwaitCrowd(crowd_, std::chrono::microseconds(kEngineGroupCommitPauseUs));
      }
      if (!Round()) return;
      if (publish) NoteReleased(parts_.published.ReleaseUnused());
      continue;
    }
    if (stop) break;
    Rest();
    if (failed_.load(std::memory_order_relaxed)) return;
  }
  WriteMark();
}

// Sleeps until a commit or a request comes. The writer stores applied() and then loads idle_, this
// thread stores idle_ and then loads applied(): one of the two sees the other. Only the wait for
// the mark has a limit, and only once after each burst of commits, so that a missed wake hangs a
// test instead of hiding.
void Syncer::Rest() {
  idle_.store(true, std::memory_order_seq_cst);
  if (parts_.lane.applied() > parts_.published.sequence()) {
    idle_.store(false, std::memory_order_relaxed);
    return;
  }
  bool mark = false;
  bool look_at_readers = false;
  {
    MutexLock lock(mutex_);
    const bool awaited = readers_awaited_ > 0;
    const bool limited = awaited || parts_.published.sequence() > marked_;
    const auto end =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(kEngineIdleMarkMs);
    bool in_time = true;
    while (!woken_ && !publish_requested_ && in_time) {
      if (limited) {
        in_time = wakes_.WaitUntil(mutex_, end);
      } else {
        wakes_.Wait(mutex_);
      }
    }
    const bool paused = !woken_ && !publish_requested_;
    // On an idle engine nothing else would notice that the last old Reader has gone.
    look_at_readers = paused && awaited;
    mark = paused && !awaited;
    woken_ = false;
  }
  idle_.store(false, std::memory_order_relaxed);
  if (look_at_readers) NoteReleased(parts_.published.ReleaseUnused());
  if (mark) WriteMark();
}

void Syncer::WriteMark() {
  if (parts_.published.sequence() <= marked_) return;
  BatchBuilder empty;
  std::uint64_t sequence;
  const auto outcome = parts_.lane.Commit(empty, {}, SchemaVersions::Seen(), sequence);
  // A stall: the next rest tries again.
  if (outcome != CommitLane::Outcome::kCommitted) return;
  if (Round()) marked_ = parts_.published.sequence();
}

void Syncer::WakeSleeper() {
  // One of several writers is enough.
  if (!idle_.exchange(false, std::memory_order_seq_cst)) return;
  {
    MutexLock lock(mutex_);
    woken_ = true;
  }
  wakes_.NotifyOne();
}

void Syncer::NoteReleased(std::uint64_t oldest_generation) {
  {
    MutexLock lock(mutex_);
    oldest_generation_ = oldest_generation;
  }
  released_.NotifyAll();
}

bool Syncer::AwaitReadersGone() {
  MutexLock lock(mutex_);
  if (stopped_waiting_) return false;
  // Readers from before hold the current state or an older one. A new one is published, so that on
  // an idle engine too later Readers can be told from them.
  const std::uint64_t current = parts_.published.generation();
  ++readers_awaited_;
  publish_requested_ = true;
  wakes_.NotifyOne();
  while (!stopped_waiting_ && oldest_generation_ <= current) released_.Wait(mutex_);
  --readers_awaited_;
  return !stopped_waiting_;
}

void Syncer::StopWaiting() {
  MutexLock lock(mutex_);
  stopped_waiting_ = true;
  released_.NotifyAll();
}

}  // namespace pixii::engine
