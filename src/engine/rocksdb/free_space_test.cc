// A disk that fills up and gets space again: who is refused what, and when.
#include "engine/rocksdb/free_space.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/file_system.h>
#include <rocksdb/sst_file_manager.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "engine/rocksdb/rocksdb_engine.h"
#include "engine/rocksdb/testing/test_directory.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

constexpr std::uint64_t kMegabyte = 1024 * 1024;
constexpr std::uint64_t kBytesMin = 8 * kMegabyte;
constexpr std::uint64_t kPlenty = 1024 * kMegabyte;

std::shared_ptr<Ballast> BallastIn(const TestDirectory& directory) {
  return std::make_shared<Ballast>(directory.path(), kBytesMin);
}

std::shared_ptr<rocksdb::SstFileManager> PrepareStart(const TestDirectory& directory) {
  return FreeSpace::PrepareStart(directory.path(), rocksdb::FileSystem::Default(), kBytesMin,
                                 *BallastIn(directory));
}

// The operating system's files on a disk whose free space the test says.
class Disk final : public rocksdb::FileSystemWrapper {
 public:
  explicit Disk(std::uint64_t free_bytes)
      : FileSystemWrapper(FileSystem::Default()), free_bytes_(free_bytes) {}
  const char* Name() const override { return "Disk"; }
  rocksdb::IOStatus GetFreeSpace(const std::string&, const rocksdb::IOOptions&,
                                 std::uint64_t* free_bytes, rocksdb::IODebugContext*) override {
    *free_bytes = free_bytes_;
    if (is_armed_.exchange(false)) then_();
    return rocksdb::IOStatus::OK();
  }
  void set_free(std::uint64_t bytes) { free_bytes_ = bytes; }
  // Calls `then` once, on the thread that measures next, after it has measured.
  void AfterNextMeasure(std::function<void()> then) {
    then_ = std::move(then);
    is_armed_ = true;
  }

 private:
  std::atomic<std::uint64_t> free_bytes_;
  std::function<void()> then_;
  std::atomic<bool> is_armed_ = false;
};

std::unique_ptr<Engine> Open(const TestDirectory& directory, std::shared_ptr<Disk> disk) {
  RocksDbOptions options;
  options.data_dir = directory.path();
  options.cache_mb = 1;
  options.file_system = std::move(disk);
  options.free_space_bytes_min = kBytesMin;
  auto engine = OpenRocksDbEngine(std::move(options));
  EXPECT_TRUE(engine.has_value()) << engine.error().what;
  return std::move(engine).value_or(nullptr);
}

// "" or why not.
std::string Put(Engine& engine, Bytes key, Bytes value) {
  const auto ticket =
      TryTransact(engine, {{key}}, [&](Transaction& transaction) { transaction.Put(key, value); });
  if (!ticket) return ticket.error().what;
  AwaitDurable(engine, *ticket);
  return "";
}
std::string Erase(Engine& engine, Bytes key) {
  const auto ticket =
      TryTransact(engine, {{key}}, [&](Transaction& transaction) { transaction.Erase(key); });
  return ticket ? "" : ticket.error().what;
}

TEST(FreeSpace, PutsAreRefusedReadsAndDeletesGoOnAndSpaceEndsIt) {
  TestDirectory directory;
  auto disk = std::make_shared<Disk>(kPlenty);
  auto engine = Open(directory, disk);
  ASSERT_EQ(Put(*engine, "\x10one", "1"), "");
  disk->set_free(kBytesMin - 1);
  // The disk is looked at again after so many bytes at the latest.
  const std::string large(kEngineFreeSpaceCheckBytes, 'x');
  const std::string refusal = "Less than 8 MB free in " + directory.path() +
                              ": writes are refused, reads and deletes go on.";
  EXPECT_EQ(Put(*engine, "\x10large", large), refusal);
  EXPECT_EQ(Put(*engine, "\x10two", "2"), refusal);
  EXPECT_EQ(Get(*engine, "\x10one"), "1");
  EXPECT_EQ(Erase(*engine, "\x10one"), "");
  disk->set_free(kBytesMin);
  EXPECT_EQ(Put(*engine, "\x10two", "2"), "");
  EXPECT_EQ(Get(*engine, "\x10two"), "2");
}

