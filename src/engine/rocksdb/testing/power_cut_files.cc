#include "engine/rocksdb/testing/power_cut_files.h"

#include <algorithm>
#include <cstring>
#include <thread>

namespace pixii::engine {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

struct PowerCutFiles::Inode {
  std::string bytes;
  std::size_t synced_bytes = 0;
  bool is_log = false;
};

namespace {

constexpr std::size_t kPageSizeBytes = 4096;

IOStatus PowerIsOff() { return IOStatus::IOError("the power is off"); }
IOStatus Missing(const std::string& path) { return IOStatus::PathNotFound(path); }

std::size_t CopyOut(const std::string& bytes, std::size_t offset, std::size_t size, char* out) {
  if (offset >= bytes.size()) return 0;
  const std::size_t count = std::min(size, bytes.size() - offset);
  std::memcpy(out, bytes.data() + offset, count);
  return count;
}

// Of the unsynced pages each is kept, dropped (zeros) or torn (its first part is kept); a page that
// holds synced bytes keeps those. What is dropped at the end was never there.
std::string LosePages(const std::string& bytes, std::size_t synced, std::mt19937_64& random) {
  std::string left = bytes;
  std::size_t end = synced;
  for (std::size_t page = synced / kPageSizeBytes; page * kPageSizeBytes < bytes.size(); ++page) {
    const std::size_t from = std::max(page * kPageSizeBytes, synced);
    const std::size_t to = std::min((page + 1) * kPageSizeBytes, bytes.size());
    if (from == to) continue;
    std::size_t kept = 0;
    switch (random() % 3) {
      case 0:
        kept = to - from;
        break;
      case 1:
        kept = random() % (to - from);
        break;
      default:
        break;
    }
    std::fill(left.begin() + from + kept, left.begin() + to, '\0');
    if (kept > 0) end = from + kept;
  }
  left.resize(end);
  return left;
}

}  // namespace

class CutSequentialFile final : public rocksdb::FSSequentialFile {
 public:
  CutSequentialFile(PowerCutFiles& files, std::shared_ptr<PowerCutFiles::Inode> inode)
      : files_(files), inode_(std::move(inode)) {}
  IOStatus Read(std::size_t size, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    std::lock_guard lock(files_.mutex_);
    const std::size_t count = CopyOut(inode_->bytes, offset_, size, scratch);
    offset_ += count;
    *result = Slice(scratch, count);
    return IOStatus::OK();
  }
  IOStatus Skip(std::uint64_t count) override {
    offset_ += count;
    return IOStatus::OK();
  }

 private:
  PowerCutFiles& files_;
  std::shared_ptr<PowerCutFiles::Inode> inode_;
  std::size_t offset_ = 0;
};

class CutRandomAccessFile final : public rocksdb::FSRandomAccessFile {
 public:
  CutRandomAccessFile(PowerCutFiles& files, std::shared_ptr<PowerCutFiles::Inode> inode)
      : files_(files), inode_(std::move(inode)) {}
  IOStatus Read(std::uint64_t offset, std::size_t size, const IOOptions&, Slice* result,
                char* scratch, IODebugContext*) const override {
    std::lock_guard lock(files_.mutex_);
    *result = Slice(scratch, CopyOut(inode_->bytes, offset, size, scratch));
    return IOStatus::OK();
  }

 private:
  PowerCutFiles& files_;
  std::shared_ptr<PowerCutFiles::Inode> inode_;
};

class CutWritableFile final : public rocksdb::FSWritableFile {
 public:
  CutWritableFile(PowerCutFiles& files, std::shared_ptr<PowerCutFiles::Inode> inode)
      : files_(files), inode_(std::move(inode)) {}
  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    std::lock_guard lock(files_.mutex_);
    IOStatus status = files_.Operate();
    if (status.ok()) inode_->bytes.append(data.data(), data.size());
    return status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions&, IODebugContext*) override {
    std::lock_guard lock(files_.mutex_);
    inode_->bytes.resize(size);
    inode_->synced_bytes = std::min(inode_->synced_bytes, inode_->bytes.size());
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return files_.SyncFile(*inode_); }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return files_.SyncFile(*inode_); }
  bool IsSyncThreadSafe() const override { return true; }
  std::uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    std::lock_guard lock(files_.mutex_);
    return inode_->bytes.size();
  }

 private:
  PowerCutFiles& files_;
  std::shared_ptr<PowerCutFiles::Inode> inode_;
};

