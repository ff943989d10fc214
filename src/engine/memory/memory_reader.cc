#include "engine/memory/memory_reader.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "engine/commit_version.h"

namespace pixii::engine {
namespace {

// A scan whose length is unknown starts with a small page, so that a Query of a few items does not
// copy 64 KB.
constexpr std::size_t kFirstPageSizeBytes = 4 * 1024;

class MemoryCursor final : public Cursor {
 public:
  MemoryCursor(const LockedTree& tree, const Range& range, std::uint64_t version)
      : tree_(tree),
        begin_(range.begin),
        end_(range.end),
        reverse_(range.reverse),
        version_(version),
        page_size_bytes_(
            std::clamp(range.size_hint_bytes, kFirstPageSizeBytes, kEngineScanPageBytesMax)) {}

  Result<bool> Next() override {
    while (offset_ == page_.rows.size()) {
      if (page_.at_end) return false;
      CopyPage();
    }
    std::uint32_t sizes[2];
    std::memcpy(sizes, page_.rows.data() + offset_, sizeof sizes);
    const Bytes rows = page_.rows;
    key_ = rows.substr(offset_ + sizeof sizes, sizes[0]);
    value_ = rows.substr(offset_ + sizeof sizes + sizes[0], sizes[1]);
    offset_ += sizeof sizes + sizes[0] + sizes[1];
    return true;
  }
  Bytes key() const override { return key_; }
  Bytes value() const override { return value_; }

 private:
  void CopyPage() {
    {
      const ReaderLock lock(tree_.mutex);
      tree_.tree.CopyPage(begin_, end_, reverse_, resume_, version_, page_size_bytes_, page_);
    }
    resume_ = true;
    offset_ = 0;
    page_size_bytes_ = std::min(page_size_bytes_ * 4, kEngineScanPageBytesMax);
  }

  const LockedTree& tree_;
  const std::string begin_;
  const std::string end_;
  const bool reverse_;
  const std::uint64_t version_;
  std::size_t page_size_bytes_;
  ScanPage page_;
  bool resume_ = false;
  std::size_t offset_ = 0;
  Bytes key_;    // in page_
  Bytes value_;  // in page_
};

class MemoryReader final : public Reader {
 public:
  MemoryReader(const LockedTree& tree, ReaderSlots::Slot& slot, std::uint64_t schema_version)
      : tree_(tree),
        slot_(slot),
        version_(slot.load(std::memory_order_relaxed)),
        schema_version_(schema_version) {}
  ~MemoryReader() override { ReaderSlots::Free(slot_); }

  CommitVersion version() const override { return CommitVersionOf(version_); }
  CommitVersion schema_version() const override { return CommitVersionOf(schema_version_); }

  Result<Found> Get(Bytes key) override {
    const ReaderLock lock(tree_.mutex);
    return FindLocked(key);
  }

  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override {
    std::vector<Found> found;
    found.reserve(keys.size());
    const ReaderLock lock(tree_.mutex);
    for (Bytes key : keys) found.push_back(FindLocked(key));
    return found;
  }

  std::unique_ptr<Cursor> Scan(const Range& range) override {
    return std::make_unique<MemoryCursor>(tree_, range, version_);
  }

  Result<std::int64_t> Sum(Bytes counter) override {
    const ReaderLock lock(tree_.mutex);
    const ValueNode* node = tree_.tree.Find(counter, version_);
    return node == nullptr ? 0 : CounterOf(node->bytes());
  }

 private:
  Found FindLocked(Bytes key) const REQUIRES_SHARED(tree_.mutex) {
    ValueNode* node = tree_.tree.Find(key, version_);
    return node == nullptr ? Found() : Found(PinnedValue(node));
  }

  const LockedTree& tree_;
  ReaderSlots::Slot& slot_;
  const std::uint64_t version_;
  const std::uint64_t schema_version_;
};

}  // namespace

std::unique_ptr<Reader> NewMemoryReader(const LockedTree& tree, ReaderSlots::Slot& slot,
                                        std::uint64_t schema_version) {
  return std::make_unique<MemoryReader>(tree, slot, schema_version);
}

}  // namespace pixii::engine
