#include "engine/rocksdb/ballast.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pixii::engine {
namespace {

// A process that ended between making the file and setting its space aside leaves an empty one.
bool HoldsSpace(const std::string& path, std::uint64_t size_bytes) {
  constexpr std::uint64_t kBlockSizeBytes = 512;  // of st_blocks, on every file system
  struct stat about;
  return stat(path.c_str(), &about) == 0 &&
         static_cast<std::uint64_t>(about.st_blocks) * kBlockSizeBytes >= size_bytes;
}

}  // namespace

Ballast::Ballast(const std::string& directory, std::uint64_t size_bytes)
    : path_(directory + "/" + kName),
      size_bytes_(size_bytes),
      is_there_(HoldsSpace(path_, size_bytes)) {
  if (!is_there_) unlink(path_.c_str());
}

bool Ballast::is_there() const {
  MutexLock lock(mutex_);
  return is_there_;
}

void Ballast::LayBy() {
  MutexLock lock(mutex_);
  const int file = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return;
  // Not posix_fallocate, which writes zeros where the file system knows nothing better.
  is_there_ = fallocate(file, 0, 0, static_cast<off_t>(size_bytes_)) == 0;
  close(file);
  if (!is_there_) unlink(path_.c_str());
}

bool Ballast::GiveBack() {
  MutexLock lock(mutex_);
  if (!is_there_) return false;
  is_there_ = false;
  return unlink(path_.c_str()) == 0;
}

}  // namespace pixii::engine
