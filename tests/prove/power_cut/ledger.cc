#include "ledger.h"

#include <sys/mman.h>

#include <cstdarg>
#include <cstdio>

#include "base/check.h"

namespace pixii::prove {

const char* NameOf(Violation violation) {
  switch (violation) {
    case Violation::kAnsweredLost:
      return "answered and lost";
    case Violation::kShownLost:
      return "shown and lost";
    case Violation::kNoPrefix:
      return "not a prefix";
    case Violation::kInconsistent:
      return "inconsistent";
    case Violation::kStaleRead:
      return "stale read";
    case Violation::kTornRead:
      return "torn read";
    case Violation::kRefused:
      return "did not open";
    case Violation::kEnded:
      return "ended or hung";
    case Violation::kCount:
      break;
  }
  return "";
}

void Ledger::Report(Violation violation, const char* format, ...) {
  violations[static_cast<std::size_t>(violation)]++;
  if (first[0] != '\0') return;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(first.data(), first.size(), format, arguments);
  va_end(arguments);
}

void Ledger::BeginHistory() {
  for (auto& count : answered) count = 0;
  for (auto& count : shown) count = 0;
  for (auto& version : orders_answered) version = 0;
  for (auto& version : orders_shown) version = 0;
  shown_sequence = 0;
  commit_count = 0;
}

Ledger& NewSharedLedger() {
  void* memory =
      mmap(nullptr, sizeof(Ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED);
  return *static_cast<Ledger*>(memory);
}

}  // namespace pixii::prove
