#include "engine/testing/broken_reader.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

bool LessAsSigned(const Row& a, const Row& b) {
  return std::lexicographical_compare(
      a.first.begin(), a.first.end(), b.first.begin(), b.first.end(),
      [](char x, char y) { return static_cast<signed char>(x) < static_cast<signed char>(y); });
}

class RowsCursor final : public Cursor {
 public:
  RowsCursor(std::vector<Row> rows, bool starts_again)
      : rows_(std::move(rows)), starts_again_(starts_again) {}
  Result<bool> Next() override {
    if (next_ == rows_.size()) {
      if (starts_again_) next_ = 0;
      return false;
    }
    row_ = rows_[next_++];
    return true;
  }
  Bytes key() const override { return row_.first; }
  Bytes value() const override { return row_.second; }

 private:
  std::vector<Row> rows_;
  bool starts_again_;
  std::size_t next_ = 0;
  Row row_;
};

class BrokenReader final : public Reader {
 public:
  explicit BrokenReader(BrokenReaderParts parts) : parts_(std::move(parts)) {}
  ~BrokenReader() override { std::fill(parts_.scratch->begin(), parts_.scratch->end(), '?'); }

  CommitVersion version() const override { return parts_.reader->version(); }
  CommitVersion schema_version() const override {
    if (parts_.fault == Fault::kSchemaVersionLags) return parts_.previous_schema_version;
    if (parts_.fault == Fault::kEveryCommitMovesSchema) return version();
    return parts_.reader->schema_version();
  }

  Result<Found> Get(Bytes key) override {
    Result<Found> found = reader().Get(key);
    if (parts_.fault != Fault::kValuesDieWithReaders || !found.has_value() || !found->has_value()) {
      return found;
    }
    parts_.scratch->assign((*found)->bytes());
    return Found(Value(*parts_.scratch, this, [](void*) {}));
  }
  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override {
    return reader().GetMany(keys);
  }

  std::unique_ptr<Cursor> Scan(const Range& range) override {
    Range wanted = range;
    std::string end(range.end);
    if (parts_.fault == Fault::kScanIncludesEnd) wanted.end = end += '\0';
    std::vector<Row> rows = engine::Scan(reader(), wanted);
    if (parts_.fault == Fault::kSignedKeys) {
      std::sort(rows.begin(), rows.end(), LessAsSigned);
      if (range.reverse) std::reverse(rows.begin(), rows.end());
    }
    if (parts_.fault == Fault::kScanSkipsRows) {
      for (std::size_t i = 999; i < rows.size(); i += 999) rows.erase(rows.begin() + i);
    }
    return std::make_unique<RowsCursor>(std::move(rows), parts_.fault == Fault::kCursorStartsAgain);
  }

  Result<std::int64_t> Sum(Bytes counter) override {
    Result<std::int64_t> sum = reader().Sum(counter);
    using Limit = std::numeric_limits<std::int64_t>;
    if (parts_.fault == Fault::kSumsSaturate && sum == Limit::min()) return Limit::max();
    return sum;
  }

 private:
  Reader& reader() {
    if (parts_.fault == Fault::kReadersMove) parts_.reader = OpenReader(parts_.inner_engine);
    return *parts_.reader;
  }

  BrokenReaderParts parts_;
};

}  // namespace

std::unique_ptr<Reader> NewBrokenReader(BrokenReaderParts parts) {
  return std::make_unique<BrokenReader>(std::move(parts));
}

}  // namespace pixii::engine
