#include "engine/rocksdb/testing/gated_file_system.h"

#include <utility>

namespace pixii::engine {
namespace {

using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class GatedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  GatedFile(std::unique_ptr<FSWritableFile> file, SyncGate& gate)
      : FSWritableFileOwnerWrapper(std::move(file)), gate_(gate) {}
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    gate_.Pass();
    return FSWritableFileOwnerWrapper::Sync(options, debug);
  }

 private:
  SyncGate& gate_;
};

class Gated final : public rocksdb::FileSystemWrapper {
 public:
  Gated(SyncGate& gate, std::string ending)
      : FileSystemWrapper(FileSystem::Default()), gate_(gate), ending_(std::move(ending)) {}
  const char* Name() const override { return "Gated"; }
  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<FSWritableFile>* result,
                           IODebugContext* debug) override {
    std::unique_ptr<FSWritableFile> file;
    IOStatus status = target()->NewWritableFile(path, options, &file, debug);
    if (status.ok() && path.ends_with(ending_)) {
      *result = std::make_unique<GatedFile>(std::move(file), gate_);
    } else {
      *result = std::move(file);
    }
    return status;
  }

 private:
  SyncGate& gate_;
  const std::string ending_;
};

}  // namespace

void SyncGate::Close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
}

void SyncGate::Open() {
  {
    std::lock_guard lock(mutex_);
    closed_ = false;
  }
  opened_.notify_all();
}

void SyncGate::Pass() {
  std::unique_lock lock(mutex_);
  opened_.wait(lock, [this] { return !closed_; });
}

std::shared_ptr<rocksdb::FileSystem> GatedFileSystem(SyncGate& gate, std::string ending) {
  return std::make_shared<Gated>(gate, std::move(ending));
}

}  // namespace pixii::engine
