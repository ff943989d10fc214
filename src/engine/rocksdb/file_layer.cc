#include "engine/rocksdb/file_layer.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/magic.h>
#include <rocksdb/file_system.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/log.h"
#include "engine/rocksdb/ballast.h"
#include "engine/rocksdb/log_file.h"

namespace pixii::engine {
namespace {

using rocksdb::FileOptions;
using rocksdb::FSRandomAccessFile;
using rocksdb::FSReadRequest;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

thread_local bool no_wait_on_this_thread = false;
thread_local std::uint64_t waits_of_this_thread = 0;

// A read that fails means that rows could go missing silently: the process ends before RocksDB
// learns of it.
IOStatus EndOnFailedRead(Fatal& fatal, const std::string& path, const std::string& why) {
  fatal.End(fmt::format("{} cannot be read: {}", path, why));
  return IOStatus::IOError(path, why);
}

// RocksDB's own default would do; spelt out, since a MultiRead that waits would break MultiGet.
IOStatus ReadEach(const FSRandomAccessFile& file, FSReadRequest* requests, std::size_t count,
                  const IOOptions& options, IODebugContext* debug) {
  for (FSReadRequest* request = requests; request != requests + count; ++request) {
    request->status = file.Read(request->offset, request->len, options, &request->result,
                                request->scratch, debug);
  }
  return IOStatus::OK();
}

class NativeTableFile final : public FSRandomAccessFile {
 public:
  NativeTableFile(std::string path, int descriptor, NoWaitReads no_wait, Fatal& fatal)
      : path_(std::move(path)), descriptor_(descriptor), no_wait_(no_wait), fatal_(fatal) {}
  ~NativeTableFile() override { close(descriptor_); }

  IOStatus Read(std::uint64_t offset, std::size_t size, const IOOptions&, Slice* result,
                char* scratch, IODebugContext*) const override {
    *result = Slice(scratch, 0);
    const bool may_wait = !no_wait_on_this_thread || no_wait_ == NoWaitReads::kAlways;
    if (!may_wait && no_wait_ == NoWaitReads::kNever) return WouldBlock();
    std::size_t done = 0;
    if (no_wait_ == NoWaitReads::kNative) {
      const ssize_t count = ReadAt(offset, size, scratch, RWF_NOWAIT);
      if (count > 0) done = static_cast<std::size_t>(count);
      if (done < size && !may_wait) return WouldBlock();
    }
    for (bool waited = no_wait_ == NoWaitReads::kAlways; done < size; waited = true) {
      const ssize_t count = ReadAt(offset + done, size - done, scratch + done, 0);
      if (count == 0) break;
      if (count < 0) return EndOnFailedRead(fatal_, path_, std::strerror(errno));
      if (!waited) ++waits_of_this_thread;
      done += static_cast<std::size_t>(count);
    }
    *result = Slice(scratch, done);
    return IOStatus::OK();
  }

  IOStatus MultiRead(FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    return ReadEach(*this, requests, count, options, debug);
  }

  IOStatus Prefetch(std::uint64_t offset, std::size_t size, const IOOptions&,
                    IODebugContext*) override {
    if (readahead(descriptor_, static_cast<off64_t>(offset), size) != 0) {
      return IOStatus::NotSupported("readahead");
    }
    return IOStatus::OK();
  }

  void Hint(AccessPattern pattern) override {
    if (pattern == kRandom) posix_fadvise(descriptor_, 0, 0, POSIX_FADV_RANDOM);
    if (pattern == kSequential) posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
    if (pattern == kNormal) posix_fadvise(descriptor_, 0, 0, POSIX_FADV_NORMAL);
  }

  IOStatus InvalidateCache(std::size_t offset, std::size_t length) override {
    posix_fadvise(descriptor_, static_cast<off_t>(offset), static_cast<off_t>(length),
                  POSIX_FADV_DONTNEED);
    return IOStatus::OK();
  }

 private:
  static IOStatus WouldBlock() { return IOStatus::TimedOut("would block"); }

  ssize_t ReadAt(std::uint64_t offset, std::size_t size, char* scratch, int flags) const {
    iovec vector{scratch, size};
    ssize_t count;
    do {
      count = preadv2(descriptor_, &vector, 1, static_cast<off_t>(offset), flags);
    } while (count < 0 && errno == EINTR);
    return count;
  }

  std::string path_;
  int descriptor_;
  NoWaitReads no_wait_;
  Fatal& fatal_;
};

// A table file of an injected file system: only its errors concern us.
class InjectedTableFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  InjectedTableFile(std::string path, std::unique_ptr<FSRandomAccessFile> file, Fatal& fatal)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), path_(std::move(path)), fatal_(fatal) {}

