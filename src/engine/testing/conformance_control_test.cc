// The controls of the conformance suite: every property fails on an engine that has the fault it is
// there for. A property that races with luck may pass a few times; it must fail within kTriesMax.
//
// Faults that would read freed memory or need the engine's inside were tried by hand, on the memory
// engine: a page of a scan that says it is the last after very many erased keys
// (ScansGoOnBehindManyErasedKeys), a cursor that keeps views of its range instead of copies, under
// AddressSanitizer (ACursorEndsOnceAndStaysThere).
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/memory/memory_engine.h"
#include "engine/testing/broken_engine.h"
#include "engine/testing/conformance.h"

namespace pixii::engine {
namespace {

constexpr int kTriesMax = 300;

// It claims that durability can be held back and that data outlives the engine, and neither is
// true.
class LyingSubject : public ConformanceSubject {
 public:
  LyingSubject() : engine_(NewMemoryEngine()) {}
  Engine& engine() override { return *engine_; }
  void Reopen() override { engine_ = NewMemoryEngine(); }

 private:
  std::unique_ptr<Engine> engine_;
};

class BrokenSubject final : public ConformanceSubject {
 public:
  explicit BrokenSubject(Fault fault) {
    MemoryOptions options;
    if (fault == Fault::kLimitsOffByOne) options.limits.key_size_bytes = 10'000;
    engine_ = NewBrokenEngine(NewMemoryEngine(options), fault);
  }
  Engine& engine() override { return *engine_; }

 private:
  std::unique_ptr<Engine> engine_;
};

bool Fails(const ConformanceProperty& property, ConformanceSubject& subject) {
  ::testing::TestPartResultArray results;
  {
    ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
    property.check(subject);
  }
  for (int i = 0; i < results.size(); ++i) {
    if (results.GetTestPartResult(i).failed()) return true;
  }
  return false;
}

struct Control {
  Fault fault;
  std::vector<std::string> properties;
};

std::vector<Control> Controls() {
  return {
      {Fault::kReadsOutsideTheLocks,
       {"NoIncrementIsLost", "AConditionalCreateHasOneWinner",
        "TransfersKeepTheirSumInAnyLockOrder", "WriteSkewDoesNotHappen"}},
      {Fault::kBodiesReadOldState, {"ABodySeesTheLatestStateAndItsOwnPast"}},
      {Fault::kCommitsInPieces, {"ACommitIsSeenWholeOrNotAtAll"}},
      {Fault::kFirstWriteCounts, {"OwnWritesAreNotSeenAndTheLastOneCounts"}},
      {Fault::kOwnWritesSeen, {"OwnWritesAreNotSeenAndTheLastOneCounts"}},
      {Fault::kDiscardWrites, {"DiscardsAndErrorsWriteNothing"}},
      {Fault::kDiscardCompares, {"ADiscardComparesNothing"}},
      {Fault::kDiscardTicketOld, {"ADiscardsTicketCoversWhatItRead"}},
      {Fault::kSharedLocksIgnored,
       {"AChangeBetweenBodyAndCommitRunsTheBodyAgain", "EndlessChangesEndInAConflict",
        "NoWriteUnderAnOldTableFollowsItsChange"}},
      {Fault::kSharedLocksExclude, {"SharedHoldersRunAtOnce"}},
      {Fault::kAddsLost, {"SumsAreExact"}},
      {Fault::kLogVersionEarly, {"ALogReaderNeedNeverLookBack", "ARecordsKeyIsPrefixVersionOrder"}},
      {Fault::kReadersMove, {"AnOpenReaderNeverChanges"}},
      {Fault::kReadersLag,
       {"AReaderIsNeverOlderThanAnAnswerBeforeIt", "AReaderContainsWhatItsVersionSays",
        "AwaitedWritesAreShownAtOnce"}},
      {Fault::kSchemaVersionLags, {"ASchemaVersionBelongsToItsReadersState"}},
      {Fault::kEveryCommitMovesSchema, {"OnlyAnExclusiveSchemaLockMovesTheSchemaVersion"}},
      {Fault::kValuesDieWithReaders, {"AValueOutlivesItsReaderAndItsKey"}},
      {Fault::kSumsSaturate, {"SumsWrapAndStartAtZero"}},
      {Fault::kSignedKeys, {"KeysAreOrderedAsUnsignedBytes"}},
      {Fault::kScanIncludesEnd, {"EveryPairOfBoundsIsHalfOpen"}},
      {Fault::kScanSkipsRows, {"LongScansMissAndRepeatNothing", "ScansGoOnBehindManyErasedKeys"}},
      {Fault::kCursorStartsAgain, {"ACursorEndsOnceAndStaysThere"}},
      {Fault::kWaitersCalledTwice, {"TicketsGrowAndCompleteOnce"}},
      {Fault::kRetireTakesNeighbours,
       {"RetireFreesItsRangeAndNothingElse", "WritersGoOnBesideARetire"}},
      {Fault::kRetireSwapsBounds, {"RetireIgnoresEmptyRanges"}},
      {Fault::kLimitsOffByOne, {"LimitsAreExact"}},
  };
}

const ConformanceProperty& PropertyNamed(const std::string& name) {
  static const std::vector<ConformanceProperty>* const all =
      new std::vector<ConformanceProperty>(AllProperties());
  for (const ConformanceProperty& property : *all) {
    if (property.name == name) return property;
  }
  ADD_FAILURE() << "no property " << name;
  return all->front();
}

TEST(ConformanceControl, EveryPropertyFailsOnItsFault) {
  for (const Control& control : Controls()) {
    for (const std::string& name : control.properties) {
      bool caught = false;
      for (int tries = 0; tries < kTriesMax && !caught; ++tries) {
        BrokenSubject subject(control.fault);
        caught = Fails(PropertyNamed(name), subject);
      }
      EXPECT_TRUE(caught) << name << " passes in spite of fault "
                          << static_cast<int>(control.fault);
    }
  }
}

TEST(ConformanceControl, AbilitiesThatAreNoneAreNoticed) {
  for (const char* name :
       {"NothingIsShownOrCompletedBeforeItIsDurable", "WhatWasDurableOutlivesTheEngine"}) {
    LyingSubject subject;
    EXPECT_TRUE(Fails(PropertyNamed(name), subject)) << name;
  }
}

TEST(ConformanceControl, NoPropertyIsWithoutAControl) {
  std::set<std::string> controlled = {"NothingIsShownOrCompletedBeforeItIsDurable",
                                      "WhatWasDurableOutlivesTheEngine"};
  for (const Control& control : Controls()) {
    controlled.insert(control.properties.begin(), control.properties.end());
  }
  for (const ConformanceProperty& property : AllProperties()) {
    EXPECT_TRUE(controlled.contains(property.name)) << property.name;
  }
}

}  // namespace
}  // namespace pixii::engine