TEST(FreeSpace, DeletesAreRefusedLast) {
  TestDirectory directory;
  auto disk = std::make_shared<Disk>(kPlenty);
  auto engine = Open(directory, disk);
  ASSERT_EQ(Put(*engine, "\x10one", "1"), "");
  disk->set_free(kBytesMin / 4 - 1);
  EXPECT_NE(Put(*engine, "\x10large", std::string(kEngineFreeSpaceCheckBytes, 'x')), "");
  EXPECT_EQ(Erase(*engine, "\x10one"), "Less than 2 MB free in " + directory.path() +
                                           ": writes and deletes are refused, reads go on.");
  EXPECT_EQ(Get(*engine, "\x10one"), "1");
  // What changes a schema may give space back: it is never refused.
  EXPECT_TRUE(TryTransact(*engine, {{"\x02table", LockKind::kSchema}}, [](Transaction& dropped) {
                dropped.Put("\x02table", "dead");
              }).has_value());
}

TEST(FreeSpace, WhoMeasuredPlentyBeforeEndsNoRefusal) {
  TestDirectory directory;
  auto disk = std::make_shared<Disk>(kPlenty);
  FreeSpace space(directory.path(), disk, PrepareStart(directory), kBytesMin, BallastIn(directory));
  std::thread writer;
  std::atomic<bool> refused = false;
  disk->AfterNextMeasure([&] {
    disk->set_free(0);
    writer = std::thread(
        [&] { refused = !space.Check(kEngineFreeSpaceCheckBytes, /*store_grows=*/true); });
    // Not for ever: the writer may have to wait until this look is over.
    for (int i = 0; i < 10'000 && !refused; ++i) std::this_thread::yield();
  });
  space.Look();
  writer.join();
  EXPECT_TRUE(refused);
  EXPECT_FALSE(space.Check(1, /*store_grows=*/true));
}

std::uint64_t AllocatedBytes(const std::string& path) {
  struct stat about;
  if (stat(path.c_str(), &about) != 0) return 0;
  return static_cast<std::uint64_t>(about.st_blocks) * 512;
}

TEST(FreeSpace, TheBallastIsLaidByAndGivenBack) {
  TestDirectory directory;
  const std::string ballast = directory.path() + "/BALLAST";
  auto disk = std::make_shared<Disk>(kPlenty);
  FreeSpace space(directory.path(), disk, PrepareStart(directory), kBytesMin, BallastIn(directory));
  const auto allocated_with = [&](std::uint64_t free_bytes) {
    disk->set_free(free_bytes);
    space.Look();
    return AllocatedBytes(ballast);
  };
  EXPECT_EQ(allocated_with(8 * kBytesMin), 0) << "a roomy disk needs none";
  EXPECT_EQ(allocated_with(2 * kBytesMin - 1), 0) << "it would be the reason for refusals";
  EXPECT_GE(allocated_with(8 * kBytesMin - 1), kBytesMin);
  EXPECT_GE(allocated_with(kBytesMin / 4), kBytesMin) << "a reserve for worse";
  EXPECT_EQ(allocated_with(kBytesMin / 4 - 1), 0);
  EXPECT_EQ(allocated_with(2 * kBytesMin - 1), 0);
  EXPECT_GE(allocated_with(2 * kBytesMin), kBytesMin);
}

TEST(FreeSpace, ABallastThatHoldsNoSpaceIsLaidByAgain) {
  TestDirectory directory;
  const std::string ballast = directory.path() + "/BALLAST";
  std::ofstream(ballast).close();
  auto disk = std::make_shared<Disk>(4 * kBytesMin);
  FreeSpace space(directory.path(), disk, PrepareStart(directory), kBytesMin, BallastIn(directory));
  space.Look();
  EXPECT_GE(AllocatedBytes(ballast), kBytesMin);
}

TEST(FreeSpace, AStartOnAFullDiskTakesTheBallast) {
  TestDirectory directory;
  const std::string ballast = directory.path() + "/BALLAST";
  auto disk = std::make_shared<Disk>(2 * kBytesMin);
  ASSERT_EQ(Put(*Open(directory, disk), "\x10one", "1"), "");
  {
    FreeSpace space(directory.path(), disk, PrepareStart(directory), kBytesMin,
                    BallastIn(directory));
    space.Look();
  }
  ASSERT_TRUE(std::filesystem::exists(ballast));
  disk->set_free(kBytesMin);
  Open(directory, disk);
  EXPECT_TRUE(std::filesystem::exists(ballast)) << "there was enough space";
  disk->set_free(0);
  auto engine = Open(directory, disk);
  ASSERT_NE(engine, nullptr);
  EXPECT_FALSE(std::filesystem::exists(ballast));
  EXPECT_EQ(Get(*engine, "\x10one"), "1");
  EXPECT_NE(Put(*engine, "\x10two", "2"), "");
}

// The background has no event to wait for.
bool BecomesRetired(Engine& engine, Bytes begin, Bytes end) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!engine.Retired(begin, end)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

// A table is dropped because the disk is full: there is no room for the compaction yet.
TEST(FreeSpace, ARangeThatCouldNotBeFreedIsFreedWhenThereIsRoom) {
  TestDirectory directory;
  auto disk = std::make_shared<Disk>(kPlenty);
  {
    auto engine = Open(directory, disk);
    for (const char* key : {"\x10one", "\x10two", "\x11one"}) ASSERT_EQ(Put(*engine, key, "x"), "");
    FlushAndCompactForTests(*engine);
  }
  disk->set_free(kBytesMin);
  auto engine = Open(directory, disk);
  ASSERT_NE(engine, nullptr);
  ASSERT_TRUE(engine->Retire("\x10", "\x11").has_value());
  ASSERT_TRUE(engine->Retire("\x12", "\x13").has_value());
  // One after the other: once the empty range is freed, the other one was tried.
  EXPECT_TRUE(BecomesRetired(*engine, "\x12", "\x13"));
  EXPECT_FALSE(engine->Retired("\x10", "\x11"));
  EXPECT_EQ(Get(*engine, "\x10one"), "x");
  disk->set_free(kPlenty);
  EXPECT_TRUE(BecomesRetired(*engine, "\x10", "\x11"));
  EXPECT_EQ(Get(*engine, "\x10one"), std::nullopt);
  EXPECT_EQ(Get(*engine, "\x11one"), "x");
}

// A database of our own, since only a manual compaction tells its caller that it did not begin.
TEST(FreeSpace, ACompactionBeginsOnlyWhereItFits) {
  TestDirectory directory;
  auto disk = std::make_shared<Disk>(kPlenty);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.disable_auto_compactions = true;
  options.compression = rocksdb::kNoCompression;
  options.sst_file_manager = PrepareStart(directory);
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, directory.path() + "/db", &opened).ok());
  const std::unique_ptr<rocksdb::DB> database(opened);
  for (int table = 0; table < 2; ++table) {
    ASSERT_TRUE(database->Put({}, "key", std::string(kMegabyte, 'x')).ok());
    ASSERT_TRUE(database->Put({}, "key" + std::to_string(table), "x").ok());
    ASSERT_TRUE(database->Flush({}).ok());
  }
  const auto compact = [&] { return database->CompactRange({}, nullptr, nullptr); };
  FreeSpace space(directory.path(), disk, options.sst_file_manager, kBytesMin,
                  BallastIn(directory));
  disk->set_free(kBytesMin + kMegabyte);
  space.Look();
  EXPECT_TRUE(compact().IsCompactionTooLarge());
  disk->set_free(kBytesMin + 3 * kMegabyte);
  space.Look();
  EXPECT_TRUE(compact().ok());
}

}  // namespace
}  // namespace pixii::engine
