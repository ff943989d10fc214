// An engine with one known fault, for the controls of the conformance suite: each property must be
// seen to fail.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/engine.h"

namespace pixii::engine {

enum class Fault : std::uint8_t {
  // Transactions.
  kReadsOutsideTheLocks,  // A body runs before the locks are taken.
  kBodiesReadOldState,    // The state before the last commit.
  kCommitsInPieces,       // Each write is a commit of its own.
  kFirstWriteCounts,      // Of several puts of one key.
  kOwnWritesSeen,
  kDiscardWrites,
  kDiscardCompares,   // A discard runs again when a schema changed.
  kDiscardTicketOld,  // A discard depends on nothing.
  kSharedLocksIgnored,
  kSharedLocksExclude,  // One holder at a time.
  kAddsLost,            // One in a hundred.
  kLogVersionEarly,     // A record's version is taken before its commit.
  // Readers.
  kReadersMove,        // Every call of a Reader shows the latest state.
  kReadersLag,         // A Reader shows the state of the one opened before it.
  kSchemaVersionLags,  // A Reader tells the schema version of the one opened before it.
  kEveryCommitMovesSchema,
  kValuesDieWithReaders,
  kSumsSaturate,
  // Scans.
  kSignedKeys,  // Keys are ordered as signed bytes.
  kScanIncludesEnd,
  kScanSkipsRows,      // One row in a thousand.
  kCursorStartsAgain,  // After its end.
  // The rest.
  kWaitersCalledTwice,
  kRetireTakesNeighbours,
  kRetireSwapsBounds,  // An inverted range is taken for a range.
  kLimitsOffByOne,
};

// `inner` is sound and durable at once.
std::unique_ptr<Engine> NewBrokenEngine(std::unique_ptr<Engine> inner, Fault fault);

}  // namespace pixii::engine
