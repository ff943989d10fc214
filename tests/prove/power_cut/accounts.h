// Accounts on the engine of the proof, under keys that no table has: accounts whose balances sum up
// to nothing, a change log and counters. Every commit moves units between accounts, raises the
// count of each by one, appends one log record that says so, and adds to both counters. So items,
// log and counters must tell the same story at every state.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "ledger.h"

namespace pixii::prove {

struct Account {
  std::uint64_t count = 0;
  std::int64_t balance = 0;
};

std::string AccountKey(int account);
std::string AccountValue(const Account& account);
Account ParseAccount(std::string_view value);

inline const std::string kCommitCounter =
    "\x31"
    "commits";
inline const std::string kTouchCounter =
    "\x31"
    "touches";
inline const std::string kLogPrefix =
    "\x20"
    "log";

// One commit's record: the accounts it touched and the count of each after it; the first one gave a
// unit to the second.
struct LogRecord {
  std::vector<std::pair<int, std::uint64_t>> touched;
};
std::string LogValue(const LogRecord& record);
LogRecord ParseLog(std::string_view value);

// What a Reader shows.
struct View {
  std::array<Account, kAccountCount> accounts;
  std::vector<std::uint64_t> log_sequences;  // if the log was read
  // Why the parts contradict each other, or nothing.
  std::optional<std::string> contradiction;
};
View Look(engine::Reader& reader, bool with_log);

}  // namespace pixii::prove
