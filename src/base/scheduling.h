// Scheduling: what threads ask of the kernel.
#pragma once

namespace pixii {

// For a thread that answers somebody: turns of 0.1 ms, the shortest there are. When it wakes, the
// scheduler (since Linux 6.12) then lets it go before work in the background, whose turns are
// longer. Other kernels, and threads with another policy, take no notice.
void AskForShortTurns();

}  // namespace pixii
