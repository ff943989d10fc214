#include "engine/rocksdb/file_layer.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/rocksdb/ballast.h"
#include "engine/rocksdb/testing/page_cache.h"
#include "engine/rocksdb/testing/recording_fatal.h"
#include "engine/rocksdb/testing/test_directory.h"

namespace pixii::engine {
namespace {

constexpr std::size_t kFileSizeBytes = 64 * 1024;

std::unique_ptr<rocksdb::FSRandomAccessFile> OpenTable(const std::string& path, NoWaitReads no_wait,
                                                       Fatal& fatal) {
  std::ofstream(path) << std::string(kFileSizeBytes, 'x');
  auto layer = MakeFileLayer(rocksdb::FileSystem::Default(), /*native_files=*/true, no_wait, fatal);
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  EXPECT_TRUE(layer->NewRandomAccessFile(path, {}, &file, nullptr).ok());
  return file;
}

rocksdb::IOStatus ReadPage(rocksdb::FSRandomAccessFile& file, std::string& out) {
  std::string scratch(4096, '\0');
  rocksdb::Slice slice;
  const rocksdb::IOStatus status =
      file.Read(8192, scratch.size(), {}, &slice, scratch.data(), nullptr);
  out = slice.ToString();
  return status;
}

TEST(FileLayer, ReadsWhatIsInMemoryAndRefusesWhatIsNot) {
  TestDirectory directory(/*on_disk=*/true);
  if (TryNoWaitReads(directory.path()) != NoWaitReads::kNative) {
    GTEST_LOG_(INFO) << "this file system has no RWF_NOWAIT; see the other tests";
    return;
  }
  RecordingFatal fatal;
  const std::string path = directory.path() + "/1.sst";
  auto file = OpenTable(path, NoWaitReads::kNative, fatal);
  std::string page;
  {
    NoWaitScope no_wait(true);
    EXPECT_TRUE(ReadPage(*file, page).ok());
    EXPECT_EQ(page, std::string(4096, 'x'));
  }
  if (const std::string left = DropFromMemory(path); !left.empty()) {
    ASSERT_FALSE(MustDropPages(path)) << left;
    GTEST_SKIP() << left;
  }
  {
    NoWaitScope no_wait(true);
    EXPECT_TRUE(ReadPage(*file, page).IsTimedOut());
  }
  const std::uint64_t before = ThisThreadsWaits();
  EXPECT_TRUE(ReadPage(*file, page).ok());
  EXPECT_EQ(page, std::string(4096, 'x'));
  EXPECT_EQ(ThisThreadsWaits(), before + 1);
  EXPECT_TRUE(ReadPage(*file, page).ok());
  EXPECT_EQ(ThisThreadsWaits(), before + 1) << "it was in memory by now";
}

TEST(FileLayer, MultiReadRefusesToo) {
  TestDirectory directory;
  RecordingFatal fatal;
  auto file = OpenTable(directory.path() + "/1.sst", NoWaitReads::kNever, fatal);
  std::vector<char> scratch(200);
  rocksdb::FSReadRequest requests[2];
  for (int i = 0; i < 2; ++i) {
    requests[i].offset = 1000 * i;
    requests[i].len = 100;
    requests[i].scratch = scratch.data() + 100 * i;
  }
  {
    NoWaitScope no_wait(true);
    EXPECT_TRUE(file->MultiRead(requests, 2, {}, nullptr).ok());
    EXPECT_TRUE(requests[0].status.IsTimedOut());
    EXPECT_TRUE(requests[1].status.IsTimedOut());
  }
  EXPECT_TRUE(file->MultiRead(requests, 2, {}, nullptr).ok());
  EXPECT_EQ(requests[1].result.ToString(), std::string(100, 'x'));
}

// A disk with room for so many bytes, and for more once there is no ballast.
class FullDisk final : public rocksdb::FileSystemWrapper {
 public:
  FullDisk(std::uint64_t room_bytes, std::string ballast)
      : FileSystemWrapper(FileSystem::Default()),
        room_bytes_(room_bytes),
        ballast_(std::move(ballast)) {}
  const char* Name() const override { return "FullDisk"; }
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    const rocksdb::IOStatus status = target()->NewWritableFile(path, options, &file, debug);
    if (status.ok()) *result = std::make_unique<File>(std::move(file), *this);
    return status;
  }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile> file, const FullDisk& disk)
        : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk) {}
    rocksdb::IOStatus PositionedAppend(const rocksdb::Slice& data, std::uint64_t offset,
                                       const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override {
      const bool is_full = std::filesystem::exists(disk_.ballast_);
      const std::uint64_t room = disk_.room_bytes_ - std::min(disk_.room_bytes_, offset);
      if (!is_full || data.size() <= room)
        return FSWritableFileOwnerWrapper::PositionedAppend(data, offset, options, debug);
      // As the kernel does: what fits is written.
      const rocksdb::Slice fits(data.data(), room);
      EXPECT_TRUE(FSWritableFileOwnerWrapper::PositionedAppend(fits, offset, options, debug).ok());
      return rocksdb::IOStatus::NoSpace("full");
    }

   private:
    const FullDisk& disk_;
  };

  const std::uint64_t room_bytes_;
  const std::string ballast_;
};

