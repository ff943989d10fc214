#include "base/fatal.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace pixii {
namespace {

constexpr int kExitCodeFatal = 70;  // EX_SOFTWARE of sysexits.h

void WriteLine(std::string_view prefix, std::string_view text) {
  std::string line(prefix);
  line.append(text).push_back('\n');
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

class EndProcess final : public Fatal {
 public:
  void End(std::string_view why) override {
    WriteLine("pixii: fatal: ", why);
    ::_exit(kExitCodeFatal);
  }
};

}  // namespace

Fatal& ProcessFatal() {
  static EndProcess fatal;
  return fatal;
}

void CheckFailed(std::string_view what) {
  WriteLine("pixii: internal error: ", what);
  std::abort();  // No destructors either; leaves a core, and a fuzzer keeps the input.
}

}  // namespace pixii
