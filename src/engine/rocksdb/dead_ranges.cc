#include "engine/rocksdb/dead_ranges.h"

#include <rocksdb/compaction_filter.h>

#include <algorithm>
#include <utility>

#include "engine/rocksdb/batch_builder.h"

namespace pixii::engine {
namespace {

class DropDead final : public rocksdb::CompactionFilter {
 public:
  explicit DropDead(std::shared_ptr<const DeadRanges::List> ranges) : ranges_(std::move(ranges)) {}
  const char* Name() const override { return "PixiiDeadRanges"; }
  bool IsDead(Bytes key) const {
    return key != kVersionKey &&
           std::any_of(ranges_->begin(), ranges_->end(), [key](const DeadRanges::DeadRange& range) {
             return key >= range.begin && key < range.end;
           });
  }
  bool Filter(int, const rocksdb::Slice& key, const rocksdb::Slice&, std::string*,
              bool*) const override {
    return IsDead(Bytes(key.data(), key.size()));
  }

 private:
  std::shared_ptr<const DeadRanges::List> ranges_;
};

class FilterFactory final : public rocksdb::CompactionFilterFactory {
 public:
  explicit FilterFactory(std::shared_ptr<DeadRanges> ranges) : ranges_(std::move(ranges)) {}
  const char* Name() const override { return "PixiiDeadRangesFactory"; }
  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context&) override {
    std::shared_ptr<const DeadRanges::List> ranges = ranges_->list();
    if (ranges->empty()) return nullptr;
    return std::make_unique<DropDead>(std::move(ranges));
  }

 private:
  std::shared_ptr<DeadRanges> ranges_;
};

}  // namespace

void DeadRanges::Add(std::string begin, std::string end) {
  MutexLock lock(mutex_);
  auto list = std::make_shared<List>(*list_);
  list->push_back({std::move(begin), std::move(end)});
  list_ = std::move(list);
}

void DeadRanges::Remove(Bytes begin, Bytes end) {
  MutexLock lock(mutex_);
  auto list = std::make_shared<List>(*list_);
  std::erase_if(*list,
                [&](const DeadRange& range) { return range.begin == begin && range.end == end; });
  list_ = std::move(list);
}

std::shared_ptr<const DeadRanges::List> DeadRanges::list() const {
  MutexLock lock(mutex_);
  return list_;
}

std::shared_ptr<rocksdb::CompactionFilterFactory> MakeDeadRangeFilter(
    std::shared_ptr<DeadRanges> ranges) {
  return std::make_shared<FilterFactory>(std::move(ranges));
}

}  // namespace pixii::engine
