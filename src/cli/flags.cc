#include "cli/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/version.h"

namespace pixii::cli {
namespace {

constexpr std::size_t kCacheMbMax = std::size_t{1} << 20;
constexpr std::size_t kMaxTableOperationsMax = 1'000'000;
constexpr std::int64_t kItemCollectionLimitMbMax = std::int64_t{1} << 40;
constexpr std::int64_t kLifecycleDelayMsMax = std::int64_t{24} * 60 * 60 * 1000;
constexpr std::size_t kConnectionsMaxMax = 10'000'000;  // beyond what one address has ports for

// Levenshtein's distance: insertions, deletions and replacements of one character.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
    }
  }
  return row[b.size()];
}

std::string NearestFlag(const CLI::App& app, std::string_view wrong) {
  const std::string_view name = wrong.substr(0, wrong.find('='));
  std::string nearest;
  std::size_t nearest_distance = name.size();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    for (const std::string& long_name : option->get_lnames()) {
      const std::size_t distance = EditDistance(name, "--" + long_name);
      if (distance < nearest_distance) {
        nearest_distance = distance;
        nearest = "--" + long_name;
      }
    }
  }
  return nearest;
}

using LogLevelName = std::pair<std::string_view, LogLevel>;
constexpr LogLevelName kLogLevels[] = {{"debug", LogLevel::kDebug},
                                       {"info", LogLevel::kInfo},
                                       {"warn", LogLevel::kWarn},
                                       {"error", LogLevel::kError},
                                       {"off", LogLevel::kOff}};
using LogFormatName = std::pair<std::string_view, LogFormat>;
constexpr LogFormatName kLogFormats[] = {{"text", LogFormat::kText}, {"json", LogFormat::kJson}};

template <class Names>
std::vector<std::string> KeysOf(const Names& names) {
  std::vector<std::string> keys;
  for (const auto& [name, value] : names) keys.emplace_back(name);
  return keys;
}

// Requires: `wanted` is one of the names.
template <class Names>
auto ValueOf(const Names& names, std::string_view wanted) {
  for (const auto& [name, value] : names) {
    if (name == wanted) return value;
  }
  return std::begin(names)->second;
}

// Flags whose words become enumerators.
struct Words {
  std::string log_level = "warn";
  std::string log_format = "text";
};

void AddCacheFlag(CLI::App& app, std::size_t& cache_mb) {
  app.add_option("--cache-mb", cache_mb, "Block cache in MB")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, kCacheMbMax));
}

void AddFlags(CLI::App& app, ServeFlags& flags, Words& words, bool& version) {
  app.add_option("--listen", flags.listen, "Address to listen on; default: 127.0.0.1 and ::1");
  app.add_option("--port", flags.port, "Port; 0: any free one")->capture_default_str();
  app.add_option("--port-file", flags.port_file,
                 "Write the port to this file once the server listens");
  app.add_option("--data-dir", flags.data_dir, "Where the data is kept; default: ./pixii-data");
  app.add_flag("--in-memory", flags.in_memory,
               "Keep nothing on disk: all data ends with the process");
  app.add_option("--threads", flags.threads, "I/O threads; default: as many as cores")
      ->check(CLI::Range(1U, kIoThreadsMax));
  AddCacheFlag(app, flags.cache_mb);
  app.add_option("--region", flags.region,
                 "Region in ARNs; default: the one each request is signed for");
  app.add_option("--account-id", flags.account_id, "Account in ARNs, 12 digits")
      ->capture_default_str()
      ->check([](const std::string& text) {
        const bool digits =
            text.size() == 12 && text.find_first_not_of("0123456789") == std::string::npos;
        return digits ? std::string() : std::string("an account id has 12 digits");
      });
  app.add_option("--lifecycle-delay-ms", flags.lifecycle_delay_ms,
                 "How long tables stay CREATING, UPDATING, DELETING")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{0}, kLifecycleDelayMsMax));
  app.add_option("--gsi-delay-ms", flags.gsi_delay_ms,
                 "How long reads of global indexes do not show a change")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{0}, kGsiDelayMsMax));
  app.add_option(
         "--max-table-operations", flags.table_operations_max,
         "Tables being created, changed and deleted at once; half of it where indexes are made")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{2}, kMaxTableOperationsMax));
  app.add_option("--item-collection-limit-mb", flags.item_collection_limit_mb,
                 "What items of one partition key may take, where a table has local indexes")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{1}, kItemCollectionLimitMbMax));
  app.add_option("--max-connections", flags.connections_max, "Connections served at once")
      ->default_str(std::to_string(kConnectionsMaxDefault))
      ->check(CLI::Range(std::size_t{1}, kConnectionsMaxMax));
  app.add_flag("--paranoid-file-checks", flags.paranoid_file_checks,
               "Read every new data file back and compare");
  app.add_option("--profile", flags.profile, "dev, or production")
      ->capture_default_str()
      ->check(CLI::IsMember({"dev", "production"}));
  app.add_option("--log-level", words.log_level, "debug, info, warn, error or off")
      ->capture_default_str()
      ->check(CLI::IsMember(KeysOf(kLogLevels)));
  app.add_option("--log-format", words.log_format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember(KeysOf(kLogFormats)));
  app.add_option("--sabotage", flags.sabotage)->group("");
  app.add_flag("--version", version, "Print the version and exit");
}

