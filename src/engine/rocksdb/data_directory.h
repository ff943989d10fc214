// The data directory: who holds it, whose it is, and which format it has.
// docs/formats/data-directory.md says what each file holds.
//
//   RequireStore          asked before, by those who want no new store
//   DataDirectory::Lock   LOCK: one process at a time
//   IsNew                 a new store, a store of ours, or a refusal; removes what an
//                         unfinished first start left
//   WriteIdentity         PIXII: written once, after the first open
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/engine.h"

namespace rocksdb {
class FileSystem;
}

namespace pixii::engine {

// Of everything in the directory. Never renumber; a change of any byte on disk is a new number.
inline constexpr std::uint64_t kDataFormat = 1;

// What PIXII holds.
struct DataSetIdentity {
  std::string data_set;    // a UUID
  std::uint64_t base = 0;  // added to RocksDB's sequence numbers to give commit versions
};

// One thread. Errors are sentences for the user.
class DataDirectory {
 public:
  // Refuses a directory that holds no store of ours. Changes nothing.
  static Status RequireStore(const std::string& path, rocksdb::FileSystem& files);
  // Creates the directory if it is missing and takes its lock, which lives as long as the object.
  // `files` is used for PIXII and for what is removed; LOCK itself is always a file of the
  // operating system.
  static Result<std::unique_ptr<DataDirectory>> Lock(std::string path,
                                                     std::shared_ptr<rocksdb::FileSystem> files);
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  // True: there is no store yet, and nothing else either. False: ours, identity() is known.
  Result<bool> IsNew();
  // Synced, with the directory and the directory above.
  Status WriteIdentity(const DataSetIdentity& identity);

  const std::string& path() const { return path_; }
  const DataSetIdentity& identity() const { return identity_; }

 private:
  DataDirectory(std::string path, int lock, std::shared_ptr<rocksdb::FileSystem> files);
  Status ReadIdentity();

  std::string path_;
  int lock_;
  std::shared_ptr<rocksdb::FileSystem> files_;
  DataSetIdentity identity_;
};

}  // namespace pixii::engine
