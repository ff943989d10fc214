#include "engine/stripe_locks.h"

#include <algorithm>
#include <functional>

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define PIXII_THREAD_SANITIZER
#endif
#elif defined(__SANITIZE_THREAD__)
#define PIXII_THREAD_SANITIZER
#endif
#ifdef PIXII_THREAD_SANITIZER
// ThreadSanitizer's search for deadlocks gives up on a thread that holds more than 64 mutexes, and
// ends the process; the order of the stripes leaves it nothing to find.
extern "C" const char* __tsan_default_options() { return "detect_deadlocks=0"; }
#endif

namespace pixii::engine {

std::uint16_t StripeLocks::StripeOf(Bytes key) {
  static_assert(kEngineStripeCount <= 65536 &&
                (kEngineStripeCount & (kEngineStripeCount - 1)) == 0);
  return static_cast<std::uint16_t>(std::hash<Bytes>()(key) & (kEngineStripeCount - 1));
}

StripeLocks::Guard::Guard(StripeLocks& stripes, std::span<const Lock> locks) : stripes_(stripes) {
  std::uint16_t* first = few_.data();
  if (locks.size() > few_.size()) {
    many_.resize(locks.size());
    first = many_.data();
  }
  std::uint16_t* end = first;
  for (const Lock& lock : locks) {
    if (lock.kind != LockKind::kSchemaShared) *end++ = StripeOf(lock.key);
  }
  std::sort(first, end);
  end = std::unique(first, end);
  count_ = static_cast<std::size_t>(end - first);
  for (std::uint16_t index : indexes()) stripes_.stripes_[index].lock();
}

StripeLocks::Guard::~Guard() {
  for (std::uint16_t index : indexes()) stripes_.stripes_[index].unlock();
}

std::span<const std::uint16_t> StripeLocks::Guard::indexes() const {
  return {many_.empty() ? few_.data() : many_.data(), count_};
}

bool IsLocked(std::span<const Lock> locks, Bytes key) {
  return std::any_of(locks.begin(), locks.end(),
                     [key](const Lock& lock) { return lock.key == key; });
}

}  // namespace pixii::engine
