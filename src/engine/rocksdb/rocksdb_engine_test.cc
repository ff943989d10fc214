#include "engine/rocksdb/rocksdb_engine.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "engine/rocksdb/testing/test_directory.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

RocksDbOptions OptionsFor(const TestDirectory& directory) {
  RocksDbOptions options;
  options.data_dir = directory.path();
  options.cache_mb = 8;
  options.free_space_bytes_min = 0;
  return options;
}

std::unique_ptr<Engine> Open(const TestDirectory& directory) {
  auto engine = OpenRocksDbEngine(OptionsFor(directory));
  EXPECT_TRUE(engine.has_value()) << engine.error().what;
  return std::move(engine).value_or(nullptr);
}

Ticket PutAndCount(Engine& engine, Bytes key, Bytes value) {
  return TransactDurably(engine, {{key}}, [&](Transaction& transaction) {
    transaction.Put(key, value);
    transaction.Add("c", 1);
  });
}

std::string Read(Engine& engine, Bytes key) {
  auto reader = engine.Read(Wait::kYes);
  auto found = (*reader)->Get(key);
  EXPECT_TRUE(found.has_value()) << found.error().what;
  return found->has_value() ? std::string((*found)->bytes()) : "(none)";
}

TEST(RocksDbEngine, KeepsCommitsOverARestart) {
  TestDirectory directory;
  CommitVersion last;
  for (int start = 0; start < 4; ++start) {
    auto engine = Open(directory);
    ASSERT_NE(engine, nullptr);
    for (int i = 0; i < start; ++i) {
      EXPECT_EQ(Read(*engine, "key" + std::to_string(i)), "value" + std::to_string(i));
    }
    EXPECT_EQ((*engine->Read(Wait::kYes))->Sum("c").value(), start);
    const Ticket ticket =
        PutAndCount(*engine, "key" + std::to_string(start), "value" + std::to_string(start));
    EXPECT_GT(ticket.version, last);
    last = ticket.version;
    EXPECT_GE((*engine->Read(Wait::kYes))->version(), last);
  }
}

TEST(RocksDbEngine, AllThreadsThatAServerMayHaveReadAtOnce) {
  constexpr int kThreads = kIoThreadsMax + kPoolThreadsMax;
  TestDirectory directory;
  auto engine = Open(directory);
  ASSERT_NE(engine, nullptr);
  PutAndCount(*engine, "key", "value");
  std::latch all_have_read(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      EXPECT_EQ(Read(*engine, "key"), "value");
      all_have_read.arrive_and_wait();
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(RocksDbEngine, ScansHideTheVersionKey) {
  TestDirectory directory;
  auto engine = Open(directory);
  PutAndCount(*engine, std::string(1, '\0'), "0");
  PutAndCount(*engine, "\x02", "2");
  auto reader = engine->Read(Wait::kYes);
  std::vector<std::string> keys;
  auto cursor = (*reader)->Scan({.begin = "", .end = "\x03"});
  while (*cursor->Next()) keys.emplace_back(cursor->key());
  EXPECT_EQ(keys, (std::vector<std::string>{std::string(1, '\0'), "\x02"}));
}

TEST(RocksDbEngine, RefusesADirectoryThatIsHeld) {
  TestDirectory directory;
  auto engine = Open(directory);
  auto second = OpenRocksDbEngine(OptionsFor(directory));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().what, directory.path() + " is in use by process " +
                                     std::to_string(getpid()) +
                                     ": stop it, or choose another data directory with --data-dir");
}

TEST(RocksDbEngine, RefusesSomebodyElsesDirectory) {
  TestDirectory directory;
  std::ofstream(directory.path() + "/letter.txt") << "Dear";
  auto engine = OpenRocksDbEngine(OptionsFor(directory));
  ASSERT_FALSE(engine.has_value());
  EXPECT_EQ(engine.error().what, directory.path() +
                                     " holds files that are not Pixii's (letter.txt); choose an "
                                     "empty directory with --data-dir");
  EXPECT_FALSE(std::filesystem::exists(directory.path() + "/LOCK"));
}

TEST(RocksDbEngine, RefusesAnotherFormat) {
  TestDirectory directory;
  Open(directory);
  std::ofstream(directory.path() + "/PIXII") << "pixii data directory\nformat 2\n";
  auto engine = OpenRocksDbEngine(OptionsFor(directory));
  ASSERT_FALSE(engine.has_value());
  EXPECT_TRUE(engine.error().what.contains("was written in format 2")) << engine.error().what;
}

TEST(RocksDbEngine, RefusesADirectoryThatLostItsStore) {
  TestDirectory directory;
  Open(directory);
  std::filesystem::remove(directory.path() + "/CURRENT");
  auto engine = OpenRocksDbEngine(OptionsFor(directory));
  ASSERT_FALSE(engine.has_value());
  EXPECT_TRUE(engine.error().what.contains("has lost its store")) << engine.error().what;
}

TEST(RocksDbEngine, BeginsAgainAfterAnUnfinishedFirstStart) {
  TestDirectory directory;
  Open(directory);
  std::filesystem::remove(directory.path() + "/PIXII");
  auto engine = Open(directory);
  ASSERT_NE(engine, nullptr);
  EXPECT_EQ(Read(*engine, "k"), "(none)");
}

TEST(RocksDbEngine, MustExistMakesNothing) {
  TestDirectory directory;
  const std::string missing = directory.path() + "/missing";
  for (const std::string& path : {directory.path(), missing}) {
    RocksDbOptions options = OptionsFor(directory);
    options.data_dir = path;
    options.must_exist = true;
    auto engine = OpenRocksDbEngine(std::move(options));
    ASSERT_FALSE(engine.has_value());
    EXPECT_EQ(engine.error().what,
              "there is no data of Pixii in " + path + ": name its directory with --data-dir");
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  Open(directory);
  RocksDbOptions options = OptionsFor(directory);
  options.must_exist = true;
  EXPECT_TRUE(OpenRocksDbEngine(std::move(options)).has_value());
}

TEST(RocksDbEngine, SwitchesOfSabotageHaveNames) {
  EXPECT_TRUE(SabotageByName("sync_off")->sync_off);
  EXPECT_FALSE(SabotageByName("sync_off")->read_latest);
  EXPECT_FALSE(SabotageByName("sync-off").has_value());
}

}  // namespace
}  // namespace pixii::engine
