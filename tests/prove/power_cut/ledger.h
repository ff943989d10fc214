// What the world outside knows of the store: what was answered, what was shown. It lies in memory
// that all processes of a proof share, so it outlives the process whose power is cut.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace pixii::prove {

inline constexpr int kAccountCount = 48;
// More than one step of the building of an index takes.
inline constexpr int kOrderCount = 600;
inline constexpr std::size_t kCommitsMax = 1 << 18;

// What can be wrong. An account's count is the number of commits that touched it.
enum class Violation : std::uint8_t {
  kAnsweredLost,  // an answered write is missing after the cut
  kShownLost,     // a state that a Reader or a failed condition showed is missing after the cut
  kNoPrefix,      // a commit survived without one before it
  kInconsistent,  // items, change log, index entries and counters disagree
  kStaleRead,     // a Reader showed less than was answered before it was opened
  kTornRead,      // a Reader showed part of a commit, or changed
  kRefused,       // the store did not open again
  kEnded,         // the engine ended, hung or failed while the power was on
  kCount,
};
inline constexpr std::size_t kViolationCount = static_cast<std::size_t>(Violation::kCount);
const char* NameOf(Violation violation);

struct Ledger {
  // Highest counts by account.
  std::array<std::atomic<std::uint64_t>, kAccountCount> answered;
  std::array<std::atomic<std::uint64_t>, kAccountCount> shown;
  // Highest versions by order.
  std::array<std::atomic<std::uint64_t>, kOrderCount> orders_answered;
  std::array<std::atomic<std::uint64_t>, kOrderCount> orders_shown;
  // Highest position that a Reader showed.
  std::atomic<std::uint64_t> shown_sequence;
  // Positions of the commits, in no order.
  std::array<std::atomic<std::uint64_t>, kCommitsMax> commits;
  std::atomic<std::size_t> commit_count;

  // Totals of a whole run of histories.
  std::atomic<std::uint64_t> answers, conditions, reads, cuts, cuts_at_start, recoveries;
  // Of tables and indexes as a whole: checks, and those of an index that was half built.
  std::atomic<std::uint64_t> checks, checked_entries, half_built;
  std::array<std::atomic<std::uint64_t>, kViolationCount> violations;
  // The first violation in words.
  std::array<char, 512> first;

  void Report(Violation violation, const char* format, ...) __attribute__((format(printf, 3, 4)));
  // Forgets the store, keeps the totals: a new history begins.
  void BeginHistory();
};

inline void RaiseTo(std::atomic<std::uint64_t>& value, std::uint64_t at_least) {
  std::uint64_t seen = value.load();
  while (seen < at_least && !value.compare_exchange_weak(seen, at_least)) {
  }
}

// In zeroed memory that children share. Never freed.
Ledger& NewSharedLedger();

}  // namespace pixii::prove
