// What the server prints to stdout once it listens.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/flags.h"

namespace pixii::cli {

struct BannerFacts {
  std::uint16_t port = 0;
  std::vector<std::string> addresses;  // numeric, as bound
  std::int64_t ready_ms = 0;           // from the start of the process
};

// Six lines of text, or one line of JSON with --log-format json; ends with a line break.
std::string Banner(const ServeFlags& flags, const BannerFacts& facts);

// Not empty if the server can be reached from other machines.
std::string ExposureWarning(const ServeFlags& flags);

}  // namespace pixii::cli
