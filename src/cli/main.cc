#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "cli/check.h"
#include "cli/flags.h"
#include "cli/serve.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto parsed = pixii::cli::ParseFlags(arguments);
  if (const auto* exit = std::get_if<pixii::cli::ExitWith>(&parsed)) {
    std::fputs(exit->text.c_str(), exit->status == 0 ? stdout : stderr);
    return exit->status;
  }
  if (const auto* flags = std::get_if<pixii::cli::CheckFlags>(&parsed)) {
    return pixii::cli::Check(*flags);
  }
  return pixii::cli::Serve(std::get<pixii::cli::ServeFlags>(parsed));
}
