#include "engine/rocksdb/data_directory.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <rocksdb/file_system.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/rocksdb/ballast.h"

namespace pixii::engine {
namespace {

constexpr std::string_view kIdentityName = "PIXII";
constexpr std::string_view kIdentityTemporaryName = "PIXII.tmp";
constexpr std::string_view kLockName = "LOCK";
constexpr std::string_view kLockText = "pixii ";
constexpr std::string_view kFirstLine = "pixii data directory\n";

std::unexpected<Error> Refuse(std::string sentence) {
  return std::unexpected(Error{Errc::kUnavailable, std::move(sentence)});
}

std::unexpected<Error> RefuseForErrno(std::string_view what, const std::string& path) {
  return Refuse(fmt::format("cannot {} the data directory {}: {}; choose another with --data-dir",
                            what, path, std::strerror(errno)));
}

bool EndsWith(std::string_view name, std::string_view ending) {
  return name.size() > ending.size() && name.ends_with(ending);
}

// Files of RocksDB that a first start may leave behind when it is cut off. A table file is none of
// them: the first start makes none.
bool IsLeftover(std::string_view name) {
  return name == "CURRENT" || name == "IDENTITY" || name == kIdentityTemporaryName ||
         name.starts_with("MANIFEST-") || name.starts_with("OPTIONS-") || EndsWith(name, ".log") ||
         EndsWith(name, ".dbtmp");
}

std::string ReadWholeLock(int lock) {
  char text[64];
  const ssize_t size = pread(lock, text, sizeof text, 0);
  return std::string(text, size > 0 ? static_cast<std::size_t>(size) : 0);
}

std::string HolderOf(int lock) {
  std::string text = ReadWholeLock(lock);
  if (!text.starts_with(kLockText)) return "another process";
  text.erase(0, kLockText.size());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return "process " + text;
}

// The names in `path`, without "." and "..".
Result<std::vector<std::string>> Names(rocksdb::FileSystem& files, const std::string& path) {
  std::vector<std::string> names;
  const rocksdb::IOStatus status = files.GetChildren(path, {}, &names, nullptr);
  if (!status.ok()) {
    return Refuse(
        fmt::format("cannot read the data directory {}: {}; choose another with "
                    "--data-dir",
                    path, status.ToString()));
  }
  std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
  return names;
}

Status CreateDirectory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return {};
  errno = error.value();
  return RefuseForErrno("create", path);
}

bool IsOurs(const std::string& name) {
  return name == kLockName || name == kIdentityName || name == Ballast::kName || IsLeftover(name);
}

std::unexpected<Error> RefuseForeign(const std::string& path, const std::string& name) {
  return Refuse(
      fmt::format("{} holds files that are not Pixii's ({}); choose an empty directory with "
                  "--data-dir",
                  path, name));
}

// Files without our PIXII or LOCK beside them: not our directory. Asked before LOCK is made in it.
Status RefuseStrange(rocksdb::FileSystem& files, const std::string& path,
                     const std::string& lock_path) {
  if (access(lock_path.c_str(), F_OK) == 0) return {};
  ASSIGN_OR_RETURN(const std::vector<std::string> names, Names(files, path));
  const bool ours = std::find(names.begin(), names.end(), kIdentityName) != names.end();
  if (names.empty() || ours) return {};
  return RefuseForeign(path, names.front());
}

Status SyncDirectory(rocksdb::FileSystem& files, const std::string& path) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  rocksdb::IOStatus status = files.NewDirectory(path, {}, &directory, nullptr);
  if (status.ok()) status = directory->Fsync({}, nullptr);
  if (status.ok()) return {};
  return Refuse(fmt::format("cannot sync the data directory {}: {}", path, status.ToString()));
}

}  // namespace

DataDirectory::DataDirectory(std::string path, int lock, std::shared_ptr<rocksdb::FileSystem> files)
    : path_(std::move(path)), lock_(lock), files_(std::move(files)) {}

DataDirectory::~DataDirectory() { close(lock_); }

Status DataDirectory::RequireStore(const std::string& path, rocksdb::FileSystem& files) {
  const std::string identity = fmt::format("{}/{}", path, kIdentityName);
  const rocksdb::IOStatus status = files.FileExists(identity, {}, nullptr);
  if (status.ok()) return {};
  if (!status.IsNotFound()) {
    return Refuse(fmt::format("cannot read {}: {}", identity, status.ToString()));
  }
  return Refuse(
      fmt::format("there is no data of Pixii in {}: name its directory with --data-dir", path));
}

