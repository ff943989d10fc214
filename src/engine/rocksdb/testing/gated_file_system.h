// A file system whose syncs of logs can be held back: commits stay undurable for as long as a test
// wants.
#pragma once

#include <rocksdb/file_system.h>

#include <condition_variable>
#include <memory>
#include <mutex>

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

// The operating system's files; syncs of `*.log` pass `gate`, which must outlive it.
std::shared_ptr<rocksdb::FileSystem> GatedFileSystem(SyncGate& gate);

}  // namespace pixii::engine