class CutDirectory final : public rocksdb::FSDirectory {
 public:
  CutDirectory(PowerCutFiles& files, bool is_ours) : files_(files), is_ours_(is_ours) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    std::lock_guard lock(files_.mutex_);
    IOStatus status = files_.Operate();
    if (status.ok() && is_ours_) {
      files_.synced_names_ = files_.names_;
      files_.unsynced_changes_.clear();
    }
    return status;
  }

 private:
  PowerCutFiles& files_;
  bool is_ours_;
};

PowerCutFiles::PowerCutFiles(std::string directory, const Image& image)
    : directory_(std::move(directory)) {
  for (const auto& [name, bytes] : image) {
    auto inode = std::make_shared<Inode>();
    inode->bytes = bytes;
    inode->synced_bytes = bytes.size();
    names_[name] = std::move(inode);
  }
  synced_names_ = names_;
}

void PowerCutFiles::CutAfter(std::uint64_t operations) {
  std::lock_guard lock(mutex_);
  operations_left_ = operations;
}

bool PowerCutFiles::AwaitCut(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return cut_.wait_for(lock, limit, [this] { return !powered_; });
}

bool PowerCutFiles::powered() const {
  std::lock_guard lock(mutex_);
  return powered_;
}

IOStatus PowerCutFiles::Operate() {
  if (!powered_) return PowerIsOff();
  if (--operations_left_ > 0) return IOStatus::OK();
  powered_ = false;
  cut_.notify_all();
  return PowerIsOff();
}

void PowerCutFiles::Apply(const Change& change, Names& names) {
  for (const auto& [name, inode] : change) {
    if (inode != nullptr) {
      names[name] = inode;
    } else {
      names.erase(name);
    }
  }
}

IOStatus PowerCutFiles::ChangeDirectory(Change change) {
  IOStatus status = Operate();
  if (!status.ok()) return status;
  Apply(change, names_);
  unsynced_changes_.push_back(std::move(change));
  return status;
}

// What was appended when the sync began is synced when it ends, if the power is still on.
IOStatus PowerCutFiles::SyncFile(Inode& inode) {
  std::size_t size;
  {
    std::lock_guard lock(mutex_);
    size = inode.bytes.size();
    if (!powered_) return PowerIsOff();
  }
  if (inode.is_log) std::this_thread::sleep_for(log_sync_delay_);
  std::lock_guard lock(mutex_);
  IOStatus status = Operate();
  if (status.ok()) inode.synced_bytes = std::max(inode.synced_bytes, size);
  return status;
}

PowerCutFiles::Image PowerCutFiles::Survivors(std::mt19937_64& random, Loss loss) const {
  std::lock_guard lock(mutex_);
  Names names = synced_names_;
  const std::size_t changes_kept =
      loss == Loss::kAll ? 0 : random() % (unsynced_changes_.size() + 1);
  for (std::size_t i = 0; i < changes_kept; ++i) Apply(unsynced_changes_[i], names);
  Image image;
  for (const auto& [name, inode] : names) {
    const std::size_t synced = inode->synced_bytes;
    const std::size_t unsynced = inode->bytes.size() - synced;
    switch (loss) {
      case Loss::kAll:
        image[name] = inode->bytes.substr(0, synced);
        break;
      case Loss::kSuffix:
        image[name] = inode->bytes.substr(0, synced + random() % (unsynced + 1));
        break;
      case Loss::kPages:
        image[name] = LosePages(inode->bytes, synced, random);
        break;
    }
  }
  return image;
}

PowerCutFiles::Image PowerCutFiles::Everything() const {
  std::lock_guard lock(mutex_);
  Image image;
  for (const auto& [name, inode] : names_) image[name] = inode->bytes;
  return image;
}

std::string PowerCutFiles::NameOf(const std::string& path) const {
  return path.substr(path.rfind('/') + 1);
}

std::shared_ptr<PowerCutFiles::Inode> PowerCutFiles::Find(const std::string& path) const {
  std::lock_guard lock(mutex_);
  auto found = names_.find(NameOf(path));
  return found == names_.end() ? nullptr : found->second;
}

IOStatus PowerCutFiles::NewSequentialFile(const std::string& path, const FileOptions&,
                                          std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                          IODebugContext*) {
  std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return Missing(path);
  *result = std::make_unique<CutSequentialFile>(*this, std::move(inode));
  return IOStatus::OK();
}

