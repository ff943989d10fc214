#include "engine/memory/range_retirer.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>

namespace pixii::engine {
namespace {

// Nothing tells when a Reader is dropped; it is looked for this often, and only while a range
// waits.
constexpr std::chrono::milliseconds kReaderPoll{10};
// Freed memory is given back to the system if it was at least this much.
constexpr std::size_t kTrimSizeBytesMin = 16 << 20;

}  // namespace

RangeRetirer::~RangeRetirer() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void RangeRetirer::Retire(Bytes begin, Bytes end, std::uint64_t version) {
  MutexLock lock(mutex_);
  ranges_.push_back({std::string(begin), std::string(end), version});
  if (running_) return;
  // A thread that stopped running does nothing more but return.
  if (thread_.joinable()) thread_.join();
  running_ = true;
  thread_ = std::thread([this] { Run(); });
}

bool RangeRetirer::Pending(Bytes begin, Bytes end) const {
  MutexLock lock(mutex_);
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const DeadRange& range) {
    return range.begin < end && begin < range.end;
  });
}

void RangeRetirer::Run() {
  MutexLock lock(mutex_);
  while (!stopping_ && !ranges_.empty()) {
    const DeadRange range = ranges_.front();
    while (!stopping_ && !store_.readers_have_passed(range.version)) {
      changed_.WaitFor(mutex_, kReaderPoll);
    }
    lock.Unlock();
    const bool done = EraseAll(range);
    lock.Lock();
    if (done) ranges_.pop_front();
  }
  running_ = false;
}

bool RangeRetirer::EraseAll(const DeadRange& range) {
  std::size_t freed_size_bytes = 0;
  for (;;) {
    {
      MutexLock lock(mutex_);
      if (stopping_) return false;
    }
    const std::size_t size_bytes = store_.erase_some(range.begin, range.end);
    if (size_bytes == 0) break;
    freed_size_bytes += size_bytes;
    std::this_thread::yield();
  }
  if (freed_size_bytes >= kTrimSizeBytesMin) malloc_trim(0);
  return true;
}

}  // namespace pixii::engine
