// Schema locks: who shares one runs again when it changed, and the schema version tells a cached
// table that it is old.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/limits.h"
#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

constexpr int kThreads = 50;
const std::string kDescriptor = "\x02table";
const std::string kOtherDescriptor = "\x02other";

// A change of schema from another thread, which may be called within a body: stripes are not
// re-entrant.
Ticket ChangeSchemaAside(Engine& engine, const std::string& key, const std::string& value) {
  Ticket ticket;
  std::thread([&] {
    ticket =
        Transact(engine, {{key, LockKind::kSchema}}, [&](Transaction& t) { t.Put(key, value); });
  }).join();
  return ticket;
}

void AChangeBetweenBodyAndCommitRunsTheBodyAgain(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string counter = kCounterPrefix + "runs";
  ChangeSchemaAside(engine, kDescriptor, "one");
  std::vector<std::string> seen;
  TransactDurably(engine, {{kDescriptor, LockKind::kSchemaShared}}, [&](Transaction& t) {
    seen.push_back(Get(t, kDescriptor).value_or(""));
    t.Add(counter, 1);
    if (seen.back() == "one") ChangeSchemaAside(engine, kDescriptor, "two");
  });
  EXPECT_EQ(seen.front(), "one");
  EXPECT_EQ(seen.back(), "two");
  EXPECT_EQ(Sum(engine, counter), 1);
}

void EndlessChangesEndInAConflict(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string counter = kCounterPrefix + "never";
  int runs = 0;
  const Result<Ticket> result =
      TryTransact(engine, {{kDescriptor, LockKind::kSchemaShared}}, [&](Transaction& t) {
        t.Add(counter, 1);
        ChangeSchemaAside(engine, kDescriptor, std::to_string(++runs));
      });
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, Errc::kConflict);
  EXPECT_GE(runs, kEngineRerunsMax);
  PutDurably(engine, ItemKey(1), "");
  EXPECT_EQ(Sum(engine, counter), 0);
}

void ADiscardComparesNothing(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  Ticket change;
  int runs = 0;
  const Ticket ticket = Transact(engine, {{kDescriptor, LockKind::kSchemaShared}},
                                 [&](Transaction&) -> Result<Outcome> {
                                   ++runs;
                                   change = ChangeSchemaAside(engine, kDescriptor, "new");
                                   return Outcome::kDiscard;
                                 });
  EXPECT_LE(runs, 2);  // one that compared would run again without end
  EXPECT_GE(ticket.version, change.version);
}

void SharedHoldersRunAtOnce(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  std::mutex mutex;
  std::condition_variable changed;
  int inside = 0;
  bool late = false;
  RunThreads(8, [&](int index) {
    const std::string key = ItemKey(index);
    // No two of these items share a stripe of any engine by chance: the suite's names are fixed.
    Transact(engine, {{kDescriptor, LockKind::kSchemaShared}, {key}}, [&](Transaction& t) {
      std::unique_lock lock(mutex);
      ++inside;
      changed.notify_all();
      auto all_inside = [&] { return inside >= 8 || late; };
      if (!changed.wait_for(lock, std::chrono::seconds(5), all_inside)) late = true;
      EXPECT_FALSE(late);
      t.Put(key, "");
    });
  });
}

void OnlyAnExclusiveSchemaLockMovesTheSchemaVersion(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const CommitVersion before = OpenReader(engine)->schema_version();
  PutDurably(engine, ItemKey(1), "item");
  TransactDurably(engine, {{kDescriptor, LockKind::kSchemaShared}, {ItemKey(2)}},
                  [&](Transaction& t) { t.Put(ItemKey(2), "item"); });
  EXPECT_EQ(OpenReader(engine)->schema_version(), before);

  const std::unique_ptr<Reader> old = OpenReader(engine);
  const Ticket change = ChangeSchemaAside(engine, kOtherDescriptor, "new");
  AwaitDurable(engine, change);
  EXPECT_EQ(old->schema_version(), before);
  EXPECT_EQ(OpenReader(engine)->schema_version(), change.version);
  Transact(engine, {{ItemKey(1)}}, [&](Transaction& t) -> Result<Outcome> {
    EXPECT_EQ(t.schema_version(), change.version);
    return Outcome::kDiscard;
  });
}