IOStatus PowerCutFiles::NewRandomAccessFile(const std::string& path, const FileOptions&,
                                            std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                            IODebugContext*) {
  std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return Missing(path);
  *result = std::make_unique<CutRandomAccessFile>(*this, std::move(inode));
  return IOStatus::OK();
}

IOStatus PowerCutFiles::NewWritableFile(const std::string& path, const FileOptions&,
                                        std::unique_ptr<rocksdb::FSWritableFile>* result,
                                        IODebugContext*) {
  auto inode = std::make_shared<Inode>();
  inode->is_log = path.ends_with(".log");
  std::lock_guard lock(mutex_);
  IOStatus status = ChangeDirectory({{NameOf(path), inode}});
  if (status.ok()) *result = std::make_unique<CutWritableFile>(*this, std::move(inode));
  return status;
}

IOStatus PowerCutFiles::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                                           IODebugContext* debug) {
  std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return NewWritableFile(path, options, result, debug);
  *result = std::make_unique<CutWritableFile>(*this, std::move(inode));
  return IOStatus::OK();
}

IOStatus PowerCutFiles::NewDirectory(const std::string& path, const IOOptions&,
                                     std::unique_ptr<rocksdb::FSDirectory>* result,
                                     IODebugContext*) {
  *result = std::make_unique<CutDirectory>(*this, path == directory_);
  return IOStatus::OK();
}

IOStatus PowerCutFiles::FileExists(const std::string& path, const IOOptions&, IODebugContext*) {
  return path == directory_ || Find(path) != nullptr ? IOStatus::OK() : IOStatus::NotFound(path);
}

IOStatus PowerCutFiles::GetChildren(const std::string&, const IOOptions&,
                                    std::vector<std::string>* result, IODebugContext*) {
  std::lock_guard lock(mutex_);
  result->clear();
  for (const auto& [name, inode] : names_) result->push_back(name);
  return IOStatus::OK();
}

IOStatus PowerCutFiles::DeleteFile(const std::string& path, const IOOptions&, IODebugContext*) {
  std::lock_guard lock(mutex_);
  if (!names_.contains(NameOf(path))) return Missing(path);
  return ChangeDirectory({{NameOf(path), nullptr}});
}

IOStatus PowerCutFiles::CreateDir(const std::string&, const IOOptions&, IODebugContext*) {
  return IOStatus::OK();
}
IOStatus PowerCutFiles::CreateDirIfMissing(const std::string&, const IOOptions&, IODebugContext*) {
  return IOStatus::OK();
}
IOStatus PowerCutFiles::DeleteDir(const std::string& path, const IOOptions&, IODebugContext*) {
  return IOStatus::NotSupported(path);
}

IOStatus PowerCutFiles::GetFileSize(const std::string& path, const IOOptions&, std::uint64_t* size,
                                    IODebugContext*) {
  const std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return Missing(path);
  std::lock_guard lock(mutex_);
  *size = inode->bytes.size();
  return IOStatus::OK();
}

IOStatus PowerCutFiles::GetFileModificationTime(const std::string&, const IOOptions&,
                                                std::uint64_t* time, IODebugContext*) {
  *time = 0;
  return IOStatus::OK();
}

IOStatus PowerCutFiles::RenameFile(const std::string& from, const std::string& to, const IOOptions&,
                                   IODebugContext*) {
  std::lock_guard lock(mutex_);
  auto found = names_.find(NameOf(from));
  if (found == names_.end()) return Missing(from);
  return ChangeDirectory({{NameOf(from), nullptr}, {NameOf(to), found->second}});
}

IOStatus PowerCutFiles::LockFile(const std::string&, const IOOptions&, rocksdb::FileLock** lock,
                                 IODebugContext*) {
  *lock = new rocksdb::FileLock();
  return IOStatus::OK();
}

IOStatus PowerCutFiles::UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) {
  delete lock;
  return IOStatus::OK();
}

IOStatus PowerCutFiles::GetTestDirectory(const IOOptions&, std::string* path, IODebugContext*) {
  *path = directory_;
  return IOStatus::OK();
}

IOStatus PowerCutFiles::GetAbsolutePath(const std::string& path, const IOOptions&,
                                        std::string* result, IODebugContext*) {
  *result = path;
  return IOStatus::OK();
}

IOStatus PowerCutFiles::IsDirectory(const std::string& path, const IOOptions&, bool* is_directory,
                                    IODebugContext*) {
  *is_directory = path == directory_;
  return IOStatus::OK();
}

}  // namespace pixii::engine
