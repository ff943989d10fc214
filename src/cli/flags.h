// The command line: `pixii [serve] [flags]` and `pixii check [flags]`. Wrong flags are answered
// with the nearest right one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "base/limits.h"
#include "base/log.h"

namespace pixii::cli {

// As they are where no flag says otherwise. ParseFlags answers with data_dir (unless in_memory),
// threads and connections_max filled in. `_mb` is MiB.
struct ServeFlags {
  std::string listen;         // empty: loopback, 127.0.0.1 and ::1
  std::uint16_t port = 8000;  // 0: any free one
  std::string port_file;
  std::string data_dir;  // empty: ./pixii-data, or nothing with in_memory
  bool in_memory = false;
  unsigned threads = 0;  // I/O threads; 0: as many as cores
  std::size_t cache_mb = 256;
  std::string region;  // empty: the one of each request's signature
  std::string account_id = "000000000000";
  std::int64_t lifecycle_delay_ms = 0;
  std::int64_t gsi_delay_ms = 0;
  std::size_t table_operations_max = kTableOperationsMax;
  std::int64_t item_collection_limit_mb = kItemCollectionSizeBytesMax >> 20;
  std::size_t connections_max = 0;  // 0: kConnectionsMaxDefault
  bool paranoid_file_checks = false;
  std::string profile = "dev";  // dev, or production, which ParseFlags refuses so far
  LogLevel log_level = LogLevel::kWarn;
  LogFormat log_format = LogFormat::kText;
  std::string sabotage;  // breaks a promise on purpose, for the proofs under tests/prove; not shown
                         // in --help
};

struct CheckFlags {
  std::string data_dir;
  std::size_t cache_mb = 256;
};

// Nothing is to be done: print the text (to stdout if the status is 0, else to stderr) and exit.
struct ExitWith {
  int status;
  std::string text;
};

using Command = std::variant<ServeFlags, CheckFlags, ExitWith>;

// `arguments`: without the program's name. Addresses, folders and files, the region and `sabotage`
// are taken as they stand: what is wrong with them only the start finds.
Command ParseFlags(std::span<const std::string> arguments);

}  // namespace pixii::cli
