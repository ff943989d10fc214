// The conformance suite: what every engine must do, as tests. An engine's own test file registers
// it once for each way to build that engine:
//
//   const bool registered = RegisterConformanceTests("Memory", [] { return NewSubject(); });
//
// Keys begin with kItemPrefix, kCounterPrefix or kLogPrefix, as in Pixii; an engine may keep the
// last apart. conformance_control_test.cc runs the same properties on engines with a known fault
// and expects them to fail.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace pixii::engine {

// An engine and what a test may do to it. One thread, but for the engine itself.
class ConformanceSubject {
 public:
  virtual ~ConformanceSubject() = default;
  virtual Engine& engine() = 0;

  // Ends the engine and opens it again on the same data. Only with Ability::kReopen.
  virtual void Reopen() {}
  // Moves data about: a flush, a compaction.
  virtual void Churn() {}
  // From now on no commit becomes durable, until it is released. Only with Ability::kHold.
  virtual void HoldDurability() {}
  virtual void ReleaseDurability() {}
};

// Makes an empty engine.
using SubjectFactory = std::function<std::unique_ptr<ConformanceSubject>()>;

// What not every engine can do; a property that needs it is registered only for those that can.
enum class Ability : std::uint8_t { kNone, kReopen, kHold };

struct ConformanceProperty {
  const char* name;
  void (*check)(ConformanceSubject& subject);
  Ability needs = Ability::kNone;
};

// One list for each file of the suite.
std::vector<ConformanceProperty> ScanProperties();
std::vector<ConformanceProperty> ReaderProperties();
std::vector<ConformanceProperty> TransactionProperties();
std::vector<ConformanceProperty> CounterAndLogProperties();
std::vector<ConformanceProperty> SchemaProperties();
std::vector<ConformanceProperty> TicketProperties();
std::vector<ConformanceProperty> StorageProperties();
std::vector<ConformanceProperty> AllProperties();

// Registers each property as the test `ENGINEConformance.PROPERTY`. Returns true.
bool RegisterConformanceTests(const std::string& engine_name, const SubjectFactory& factory,
                              const std::vector<Ability>& abilities = {});

// For the properties.
inline const std::string kItemPrefix = "\x10t";
inline const std::string kCounterPrefix = "\x03t";
inline const std::string kLogPrefix = "\x20t";
// kItemPrefix + name, + number of five digits.
std::string ItemKey(const std::string& name);
std::string ItemKey(int number);
// The range of all keys with `prefix`.
Range PrefixRange(const std::string& prefix, std::string& end);

// Runs `run(index)` on so many threads, all started together, and waits for them.
void RunThreads(int count, const std::function<void(int index)>& run);

}  // namespace pixii::engine
