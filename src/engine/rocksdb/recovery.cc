// Example: tables hold everything up to 40. The log's records are 38-40, 41-43, 44-46, 50-52; a
// page with 47-49 was lost. The first record is in the tables; 41-46 is the chain; 50-52 is beyond
// the gap. Its mark says 43: nothing that was acknowledged is missing. Had it said 49, the start
// would be refused.
#include "engine/rocksdb/recovery.h"

#include <fmt/core.h>
#include <rocksdb/db.h>
#include <rocksdb/file_system.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/rocksdb/batch_builder.h"
#include "engine/rocksdb/families.h"
#include "engine/rocksdb/log_format.h"
#include "engine/rocksdb/log_marks.h"

namespace pixii::engine {
namespace {

struct ParsedRecord {
  std::uint64_t first;
  std::uint64_t last;
  std::uint64_t mark;  // 0: none
};

ParsedRecord Parse(const rocksdb::WriteBatch& batch) {
  const std::string& bytes = batch.Data();
  ParsedRecord record{ReadFixed64(bytes.data()), 0, 0};
  record.last = record.first + ReadFixed32(bytes.data() + kBatchCountOffset) - 1;
  const std::size_t at = bytes.size() - kMarkSizeBytes;
  if (bytes.size() >= kBatchHeaderSizeBytes + kMarkSizeBytes && bytes[at] == kTagLogData &&
      bytes[at + 1] == kMarkLength) {
    record.mark = ReadFixed64(bytes.data() + at + kMarkSequenceOffset);
  }
  return record;
}

// The first pass's filter: notes every record and takes none, so that the store shows only what is
// in tables.
class CollectingFilter final : public rocksdb::WalFilter {
 public:
  const char* Name() const override { return "PixiiCollect"; }
  WalProcessingOption LogRecordFound(unsigned long long, const std::string&,
                                     const rocksdb::WriteBatch& batch, rocksdb::WriteBatch*,
                                     bool*) override {
    const ParsedRecord record = Parse(batch);
    highest_mark_ = std::max(highest_mark_, record.mark);
    // Unbroken stretches instead of records, so that a long log costs no memory.
    if (stretches_.empty() || stretches_.back().second + 1 != record.first) {
      stretches_.push_back({record.first, record.last});
    } else {
      stretches_.back().second = record.last;
    }
    return WalProcessingOption::kIgnoreCurrentRecord;
  }

  // How far the chain reaches that begins at flushed + 1; `flushed` if there is none.
  std::uint64_t ChainEnd(std::uint64_t flushed) const {
    for (const auto& [first, last] : stretches_) {
      if (last <= flushed) continue;
      return first <= flushed + 1 ? last : flushed;
    }
    return flushed;
  }
  std::uint64_t highest_mark() const { return highest_mark_; }

 private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> stretches_;
  std::uint64_t highest_mark_ = 0;
};

std::unexpected<Error> Damaged(const std::string& directory, const std::string& what) {
  return std::unexpected(
      Error{Errc::kCorruption,
            fmt::format("the store in {} cannot be opened: {}; nothing was changed; restore the "
                        "directory from a backup",
                        directory, what)});
}

// What the log files hold now may be in the page cache only, left by a process that was killed. The
// second pass builds on it, family by family, so it must not vanish in between.
Status SyncLogs(rocksdb::FileSystem& files, const std::string& directory) {
  std::vector<std::string> names;
  rocksdb::IOStatus status = files.GetChildren(directory, {}, &names, nullptr);
  for (const std::string& name : names) {
    if (!status.ok()) break;
    if (!name.ends_with(".log")) continue;
    std::unique_ptr<rocksdb::FSWritableFile> file;
    status = files.ReopenWritableFile(directory + "/" + name, {}, &file, nullptr);
    if (status.ok()) status = file->Fsync({}, nullptr);
  }
  if (status.ok()) return {};
  return Damaged(directory, "its log cannot be synced: " + status.ToString());
}

// The version keys of the families, as they stand in the tables; 0 for a family without one.
Result<std::pair<std::uint64_t, std::uint64_t>> FlushedVersions(FamilyDatabase& database,
                                                                const std::string& directory) {
  std::uint64_t lowest = UINT64_MAX;
  std::uint64_t highest = 0;
  for (Family family : {Family::kItems, Family::kLog}) {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status =
        database.db().Get(rocksdb::ReadOptions(), &database.handle(family),
                          rocksdb::Slice(kVersionKey.data(), kVersionKey.size()), &value);
    std::uint64_t version = 0;
    if (status.ok() && value.size() == sizeof version) {
      version = ReadFixed64(value.data());
    } else if (!status.IsNotFound()) {
      return Damaged(directory, "its version key cannot be read: " + status.ToString());
    }
    lowest = std::min(lowest, version);
    highest = std::max(highest, version);
  }
  return std::pair{lowest, highest};
}

}  // namespace

Result<RecoveryPlan> PlanRecovery(const rocksdb::Options& settings, const std::string& directory) {
  RETURN_IF_ERROR(SyncLogs(*settings.env->GetFileSystem(), directory));
  CollectingFilter collected;
  rocksdb::Options reading = settings;
  reading.wal_filter = &collected;
  reading.listeners.clear();
  reading.create_if_missing = false;
  reading.create_missing_column_families = false;
  // Only the few tables that may hold the version key need to be opened.
  reading.max_open_files = 16;
  std::uint64_t flushed = 0;
  std::uint64_t flushed_most = 0;
  {
    rocksdb::Status status;
    std::unique_ptr<FamilyDatabase> database =
        FamilyDatabase::Open(reading, directory, FamilyDatabase::Mode::kReadOnly, status);
    if (database == nullptr) return Damaged(directory, status.ToString());
    ASSIGN_OR_RETURN(std::tie(flushed, flushed_most), FlushedVersions(*database, directory));
  }
  const RecoveryPlan plan{flushed, collected.ChainEnd(flushed)};
  ASSIGN_OR_RETURN(const std::uint64_t marked,
                   HighestMarkAbove(*settings.env->GetFileSystem(), directory,
                                    std::max(plan.end, collected.highest_mark())));
  const std::uint64_t known_durable = std::max(marked, flushed_most);
  if (known_durable > plan.end) {
    return std::unexpected(Error{
        Errc::kCorruption,
        fmt::format("acknowledged data is missing from the log in {}: it can be read up to commit "
                    "{}, but {} was durable; nothing was changed; restore the directory from a "
                    "backup",
                    directory, plan.end, known_durable)});
  }
  return plan;
}

rocksdb::WalFilter::WalProcessingOption ChainFilter::LogRecordFound(
    unsigned long long, const std::string&, const rocksdb::WriteBatch& batch, rocksdb::WriteBatch*,
    bool*) {
  const ParsedRecord record = Parse(batch);
  if (record.last <= flushed_) return WalProcessingOption::kIgnoreCurrentRecord;
  if (broken_ || record.first != end_ + 1) {
    broken_ = true;
    return WalProcessingOption::kIgnoreCurrentRecord;
  }
  end_ = record.last;
  return WalProcessingOption::kContinueProcessing;
}

}  // namespace pixii::engine
