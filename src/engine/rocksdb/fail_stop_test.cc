// What ends the process: a failed log write, a failed sync, a data file that cannot be read.
#include <gtest/gtest.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "engine/rocksdb/rocksdb_engine.h"
#include "engine/rocksdb/testing/power_cut_files.h"
#include "engine/rocksdb/testing/recording_fatal.h"
#include "engine/rocksdb/testing/test_directory.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

std::unique_ptr<Engine> Open(const TestDirectory& directory,
                             std::shared_ptr<rocksdb::FileSystem> files, Fatal& fatal) {
  RocksDbOptions options;
  options.data_dir = directory.path();
  options.cache_mb = 1;
  options.fatal = &fatal;
  options.file_system = std::move(files);
  options.free_space_bytes_min = 0;
  auto engine = OpenRocksDbEngine(std::move(options));
  EXPECT_TRUE(engine.has_value()) << engine.error().what;
  return std::move(engine).value_or(nullptr);
}

void PutOne(Transaction& transaction) { transaction.Put("\x10key", "value"); }

TEST(FailStop, AFailedLogWriteEndsTheProcessAndNothingBecomesDurable) {
  TestDirectory directory;
  RecordingFatal fatal;
  auto files = std::make_shared<PowerCutFiles>(directory.path(), PowerCutFiles::Image());
  auto engine = Open(directory, files, fatal);
  files->CutAfter(1);
  const Ticket ticket = Transact(*engine, {{"\x10key"}}, PutOne);
  EXPECT_FALSE(fatal.Await().empty());
  EXPECT_FALSE(engine->Durable(ticket));
  EXPECT_EQ(Get(*engine, "\x10key"), std::nullopt);
}

TEST(FailStop, AFailedSyncEndsTheProcessAndNothingBecomesDurable) {
  TestDirectory directory;
  RecordingFatal fatal;
  auto files = std::make_shared<PowerCutFiles>(directory.path(), PowerCutFiles::Image());
  auto engine = Open(directory, files, fatal);
  files->CutAfter(2);
  const Ticket ticket = Transact(*engine, {{"\x10key"}}, PutOne);
  EXPECT_FALSE(fatal.Await().empty());
  EXPECT_FALSE(engine->Durable(ticket));
  EXPECT_EQ(Get(*engine, "\x10key"), std::nullopt);
}

class UnreadableFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  UnreadableFile(std::unique_ptr<rocksdb::FSRandomAccessFile> file, const std::atomic<bool>& broken)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), broken_(broken) {}
  rocksdb::IOStatus Read(std::uint64_t offset, std::size_t size, const rocksdb::IOOptions& options,
                         rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* debug) const override {
    if (broken_) return rocksdb::IOStatus::IOError("Input/output error");
    return FSRandomAccessFileOwnerWrapper::Read(offset, size, options, result, scratch, debug);
  }

 private:
  const std::atomic<bool>& broken_;
};

class FailingDisk final : public rocksdb::FileSystemWrapper {
 public:
  FailingDisk(std::shared_ptr<rocksdb::FileSystem> files, const std::atomic<bool>& broken)
      : FileSystemWrapper(std::move(files)), broken_(broken) {}
  const char* Name() const override { return "FailingDisk"; }
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSRandomAccessFile> file;
    rocksdb::IOStatus status = target()->NewRandomAccessFile(path, options, &file, debug);
    if (status.ok()) *result = std::make_unique<UnreadableFile>(std::move(file), broken_);
    return status;
  }

 private:
  const std::atomic<bool>& broken_;
};

TEST(FailStop, ADataFileThatCannotBeReadEndsTheProcess) {
  TestDirectory directory;
  RecordingFatal fatal;
  std::atomic<bool> broken{false};
  auto files = std::make_shared<PowerCutFiles>(directory.path(), PowerCutFiles::Image());
  auto engine = Open(directory, std::make_shared<FailingDisk>(files, broken), fatal);
  TransactDurably(*engine, {{"\x10key"}}, PutOne);
  FlushAndCompactForTests(*engine);
  broken = true;
  auto found = OpenReader(*engine)->Get("\x10key");
  EXPECT_FALSE(found.has_value());
  EXPECT_TRUE(fatal.Await().contains(".sst cannot be read")) << fatal.Await();
  broken = false;
}

}  // namespace
}  // namespace pixii::engine
