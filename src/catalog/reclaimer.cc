#include "catalog/reclaimer.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
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

std::vector<std::string> DeadTables(engine::Engine& engine) {
  std::vector<std::string> keys;
  auto reader = engine.Read(engine::Wait::kYes);
  if (!reader) return keys;
  const std::string begin = DeadBegin();
  const std::string end = DeadEnd();
  auto cursor = (*reader)->Scan({.begin = begin, .end = end});
  for (;;) {
    const auto more = cursor->Next();
    if (!more || !*more) return keys;
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
    const bool more = Step();
    lock.Lock();
    if (more && !stop_) {
      const auto end = std::chrono::steady_clock::now() + kPollInterval;
      while (!stop_ && wake_.WaitUntil(mutex_, end)) {
      }
      work_ = true;
    }
  }
}

bool Reclaimer::Step() {
  bool more = bury_expired_();
  for (const std::string& key : DeadTables(engine_)) {
    bool gone = true;
    for (const KeyRange& range : RangesOfDead(key)) {
      // Asked first: a range that is retired again is not gone again at once.
      if (engine_.Retired(range.begin, range.end)) continue;
      gone = false;
      if (const auto retired = engine_.Retire(range.begin, range.end); !retired) {
        Log(LogLevel::kWarn, "the space of a deleted table is not given back yet: {}",
            retired.error().what);
      }
    }
    more = more || !gone;
    if (!gone) continue;
    EraseRecord body(key);
    const engine::Lock lock{key};
    const auto ticket = engine_.Transact({&lock, 1}, body, engine::Wait::kYes);
    if (!ticket) Log(LogLevel::kWarn, "a deleted table stays on record: {}", ticket.error().what);
  }
  return more;
}

}  // namespace pixii::catalog
