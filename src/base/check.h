// CHECK and DCHECK: for our own bugs where going on could write wrong data. Never for input.
#pragma once

#include "base/fatal.h"

#define PIXII_STRINGIFY_INNER(x) #x
#define PIXII_STRINGIFY(x) PIXII_STRINGIFY_INNER(x)

// Ends the process if `condition` is false; on in release builds.
#define CHECK(condition)                                                                      \
  do {                                                                                        \
    if (!(condition)) [[unlikely]]                                                            \
      ::pixii::CheckFailed(__FILE__ ":" PIXII_STRINGIFY(__LINE__) ": CHECK(" #condition ")"); \
  } while (false)

// The same for costly checks; only in debug builds.
#ifdef NDEBUG
#define DCHECK(condition) \
  do {                    \
  } while (false && (condition))
#else
#define DCHECK(condition) CHECK(condition)
#endif
