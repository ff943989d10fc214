// A file system in memory whose power can be cut: it knows which bytes and which directory entries
// were synced, and gives the files as a disk might hold them after the cut.
//
// What is not synced may survive or not: bytes of a file as a prefix or as single 4 KB pages, kept,
// dropped or torn; changes of the directory (files made, renamed, deleted) as a prefix of their
// order. A file's own sync keeps its bytes, not its name: only a sync of the directory does that.
#pragma once

#include <rocksdb/file_system.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace pixii::engine {

// Thread-safe. One flat directory. Must outlive all files opened from it.
class PowerCutFiles final : public rocksdb::FileSystem {
 public:
  // Contents by name, all synced.
  using Image = std::map<std::string, std::string>;

  PowerCutFiles(std::string directory, const Image& image);

  // The power goes at the so-many-th append, sync or change of the directory from now on.
  void CutAfter(std::uint64_t operations);
  // False if the power is still on after `limit`.
  bool AwaitCut(std::chrono::milliseconds limit);
  bool powered() const;
  // Runs `note` if the power is on, and keeps it on meanwhile.
  template <class F>
  void WhilePowered(F note) const {
    std::lock_guard lock(mutex_);
    if (powered_) note();
  }
  // How long a sync of a `*.log` takes.
  void set_log_sync_delay(std::chrono::microseconds delay) { log_sync_delay_ = delay; }

  // What of the unsynced bytes of a file survives.
  enum class Loss : std::uint8_t { kAll, kSuffix, kPages };
  // The disk after the cut. Requires: !powered().
  Image Survivors(std::mt19937_64& random, Loss loss) const;
  // Every file as it is now, synced or not.
  Image Everything() const;

  struct Inode;

  const char* Name() const override { return "PowerCutFiles"; }
  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus FileExists(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& path, const rocksdb::IOOptions& options,
                                std::vector<std::string>* result,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const rocksdb::IOOptions& options,
                                std::uint64_t* size, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileModificationTime(const std::string& path,
                                            const rocksdb::IOOptions& options, std::uint64_t* time,
                                            rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LockFile(const std::string& path, const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetTestDirectory(const rocksdb::IOOptions& options, std::string* path,
                                     rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetAbsolutePath(const std::string& path, const rocksdb::IOOptions& options,
                                    std::string* result, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus IsDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                bool* is_directory, rocksdb::IODebugContext* debug) override;

 private:
  friend class CutSequentialFile;
  friend class CutRandomAccessFile;
  friend class CutWritableFile;
  friend class CutDirectory;
  using Names = std::map<std::string, std::shared_ptr<Inode>>;
  // Names that one change sets, or removes where there is no inode.
  using Change = std::vector<std::pair<std::string, std::shared_ptr<Inode>>>;

  static void Apply(const Change& change, Names& names);
  std::string NameOf(const std::string& path) const;
  std::shared_ptr<Inode> Find(const std::string& path) const;
  // Counts one operation, which may be the one that the power goes at. Requires: mutex_ is held.
  rocksdb::IOStatus Operate();
  rocksdb::IOStatus ChangeDirectory(Change change);
  rocksdb::IOStatus SyncFile(Inode& inode);

  const std::string directory_;
  std::chrono::microseconds log_sync_delay_{0};
  mutable std::mutex mutex_;
  std::condition_variable cut_;
  bool powered_ = true;  // behind mutex_, as all below
  std::uint64_t operations_left_ = UINT64_MAX;
  Names names_;
  Names synced_names_;
  std::vector<Change> unsynced_changes_;
};

}  // namespace pixii::engine
