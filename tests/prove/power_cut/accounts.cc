#include "accounts.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

#include "engine/commit_version.h"

namespace pixii::prove {
namespace {

// Makes an item as large as small real ones, so that write buffers fill.
const std::string kPadding(150, '.');

void Fold(const LogRecord& record, std::array<Account, kAccountCount>& folded,
          std::optional<std::string>& contradiction) {
  for (std::size_t i = 0; i < record.touched.size(); ++i) {
    const auto& [account, count] = record.touched[i];
    if (count != ++folded[account].count && !contradiction) {
      contradiction = fmt::format("the log says that account {} has count {} after {} records",
                                  account, count, folded[account].count);
    }
    if (i == 0) --folded[account].balance;
    if (i == 1) ++folded[account].balance;
  }
}

}  // namespace

std::string AccountKey(int account) {
  return fmt::format(
      "\x30"
      "account{:03}",
      account);
}

std::string AccountValue(const Account& account) {
  return fmt::format("{} {} {}", account.count, account.balance, kPadding);
}

Account ParseAccount(std::string_view value) {
  Account account;
  char* rest;
  const std::string text(value);
  account.count = std::strtoull(text.c_str(), &rest, 10);
  account.balance = std::strtoll(rest, nullptr, 10);
  return account;
}

std::string LogValue(const LogRecord& record) {
  std::string value;
  for (const auto& [account, count] : record.touched)
    value += fmt::format("{} {} ", account, count);
  return value;
}

LogRecord ParseLog(std::string_view value) {
  LogRecord record;
  const std::string text(value);
  const char* at = text.c_str();
  while (*at >= '0' && *at <= '9') {
    char* rest;
    const int account = static_cast<int>(std::strtol(at, &rest, 10));
    record.touched.push_back({account, std::strtoull(rest, &rest, 10)});
    at = rest + 1;
  }
  return record;
}

View Look(engine::Reader& reader, bool with_log) {
  View view;
  std::int64_t sum = 0;
  std::uint64_t touches = 0;
  auto scan = reader.Scan({.begin = AccountKey(0), .end = AccountKey(kAccountCount)});
  while (true) {
    engine::Result<bool> more = scan->Next();
    if (!more.has_value()) view.contradiction = more.error().what;
    if (!more.has_value() || !*more) break;
    const int number = std::atoi(std::string(scan->key().substr(8)).c_str());
    view.accounts[number] = ParseAccount(scan->value());
    sum += view.accounts[number].balance;
    touches += view.accounts[number].count;
  }
  const std::int64_t touch_counter = reader.Sum(kTouchCounter).value_or(-1);
  if (sum != 0) view.contradiction = fmt::format("the balances sum up to {}", sum);
  if (touch_counter != static_cast<std::int64_t>(touches)) {
    view.contradiction =
        fmt::format("the counter of touches says {}, the accounts {}", touch_counter, touches);
  }
  if (!with_log) return view;
  std::array<Account, kAccountCount> folded;
  auto log = reader.Scan({.begin = kLogPrefix, .end = kLogPrefix + "\xff"});
  while (log->Next().value_or(false)) {
    engine::CommitVersion version;
    log->key().copy(reinterpret_cast<char*>(version.bytes.data()), version.bytes.size(),
                    kLogPrefix.size());
    view.log_sequences.push_back(engine::SequenceOf(version));
    Fold(ParseLog(log->value()), folded, view.contradiction);
  }
  const std::int64_t commits = reader.Sum(kCommitCounter).value_or(-1);
  if (commits != static_cast<std::int64_t>(view.log_sequences.size())) {
    view.contradiction = fmt::format("the counter of commits says {}, the log has {}", commits,
                                     view.log_sequences.size());
  }
  for (int i = 0; i < kAccountCount; ++i) {
    if (folded[i].count == view.accounts[i].count &&
        folded[i].balance == view.accounts[i].balance) {
      continue;
    }
    view.contradiction = fmt::format("account {} has count {} and balance {}, by its log {} and {}",
                                     i, view.accounts[i].count, view.accounts[i].balance,
                                     folded[i].count, folded[i].balance);
  }
  return view;
}

}  // namespace pixii::prove
