#include "catalog/reclaimer.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "catalog/keys.h"

namespace pixii::catalog {
namespace {

// How often the engine is asked whether a dead range is gone.
constexpr std::chrono::milliseconds kPollInterval{500};

class EraseRecord final : public engine::Body {
 public:
  explicit EraseRecord(std::string key) : key_(std::move(key)) {}
  engine::Result<engine::Outcome> Run(engine::Transaction& transaction) override {
    transaction.Erase(key_);
    return engine::Outcome::kCommit;
  }

 private:
  std::string key_;
};

engine::Result<std::vector<std::string>> DeadTables(engine::Engine& engine) {
  std::vector<std::string> keys;
  ASSIGN_OR_RETURN(const auto reader, engine.Read(engine::Wait::kYes));
  const std::string begin = DeadBegin();
  const std::string end = DeadEnd();
  const auto cursor = reader->Scan({.begin = begin, .end = end});
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, cursor->Next());
    if (!more) return keys;
    keys.emplace_back(cursor->key());
  }
}

}  // namespace

Reclaimer::Reclaimer(engine::Engine& engine, std::function<bool()> bury_expired)
    : engine_(engine), bury_expired_(std::move(bury_expired)), thread_([this] { Run(); }) {}

Reclaimer::~Reclaimer() {
  {
    const MutexLock lock(mutex_);
    stop_ = true;
  }
  wake_.NotifyAll();
  thread_.join();
}

void Reclaimer::Wake() {
  {
    const MutexLock lock(mutex_);
    work_ = true;
  }
  wake_.NotifyAll();
}

void Reclaimer::Run() {
  MutexLock lock(mutex_);
  for (;;) {
    while (!work_ && !stop_) wake_.Wait(mutex_);
    if (stop_) return;
    work_ = false;
    lock.Unlock();
    const engine::Result<bool> more = Step();
    const std::string error = more ? std::string() : more.error().what;
    // The same one, again and again, is told once.
    if (!more && error != last_error_) {
      Log(LogLevel::kWarn, "the space of a deleted table is not given back yet: {}", error);
    }
    last_error_ = error;
    lock.Lock();
    if (more.value_or(true) && !stop_) {
      const auto end = std::chrono::steady_clock::now() + kPollInterval;
      while (!stop_ && wake_.WaitUntil(mutex_, end)) {
      }
      work_ = true;
    }
  }
}

engine::Result<bool> Reclaimer::Step() {
  bool more = bury_expired_();
  ASSIGN_OR_RETURN(const std::vector<std::string> dead, DeadTables(engine_));
  // What fails for one table does not keep the others: they may give the space that it needs.
  engine::Status failed;
  const auto note = [&](const auto& result) {
    if (failed && !result) failed = std::unexpected(result.error());
  };
  for (const std::string& key : dead) {
    bool gone = true;
    for (const KeyRange& range : RangesOfDead(key)) {
      // Asked first: a range that is retired again is not gone again at once.
      if (engine_.Retired(range.begin, range.end)) continue;
      gone = false;
      note(engine_.Retire(range.begin, range.end));
    }
    more = more || !gone;
    if (!gone) continue;
    EraseRecord body(key);
    const engine::Lock lock{key};
    note(engine_.Transact({&lock, 1}, body, engine::Wait::kYes));
  }
  RETURN_IF_ERROR(failed);
  return more;
}

}  // namespace pixii::catalog
