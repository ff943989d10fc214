// power_cut [--cuts N] [--control-cuts N] [--seed N] [--only NAME]: see the folder's check.
//
// Runs histories: a store begins empty, lives through one to three power cuts, each in a process of
// its own, and is checked after each. Then the same with each control, a switch that breaks the
// engine in one place, until it is caught.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/log.h"
#include "ledger.h"
#include "stage.h"

namespace pixii::prove {
namespace {

struct Settings {
  std::uint64_t cuts = 100;
  std::uint64_t control_cuts_max = 300;
  std::uint64_t seed = 1;
  std::string only;
};

struct Control {
  const char* name;
  // Any of these is what the switch must cause.
  std::vector<Violation> expected;
};

const std::vector<Control>& Controls() {
  using enum Violation;
  // A store that knows that acknowledged data is missing refuses to open: that is a loss too.
  static const std::vector<Control> controls{
      {"sync_off", {kAnsweredLost, kShownLost, kRefused}},
      {"snapshot_after_sync", {kAnsweredLost, kShownLost, kRefused}},
      {"read_latest", {kShownLost}},
      {"discard_at_once", {kShownLost}},
      {"recovery_without_filter", {kNoPrefix, kInconsistent}},
  };
  return controls;
}

// Runs one stage in a child; a child that does not end by itself is killed and reported.
void ForkStage(const StageOptions& options, Ledger& ledger) {
  std::fflush(nullptr);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    alarm(60);
    // RocksDB says a lot about a disk that fails.
    ConfigureLog(LogLevel::kOff, LogFormat::kText);
    RunStage(options, ledger);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  ledger.Report(Violation::kEnded, "a stage with seed %lu ended with status %d", options.seed,
                status);
}

// An early operation now and then: the first start, and recovery.
std::uint64_t CutMoment(std::mt19937_64& random) {
  if (random() % 5 == 0) return 1 + random() % 80;
  return 80 + random() % 600;
}

void RunHistory(const std::string& directory, std::uint64_t seed, const engine::Sabotage& sabotage,
                Ledger& ledger) {
  std::mt19937_64 random(seed);
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  ledger.BeginHistory();
  StageOptions options{.directory = directory, .sabotage = sabotage};
  const std::uint64_t cuts = 1 + random() % 3;
  for (std::uint64_t i = 0; i < cuts; ++i) {
    options.seed = random();
    options.cut_after_operations = CutMoment(random);
    ForkStage(options, ledger);
  }
  options.seed = random();
  options.cut_after_operations = 0;
  ForkStage(options, ledger);
}

std::uint64_t CountOf(const Ledger& ledger, const std::vector<Violation>& kinds) {
  std::uint64_t count = 0;
  for (Violation kind : kinds) count += ledger.violations[static_cast<std::size_t>(kind)];
  return count;
}

std::string Summary(const Ledger& ledger) {
  char line[512];
  std::snprintf(
      line, sizeof line,
      "%lu cuts (%lu before the store was open), %lu recoveries, %lu answers, %lu failed "
      "conditions, %lu reads, %lu checks of %lu index entries, %lu of an index half built",
      ledger.cuts.load(), ledger.cuts_at_start.load(), ledger.recoveries.load(),
      ledger.answers.load(), ledger.conditions.load(), ledger.reads.load(), ledger.checks.load(),
      ledger.checked_entries.load(), ledger.half_built.load());
  std::string text = line;
  for (std::size_t i = 0; i < kViolationCount; ++i) {
    if (ledger.violations[i] == 0) continue;
    text += "; ";
    text += NameOf(static_cast<Violation>(i));
    text += " " + std::to_string(ledger.violations[i]);
  }
  if (ledger.first[0] != '\0') text += std::string("; first: ") + ledger.first.data();
  return text;
}

bool RunProduct(const Settings& settings, const std::string& directory) {
  Ledger& ledger = NewSharedLedger();
  std::mt19937_64 random(settings.seed);
  while (ledger.cuts < settings.cuts) RunHistory(directory, random(), {}, ledger);
  std::uint64_t violations = 0;
  for (const auto& count : ledger.violations) violations += count;
  const bool passed =
      violations == 0 && ledger.answers > 0 && ledger.reads > 0 && ledger.half_built > 0;
  std::printf("%s power-cut: nothing lost: %s\n", passed ? "PASS" : "FAIL",
              Summary(ledger).c_str());
  return passed;
}

bool RunControl(const Control& control, const Settings& settings, const std::string& directory) {
  Ledger& ledger = NewSharedLedger();
  std::mt19937_64 random(settings.seed);
  const engine::Sabotage sabotage = engine::SabotageByName(control.name).value();
  while (ledger.cuts < settings.control_cuts_max && CountOf(ledger, control.expected) == 0) {
    RunHistory(directory, random(), sabotage, ledger);
  }
  const bool caught = CountOf(ledger, control.expected) > 0;
  std::printf("%s power-cut: control %s is caught: %s\n", caught ? "PASS" : "FAIL", control.name,
              Summary(ledger).c_str());
  return caught;
}

// Nothing: an argument is not known.
std::optional<Settings> Parse(int count, char** arguments) {
  Settings settings;
  for (int i = 1; i < count; i += 2) {
    const std::string_view flag = arguments[i];
    if (i + 1 == count) return std::nullopt;
    const char* value = arguments[i + 1];
    if (flag == "--cuts") {
      settings.cuts = std::strtoull(value, nullptr, 10);
    } else if (flag == "--control-cuts") {
      settings.control_cuts_max = std::strtoull(value, nullptr, 10);
    } else if (flag == "--seed") {
      settings.seed = std::strtoull(value, nullptr, 10);
    } else if (flag == "--only") {
      settings.only = value;
    } else {
      return std::nullopt;
    }
  }
  return settings;
}

int Main(int count, char** arguments) {
  const std::optional<Settings> parsed = Parse(count, arguments);
  if (!parsed) {
    std::fputs("power_cut [--cuts N] [--control-cuts N] [--seed N] [--only NAME]\n", stderr);
    return 2;
  }
  const Settings& settings = *parsed;
  const bool has_memory = std::filesystem::is_directory("/dev/shm");
  std::string directory =
      has_memory ? "/dev/shm/pixii-power-cut-XXXXXX"
                 : (std::filesystem::temp_directory_path() / "pixii-power-cut-XXXXXX").string();
  CHECK(mkdtemp(directory.data()) != nullptr);
  int passed = 0;
  int failed = 0;
  auto run = [&](std::string_view name, auto check) {
    if (!settings.only.empty() && settings.only != name) return;
    ++(check() ? passed : failed);
    std::fflush(stdout);
  };
  run("product", [&] { return RunProduct(settings, directory + "/store"); });
  for (const Control& control : Controls()) {
    run(control.name, [&] { return RunControl(control, settings, directory + "/store"); });
  }
  std::filesystem::remove_all(directory);
  if (passed + failed == 0) {
    std::fprintf(stderr, "power_cut: nothing is called %s\n", settings.only.c_str());
    return 2;
  }
  std::printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace pixii::prove

int main(int count, char** arguments) { return pixii::prove::Main(count, arguments); }
