// Fatal: the end of the process when going on would be wrong: a failed log write or sync, a data
// file that cannot be read. It is injected, so that a simulated power cut can end an engine without
// ending the test that makes it.
#pragma once

#include <string_view>

namespace pixii {

class Fatal {
 public:
  virtual ~Fatal() = default;
  // Must not return to the caller in production; a test's may, and then the caller stops using the
  // engine. Thread-safe.
  virtual void End(std::string_view why) = 0;
};

// Writes one line to stderr and calls _exit(70): no destructors, since closing a store may flush
// what a failed sync left undefined.
Fatal& ProcessFatal();

[[noreturn]] void CheckFailed(std::string_view what);

}  // namespace pixii