// One thread changes a descriptor; the others note which descriptor came with which schema version.
void ASchemaVersionBelongsToItsReadersState(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  std::mutex mutex;
  std::map<CommitVersion, std::string> truth;
  std::vector<std::pair<CommitVersion, std::string>> seen;
  std::atomic<bool> done = false;
  PutDurably(engine, kDescriptor, "none");
  truth[OpenReader(engine)->schema_version()] = "none";
  RunThreads(kThreads, [&](int index) {
    if (index == 0) {
      for (int i = 0; i < 200; ++i) {
        const std::string value = std::to_string(i);
        const Ticket ticket = TransactDurably(engine, {{kDescriptor, LockKind::kSchema}},
                                              [&](Transaction& t) { t.Put(kDescriptor, value); });
        truth[ticket.version] = value;
      }
      done = true;
      return;
    }
    std::vector<std::pair<CommitVersion, std::string>> mine;
    while (!done && mine.size() < 5000) {
      const std::unique_ptr<Reader> reader = OpenReader(engine);
      mine.emplace_back(reader->schema_version(), Get(*reader, kDescriptor).value_or(""));
      if (index % 5 == 0) Transact(engine, {{ItemKey(index)}}, [](Transaction&) {});
    }
    std::lock_guard lock(mutex);
    seen.insert(seen.end(), mine.begin(), mine.end());
  });
  int wrong = 0;
  for (const auto& [version, value] : seen) wrong += truth[version] != value;
  EXPECT_EQ(wrong, 0) << "of " << seen.size();
}

// Writers keep the table they decoded and ask the descriptor only when the schema version moved. No
// write under an old table may come behind the change of it: the log has both in their order.
void NoWriteUnderAnOldTableFollowsItsChange(ConformanceSubject& subject) {
  Engine& engine = subject.engine();
  const std::string log = kLogPrefix + "schema";
  PutDurably(engine, kDescriptor, "0");
  std::atomic<bool> done = false;
  RunThreads(kThreads, [&](int index) {
    if (index == 0) {
      for (int i = 1; i <= 200; ++i) {
        TransactDurably(engine, {{kDescriptor, LockKind::kSchema}}, [&](Transaction& t) {
          t.Put(kDescriptor, std::to_string(i));
          t.Append(log, 0, std::to_string(i));
        });
      }
      done = true;
      return;
    }
    CommitVersion cached_version{};
    cached_version.bytes.fill(0xff);  // nothing cached yet
    std::string cached;
    const std::string key = ItemKey(index);
    for (int i = 0; i < 10000 && !done; ++i) {
      const Result<Ticket> ticket =
          TryTransact(engine, {{kDescriptor, LockKind::kSchemaShared}, {key}}, [&](Transaction& t) {
            const CommitVersion now = t.schema_version();
            if (now != cached_version) cached = Get(t, kDescriptor).value_or("");
            cached_version = now;
            t.Put(key, cached);
            t.Append(log, 0, cached);
          });
      if (!ticket.has_value()) {
        EXPECT_EQ(ticket.error().code, Errc::kConflict);
      }
    }
  });
  PutDurably(engine, ItemKey("end"), "");
  std::string end;
  std::int64_t newest = 0;
  int wrong = 0;
  const std::vector<Row> records = Scan(engine, PrefixRange(log, end));
  for (const auto& [key, value] : records) {
    if (NumberOf(value) < newest) ++wrong;
    newest = std::max(newest, NumberOf(value));
  }
  EXPECT_EQ(wrong, 0) << "of " << records.size();
  EXPECT_EQ(newest, 200);
}

}  // namespace

std::vector<ConformanceProperty> SchemaProperties() {
  return {
      {"AChangeBetweenBodyAndCommitRunsTheBodyAgain", AChangeBetweenBodyAndCommitRunsTheBodyAgain},
      {"EndlessChangesEndInAConflict", EndlessChangesEndInAConflict},
      {"ADiscardComparesNothing", ADiscardComparesNothing},
      {"SharedHoldersRunAtOnce", SharedHoldersRunAtOnce},
      {"OnlyAnExclusiveSchemaLockMovesTheSchemaVersion",
       OnlyAnExclusiveSchemaLockMovesTheSchemaVersion},
      {"ASchemaVersionBelongsToItsReadersState", ASchemaVersionBelongsToItsReadersState},
      {"NoWriteUnderAnOldTableFollowsItsChange", NoWriteUnderAnOldTableFollowsItsChange}};
}

}  // namespace pixii::engine
