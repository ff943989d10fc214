#include "base/scheduling.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace pixii {
namespace {

constexpr __u64 kShortestTurnNs = 100'000;

}  // namespace

void AskForShortTurns() {
  sched_attr attributes{};
  if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
  if (attributes.sched_policy != SCHED_NORMAL) return;
  attributes.size = sizeof attributes;
  attributes.sched_runtime = kShortestTurnNs;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace pixii