TEST(FileLayer, AWriteWithoutSpaceTakesTheBallastAndIsDoneAgain) {
  TestDirectory directory;
  RecordingFatal fatal;
  auto ballast = std::make_shared<Ballast>(directory.path(), 1024 * 1024);
  ballast->LayBy();
  ASSERT_TRUE(ballast->is_there());
  auto layer = MakeFileLayer(std::make_shared<FullDisk>(10, directory.path() + "/BALLAST"),
                             /*native_files=*/true, NoWaitReads::kAlways, fatal, ballast);
  const std::string path = directory.path() + "/1.sst";
  std::unique_ptr<rocksdb::FSWritableFile> file;
  ASSERT_TRUE(layer->NewWritableFile(path, {}, &file, nullptr).ok());
  EXPECT_TRUE(file->Append("eightchr", {}, nullptr).ok());
  EXPECT_TRUE(ballast->is_there());
  EXPECT_TRUE(file->Append("and more", {}, nullptr).ok());
  EXPECT_FALSE(ballast->is_there());
  EXPECT_TRUE(file->Append(", still", {}, nullptr).ok());
  ASSERT_TRUE(file->Close({}, nullptr).ok());
  std::string text;
  ASSERT_TRUE(rocksdb::ReadFileToString(layer.get(), path, &text).ok());
  EXPECT_EQ(text, "eightchrand more, still");
}

TEST(FileLayer, OnTmpfsEverythingIsInMemory) {
  TestDirectory directory;
  RecordingFatal fatal;
  auto file = OpenTable(directory.path() + "/1.sst", NoWaitReads::kAlways, fatal);
  NoWaitScope no_wait(true);
  std::string page;
  EXPECT_TRUE(ReadPage(*file, page).ok());
  EXPECT_EQ(page.size(), 4096u);
}

TEST(FileLayer, ReadsBeyondTheEndAreShort) {
  TestDirectory directory;
  RecordingFatal fatal;
  auto file = OpenTable(directory.path() + "/1.sst", NoWaitReads::kAlways, fatal);
  char scratch[100];
  rocksdb::Slice slice;
  EXPECT_TRUE(file->Read(kFileSizeBytes - 10, sizeof scratch, {}, &slice, scratch, nullptr).ok());
  EXPECT_EQ(slice.size(), 10u);
}

TEST(FileLayer, AShortReadAtTheEndIsNoWait) {
  TestDirectory directory(/*on_disk=*/true);
  if (TryNoWaitReads(directory.path()) != NoWaitReads::kNative) {
    GTEST_LOG_(INFO) << "this file system has no RWF_NOWAIT; see the other tests";
    return;
  }
  RecordingFatal fatal;
  auto file = OpenTable(directory.path() + "/1.sst", NoWaitReads::kNative, fatal);
  char scratch[100];
  rocksdb::Slice slice;
  const std::uint64_t before = ThisThreadsWaits();
  EXPECT_TRUE(file->Read(kFileSizeBytes - 10, sizeof scratch, {}, &slice, scratch, nullptr).ok());
  EXPECT_EQ(slice.size(), 10u);
  EXPECT_EQ(ThisThreadsWaits(), before);
}

}  // namespace
}  // namespace pixii::engine