ExitWith Refuse(std::string text) { return {1, "pixii: " + std::move(text) + "\n"}; }

Command CheckTogether(ServeFlags flags) {
  if (flags.in_memory && !flags.data_dir.empty()) {
    return Refuse(
        "--in-memory keeps nothing on disk, so --data-dir has no meaning beside it: leave one of "
        "them out");
  }
  if (flags.profile == "production") {
    return Refuse(
        "the profile `production` needs TLS, access keys and encryption at rest, and none of the "
        "three is built "
        "yet: use --profile dev on a machine that only you can reach");
  }
  if (!flags.in_memory && flags.data_dir.empty()) flags.data_dir = "./pixii-data";
  if (flags.threads == 0)
    flags.threads = std::clamp(std::thread::hardware_concurrency(), 1U, kIoThreadsMax);
  if (flags.connections_max == 0) flags.connections_max = kConnectionsMaxDefault;
  return flags;
}

constexpr const char* kCommands =
    "Commands:\n"
    "  serve   Serve a data directory. Needs not be named\n"
    "  check   Compare what a data directory holds with its items (see pixii check --help)\n";

// Reads the flags into what they are bound to. Something to exit with, or nothing.
std::optional<ExitWith> Parse(CLI::App& app, std::span<const std::string> arguments) {
  app.allow_extras();
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    return ExitWith{0, app.help()};
  } catch (const CLI::ParseError& error) {
    return Refuse(std::string(error.what()) + " (see " + app.get_name() + " --help)");
  }
  const auto extras = app.remaining();
  if (extras.empty()) return std::nullopt;
  const std::string& wrong = extras.front();
  if (!wrong.starts_with("-")) {
    return Refuse("there is no command `" + wrong +
                  "`: there are `serve` and `check` (see pixii --help)");
  }
  const std::string nearest = NearestFlag(app, wrong);
  return Refuse("there is no flag " + wrong +
                (nearest.empty() ? "" : ": did you mean " + nearest + "?") + " (see " +
                app.get_name() + " --help)");
}

Command ParseServe(std::span<const std::string> arguments) {
  ServeFlags flags;
  Words words;
  bool version = false;
  CLI::App app("Pixii, a DynamoDB-compatible database.", "pixii");
  AddFlags(app, flags, words, version);
  app.footer(kCommands);
  auto exit = Parse(app, arguments);
  if (exit && exit->status == 0) return *std::move(exit);
  if (version) return ExitWith{0, std::string("pixii ") + kVersion + "\n"};
  if (exit) return *std::move(exit);
  flags.log_level = ValueOf(kLogLevels, words.log_level);
  flags.log_format = ValueOf(kLogFormats, words.log_format);
  return CheckTogether(std::move(flags));
}

Command ParseCheck(std::span<const std::string> arguments) {
  CheckFlags flags;
  CLI::App app(
      "Makes the entries of all indexes, and the counts and sizes of all tables, indexes and item\n"
      "collections, again from the items and compares them byte for byte with what is stored. "
      "Says\n"
      "what differs, and exits with 0 if nothing does, else with 1. No server may hold the "
      "directory.\n"
      "Nothing in it is repaired; opening it reads the log and tidies its files as a start of the\n"
      "server does.",
      "pixii check");
  app.add_option("--data-dir", flags.data_dir, "What to check")->required();
  AddCacheFlag(app, flags.cache_mb);
  if (auto exit = Parse(app, arguments)) return *std::move(exit);
  return flags;
}

}  // namespace

Command ParseFlags(std::span<const std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "check") return ParseCheck(arguments.subspan(1));
  const bool named = !arguments.empty() && arguments.front() == "serve";
  return ParseServe(arguments.subspan(named ? 1 : 0));
}

}  // namespace pixii::cli