  IOStatus Read(std::uint64_t offset, std::size_t size, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    IOStatus status =
        FSRandomAccessFileOwnerWrapper::Read(offset, size, options, result, scratch, debug);
    const bool refused = status.IsTimedOut() && no_wait_on_this_thread;
    if (!status.ok() && !refused) return EndOnFailedRead(fatal_, path_, status.ToString());
    return status;
  }
  IOStatus MultiRead(FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    return ReadEach(*this, requests, count, options, debug);
  }

 private:
  std::string path_;
  Fatal& fatal_;
};

// A file that is written from its begin to its end. Each write says where it goes, so that one that
// failed halfway can be done again.
class BallastedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  BallastedFile(std::string path, std::unique_ptr<rocksdb::FSWritableFile> file,
                std::shared_ptr<Ballast> ballast)
      : FSWritableFileOwnerWrapper(std::move(file)),
        path_(std::move(path)),
        ballast_(std::move(ballast)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = PositionedAppend(data, size_, options, debug);
    if (status.IsNoSpace() && ballast_->GiveBack()) {
      Log(LogLevel::kError, "no space for {}: the ballast is given back", path_);
      status = PositionedAppend(data, size_, options, debug);
    }
    if (status.ok()) size_ += data.size();
    return status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }

 private:
  const std::string path_;
  const std::shared_ptr<Ballast> ballast_;
  std::uint64_t size_ = 0;
};

class FileLayer final : public rocksdb::FileSystemWrapper {
 public:
  FileLayer(std::shared_ptr<rocksdb::FileSystem> base, bool native_files, NoWaitReads no_wait,
            Fatal& fatal, std::shared_ptr<Ballast> ballast)
      : FileSystemWrapper(std::move(base)),
        native_files_(native_files),
        no_wait_(no_wait),
        fatal_(fatal),
        ballast_(std::move(ballast)) {}

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    IOStatus status = target()->NewWritableFile(path, options, &file, debug);
    if (status.ok() && ballast_ != nullptr) {
      file = std::make_unique<BallastedFile>(path, std::move(file), ballast_);
    }
    *result = std::move(file);
    return status;
  }

  const char* Name() const override { return "PixiiFileLayer"; }

  IOStatus NewSequentialFile(const std::string& path, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    IOStatus status = target()->NewSequentialFile(path, options, &file, debug);
    if (status.ok() && path.ends_with(".log")) file = MakeLogFile(std::move(file));
    *result = std::move(file);
    return status;
  }

  IOStatus NewRandomAccessFile(const std::string& path, const FileOptions& options,
                               std::unique_ptr<FSRandomAccessFile>* result,
                               IODebugContext* debug) override {
    if (!native_files_) {
      std::unique_ptr<FSRandomAccessFile> file;
      IOStatus status = target()->NewRandomAccessFile(path, options, &file, debug);
      if (!status.ok()) return status;
      *result = std::make_unique<InjectedTableFile>(path, std::move(file), fatal_);
      return status;
    }
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
      const char* why = std::strerror(errno);
      return errno == ENOENT ? IOStatus::PathNotFound(path, why) : IOStatus::IOError(path, why);
    }
    *result = std::make_unique<NativeTableFile>(path, descriptor, no_wait_, fatal_);
    return IOStatus::OK();
  }

 private:
  bool native_files_;
  NoWaitReads no_wait_;
  Fatal& fatal_;
  std::shared_ptr<Ballast> ballast_;
};

}  // namespace

NoWaitScope::NoWaitScope(bool on) : before_(std::exchange(no_wait_on_this_thread, on)) {}
NoWaitScope::~NoWaitScope() { no_wait_on_this_thread = before_; }

const std::uint64_t& ThisThreadsWaits() { return waits_of_this_thread; }

NoWaitReads TryNoWaitReads(const std::string& directory) {
  struct statfs about;
  if (statfs(directory.c_str(), &about) == 0 && about.f_type == TMPFS_MAGIC) {
    return NoWaitReads::kAlways;
  }
  const int descriptor = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) return NoWaitReads::kNever;
  char byte = 'x';
  bool works = pwrite(descriptor, &byte, 1, 0) == 1;
  if (works) {
    iovec vector{&byte, 1};
    // The page was just written, so it is in memory; refusing it is an answer of the kernel too.
    works = preadv2(descriptor, &vector, 1, 0, RWF_NOWAIT) == 1 || errno == EAGAIN;
  }
  close(descriptor);
  return works ? NoWaitReads::kNative : NoWaitReads::kNever;
}

std::shared_ptr<rocksdb::FileSystem> MakeFileLayer(std::shared_ptr<rocksdb::FileSystem> base,
                                                   bool native_files, NoWaitReads no_wait,
                                                   Fatal& fatal, std::shared_ptr<Ballast> ballast) {
  return std::make_shared<FileLayer>(std::move(base), native_files, no_wait, fatal,
                                     std::move(ballast));
}

}  // namespace pixii::engine
