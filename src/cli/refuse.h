// How a command says why it cannot do what it was asked for.
#pragma once

#include <cstdio>
#include <string>

namespace pixii::cli {

// One line to stderr. The exit status.
inline int Refuse(const std::string& why) {
  std::fprintf(stderr, "pixii: %s\n", why.c_str());
  return 1;
}

}  // namespace pixii::cli
