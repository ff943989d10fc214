// Who waits for the disk: a scan only where it may, a write that the store holds back, no read
// beside it.
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "base/random.h"
#include "engine/rocksdb/file_layer.h"
#include "engine/rocksdb/rocksdb_engine.h"
#include "engine/rocksdb/testing/gated_file_system.h"
#include "engine/rocksdb/testing/page_cache.h"
#include "engine/rocksdb/testing/test_directory.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

constexpr int kRows = 4000;

RocksDbOptions OptionsFor(const TestDirectory& directory) {
  RocksDbOptions options;
  options.data_dir = directory.path();
  options.cache_mb = 1;
  options.free_space_bytes_min = 0;
  return options;
}

std::string KeyOf(int row) { return "\x10" + std::to_string(100'000 + row); }

// A kilobyte that cannot be compressed.
std::string Noise(Random& random) {
  std::string bytes;
  while (bytes.size() < 1024) bytes += static_cast<char>(random.Next());
  return bytes;
}

// As DropFromMemory, of all tables.
std::string DropTablesFromMemory(const TestDirectory& directory) {
  for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
    if (file.path().extension() != ".sst") continue;
    if (std::string left = DropFromMemory(file.path()); !left.empty()) return left;
  }
  return {};
}

struct Scanned {
  int rows = 0;
  bool would_block = false;
};

Scanned ScanAll(Engine& engine, Wait wait) {
  auto reader = engine.Read(wait);
  const auto cursor = (*reader)->Scan({.begin = "\x10", .end = "\x11"});
  Scanned scanned;
  for (;;) {
    const Result<bool> more = cursor->Next();
    if (!more) {
      EXPECT_EQ(more.error().code, Errc::kWouldBlock) << more.error().what;
      scanned.would_block = true;
      return scanned;
    }
    if (!*more) return scanned;
    ++scanned.rows;
  }
}

TEST(ColdScan, SaysThatItWaitedAndGoesOnWhereItMay) {
  TestDirectory directory(/*on_disk=*/true);
  if (TryNoWaitReads(directory.path()) == NoWaitReads::kAlways) {
    GTEST_LOG_(INFO) << "everything is in memory here: no scan ever waits";
    return;
  }
  auto engine = OpenRocksDbEngine(OptionsFor(directory));
  ASSERT_TRUE(engine.has_value()) << engine.error().what;
  const auto random = SeededRandom(1);
  for (int row = 0; row < kRows; ++row) {
    Transact(**engine, {{KeyOf(row)}},
             [&](Transaction& write) { write.Put(KeyOf(row), Noise(*random)); });
  }
  PutDurably(**engine, KeyOf(kRows), "the last one");
  FlushAndCompactForTests(**engine);
  if (const std::string left = DropTablesFromMemory(directory); !left.empty()) {
    ASSERT_FALSE(MustDropPages(directory.path())) << left;
    GTEST_SKIP() << left;
  }

  const Scanned first = ScanAll(**engine, Wait::kNo);
  EXPECT_TRUE(first.would_block);
  EXPECT_LT(first.rows, kRows / 10) << "a step that waited is the last one";
  const Scanned second = ScanAll(**engine, Wait::kYes);
  EXPECT_FALSE(second.would_block);
  EXPECT_EQ(second.rows, kRows + 1);
}

// Holds back what is written to tables. Opened at the latest when a test gives up: an engine that
// ends waits for its flush.
class Closed {
 public:
  explicit Closed(SyncGate& gate) : gate_(gate) { gate_.Close(); }
  ~Closed() { Open(); }
  Closed(const Closed&) = delete;
  Closed& operator=(const Closed&) = delete;
  void Open() { gate_.Open(); }

 private:
  SyncGate& gate_;
};

// The tables that the full write buffers become cannot be finished.
TEST(WriteStall, WritesWaitReadsDoNotAndNothingIsLost) {
  TestDirectory directory;
  SyncGate tables;
  RocksDbOptions options = OptionsFor(directory);
  options.write_buffer_size_bytes = 64 * 1024;
  options.file_system = GatedFileSystem(tables, ".sst");
  auto engine = OpenRocksDbEngine(options);
  ASSERT_TRUE(engine.has_value()) << engine.error().what;
  PutDurably(**engine, KeyOf(0), "in a table");
  FlushAndCompactForTests(**engine);
  Closed closed(tables);

  const auto put = [&](int row, Wait wait) {
    BodyOf body([&](Transaction& write) { write.Put(KeyOf(row), std::string(1024, 'x')); });
    const std::string key = KeyOf(row);
    const Lock locks[] = {{key}};
    return (*engine)->Transact(locks, body, wait);
  };
  int rows = 1;
  for (; rows < kRows; ++rows) {
    const Result<Ticket> ticket = put(rows, Wait::kNo);
    if (!ticket.has_value()) {
      EXPECT_EQ(ticket.error().code, Errc::kWouldBlock) << ticket.error().what;
      break;
    }
    AwaitDurable(**engine, *ticket);
  }
  ASSERT_GT(rows, 10);
  ASSERT_LT(rows, kRows) << "the store never asked for fewer writes";

  std::future<Result<Ticket>> waiting =
      std::async(std::launch::async, [&] { return put(rows, Wait::kYes); });
  EXPECT_FALSE(put(rows + 1, Wait::kNo).has_value());
  // Reads that must not wait are answered, from tables and from memory.
  EXPECT_EQ(Get(**engine, KeyOf(0)), "in a table");
  EXPECT_EQ(Get(**engine, KeyOf(rows - 1)), std::string(1024, 'x'));
  EXPECT_EQ(ScanAll(**engine, Wait::kNo).rows, rows);

  closed.Open();
  const Result<Ticket> waited = waiting.get();
  ASSERT_TRUE(waited.has_value()) << waited.error().what;
  AwaitDurable(**engine, *waited);
  engine->reset();
  engine = OpenRocksDbEngine(OptionsFor(directory));
  ASSERT_TRUE(engine.has_value()) << engine.error().what;
  EXPECT_EQ(ScanAll(**engine, Wait::kYes).rows, rows + 1);
}

}  // namespace
}  // namespace pixii::engine
