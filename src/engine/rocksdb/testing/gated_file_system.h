// A file system whose syncs can be held back: of logs, and commits stay undurable for as long as a
// test wants; of tables, and no write buffer is emptied.
#pragma once

#include <rocksdb/file_system.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

namespace pixii::engine {

// Thread-safe.
class SyncGate {
 public:
  void Close();
  void Open();
  // Returns when the gate is open.
  void Pass();

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool closed_ = false;
};

// The operating system's files; syncs of those whose name ends in `ending` pass `gate`, which must
// outlive it.
std::shared_ptr<rocksdb::FileSystem> GatedFileSystem(SyncGate& gate, std::string ending = ".log");

}  // namespace pixii::engine
