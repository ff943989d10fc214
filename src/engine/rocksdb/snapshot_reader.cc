#include "engine/rocksdb/snapshot_reader.h"

#include <rocksdb/iterator.h>

#include <string>
#include <utility>

#include "engine/commit_version.h"
#include "engine/rocksdb/file_layer.h"
#include "engine/rocksdb/point_read.h"

namespace pixii::engine {
namespace {

// Its reads may always wait: an iterator over a file that refuses a read may end early with status
// OK. One that must not wait says so after the step that did: what that read is in memory now, and
// the same scan goes on where it may wait.
class RangeCursor final : public Cursor {
 public:
  RangeCursor(FamilyDatabase& database, rocksdb::ReadOptions options, Family family,
              const Range& range, Wait wait)
      : begin_(range.begin), end_(range.end), reverse_(range.reverse), wait_(wait) {
    if (begin_ >= end_) return;
    lower_ = begin_;
    upper_ = end_;
    options.iterate_lower_bound = &lower_;
    options.iterate_upper_bound = &upper_;
    iterator_.reset(database.db().NewIterator(options, &database.handle(family)));
  }

  Result<bool> Next() override {
    if (iterator_ == nullptr) return false;
    do {
      Step();
    } while (iterator_->Valid() && key() == kVersionKey);
    if (wait_ == Wait::kNo && waits_ != waits_before_) {
      iterator_.reset();
      return std::unexpected(Error{Errc::kWouldBlock, {}});
    }
    if (iterator_->Valid()) return true;
    const rocksdb::Status status = iterator_->status();
    iterator_.reset();
    if (status.ok()) return false;
    return std::unexpected(ReadError(status, begin_));
  }
  Bytes key() const override { return {iterator_->key().data(), iterator_->key().size()}; }
  Bytes value() const override { return {iterator_->value().data(), iterator_->value().size()}; }

 private:
  void Step() {
    if (!started_) {
      started_ = true;
      reverse_ ? iterator_->SeekToLast() : iterator_->SeekToFirst();
    } else {
      reverse_ ? iterator_->Prev() : iterator_->Next();
    }
  }

  // RocksDB keeps pointers to the bounds.
  std::string begin_;
  std::string end_;
  rocksdb::Slice lower_;
  rocksdb::Slice upper_;
  const bool reverse_;
  const Wait wait_;
  const std::uint64_t& waits_ = ThisThreadsWaits();
  const std::uint64_t waits_before_ = waits_;
  bool started_ = false;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

}  // namespace

SnapshotReader::SnapshotReader(const ReaderSource& source, Wait wait)
    : source_(source), wait_(wait), published_(source.published) {
  if (!source.read_latest) options_.snapshot = published_->snapshot;
}

CommitVersion SnapshotReader::version() const {
  return CommitVersionOf(source_.base + published_->sequence);
}

CommitVersion SnapshotReader::schema_version() const {
  return CommitVersionOf(published_->schema_version);
}

Result<Found> SnapshotReader::Get(Bytes key) {
  return ReadOne(source_.database, options_, FamilyOf(key, source_.log_prefix), key, wait_);
}

Result<std::vector<Found>> SnapshotReader::GetMany(std::span<const Bytes> keys) {
  return ReadMany(source_.database, options_, keys, source_.log_prefix, wait_);
}

std::unique_ptr<Cursor> SnapshotReader::Scan(const Range& range) {
  const Family family = FamilyOf(range.begin, source_.log_prefix);
  return std::make_unique<RangeCursor>(source_.database, options_, family, range, wait_);
}

Result<std::int64_t> SnapshotReader::Sum(Bytes counter) {
  return ReadCounter(source_.database, options_, counter, wait_);
}

}  // namespace pixii::engine