Result<std::unique_ptr<DataDirectory>> DataDirectory::Lock(
    std::string path, std::shared_ptr<rocksdb::FileSystem> files) {
  RETURN_IF_ERROR(CreateDirectory(path));
  const std::string lock_path = fmt::format("{}/{}", path, kLockName);
  RETURN_IF_ERROR(RefuseStrange(*files, path, lock_path));
  const int lock = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return RefuseForErrno("write to", path);
  std::unique_ptr<DataDirectory> directory(new DataDirectory(path, lock, std::move(files)));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return RefuseForErrno("lock", path);
    return Refuse(
        fmt::format("{} is in use by {}: stop it, or choose another data directory with --data-dir",
                    path, HolderOf(lock)));
  }
  const std::string before = ReadWholeLock(lock);
  const std::string text = fmt::format("{}{}\n", kLockText, getpid());
  // In this order, so that a full disk is no obstacle: what is there already is written over.
  if (pwrite(lock, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
      ftruncate(lock, static_cast<off_t>(text.size())) != 0) {
    return RefuseForErrno("write to", path);
  }
  // Synced once: after a power cut it says that leftovers beside it are ours.
  if (!before.starts_with(kLockText) && fsync(lock) != 0) return RefuseForErrno("sync", path);
  return directory;
}

Result<bool> DataDirectory::IsNew() {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, Names(*files_, path_));
  auto has = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (has(kIdentityName)) {
    RETURN_IF_ERROR(ReadIdentity());
    if (has("CURRENT")) return false;
    return Refuse(fmt::format(
        "{} has lost its store (PIXII is there, CURRENT is missing): restore the directory from a "
        "backup, or choose another with --data-dir",
        path_));
  }
  auto foreign = std::find_if_not(names.begin(), names.end(), IsOurs);
  if (foreign != names.end()) {
    return RefuseForeign(path_, *foreign);
  }
  for (const std::string& name : names) {
    if (!IsLeftover(name)) continue;
    const rocksdb::IOStatus status =
        files_->DeleteFile(fmt::format("{}/{}", path_, name), {}, nullptr);
    if (!status.ok()) {
      return Refuse(fmt::format("cannot remove {} from an unfinished first start in {}: {}", name,
                                path_, status.ToString()));
    }
  }
  return true;
}

Status DataDirectory::ReadIdentity() {
  std::string text;
  const std::string path = fmt::format("{}/{}", path_, kIdentityName);
  const rocksdb::IOStatus status = rocksdb::ReadFileToString(files_.get(), path, &text);
  if (!status.ok()) return Refuse(fmt::format("cannot read {}: {}", path, status.ToString()));
  auto damaged = [&] {
    return Refuse(fmt::format(
        "{} is damaged: restore the directory from a backup, or choose another with --data-dir",
        path));
  };
  std::string_view rest = text;
  if (!rest.starts_with(kFirstLine)) return damaged();
  rest.remove_prefix(kFirstLine.size());
  // Takes the line "NAME VALUE" off the front.
  auto take = [&rest](std::string_view name) -> std::string_view {
    const std::size_t end = rest.find('\n');
    if (!rest.starts_with(name) || end == std::string_view::npos) return {};
    std::string_view value = rest.substr(name.size(), end - name.size());
    rest.remove_prefix(end + 1);
    return value;
  };
  auto number = [](std::string_view digits, std::uint64_t& value) {
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size();
  };
  std::uint64_t format = 0;
  if (!number(take("format "), format)) return damaged();
  if (format != kDataFormat) {
    return Refuse(fmt::format(
        "{} was written in format {} and this version of Pixii reads format {} only: use the "
        "version that wrote it, or choose another directory with --data-dir",
        path_, format, kDataFormat));
  }
  identity_.data_set = take("data-set ");
  if (identity_.data_set.empty() || !number(take("base "), identity_.base)) return damaged();
  return {};
}

Status DataDirectory::WriteIdentity(const DataSetIdentity& identity) {
  const std::string text = fmt::format("{}format {}\ndata-set {}\nbase {}\n", kFirstLine,
                                       kDataFormat, identity.data_set, identity.base);
  const std::string temporary = fmt::format("{}/{}", path_, kIdentityTemporaryName);
  const std::string path = fmt::format("{}/{}", path_, kIdentityName);
  std::unique_ptr<rocksdb::FSWritableFile> file;
  rocksdb::IOStatus status = files_->NewWritableFile(temporary, {}, &file, nullptr);
  if (status.ok()) status = file->Append(text, {}, nullptr);
  if (status.ok()) status = file->Sync({}, nullptr);
  if (status.ok()) status = file->Close({}, nullptr);
  if (status.ok()) status = files_->RenameFile(temporary, path, {}, nullptr);
  if (!status.ok()) return Refuse(fmt::format("cannot write {}: {}", path, status.ToString()));
  RETURN_IF_ERROR(SyncDirectory(*files_, path_));
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path_, error);
  const std::filesystem::path parent =
      absolute.has_filename() ? absolute.parent_path() : absolute.parent_path().parent_path();
  RETURN_IF_ERROR(SyncDirectory(*files_, parent.string()));
  identity_ = identity;
  return {};
}

}  // namespace pixii::engine
