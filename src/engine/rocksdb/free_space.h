// FreeSpace: keeps RocksDB from ever meeting a full disk, which it would not survive. It looks at
// the free space of the data directory when much was written and once a second, and acts at these
// marks, the second of which is given:
//
//   below 8 of bytes_min   a ballast of bytes_min is laid by, while there is room for it
//   below bytes_min        writes that make the store bigger are refused; deletes go on
//   below bytes_min / 4    the ballast is given back, and deletes are refused too
//
// Who fills the disk faster than that meets the file layer, which gives the ballast back as well.
// At any time, a compaction begins only if its output leaves bytes_min free. So bytes_min has to do
// for what may be in write buffers and log: the tables that a flush or a start makes of it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "base/mutex.h"
#include "engine/engine.h"
#include "engine/rocksdb/ballast.h"

namespace rocksdb {
class FileSystem;
class SstFileManager;
}  // namespace rocksdb

namespace pixii::engine {

// Thread-safe.
class FreeSpace {
 public:
  // Before the store is opened: for its settings. Gives the ballast back if the space that is left
  // may not do for a start.
  static std::shared_ptr<rocksdb::SstFileManager> PrepareStart(
      const std::string& directory, const std::shared_ptr<rocksdb::FileSystem>& files,
      std::uint64_t bytes_min, Ballast& ballast);
  // `bytes_min` 0: never refuses, lays nothing by. `tables` is what PrepareStart returned; the
  // ballast is of `bytes_min`.
  FreeSpace(std::string directory, std::shared_ptr<rocksdb::FileSystem> files,
            std::shared_ptr<rocksdb::SstFileManager> tables, std::uint64_t bytes_min,
            std::shared_ptr<Ballast> ballast);
  ~FreeSpace();
  FreeSpace(const FreeSpace&) = delete;
  FreeSpace& operator=(const FreeSpace&) = delete;

  // Called before a write of so many bytes: kNoSpace, with a sentence for the client, or nothing.
  // Measures once in kEngineFreeSpaceCheckBytes, and at each call while less than `bytes_min` is
  // free.
  Status Check(std::size_t write_size_bytes, bool store_grows);

  // What happens once a second.
  void Look();

 private:
  std::uint64_t MeasureAlone();
  std::uint64_t Measure() REQUIRES(mutex_);
  void Run();

  const std::string directory_;
  const std::shared_ptr<rocksdb::FileSystem> files_;
  const std::shared_ptr<rocksdb::SstFileManager> tables_;
  const std::uint64_t bytes_min_;
  const std::shared_ptr<Ballast> ballast_;
  std::atomic<std::int64_t> bytes_until_look_{0};
  Mutex mutex_;  // Held while the free space is measured, too.
  bool stopping_ GUARDED_BY(mutex_) = false;
  CondVar stops_;
  std::thread thread_;
};

}  // namespace pixii::engine
