#include "check/collection_check.h"

#include "base/result.h"
#include "catalog/keys.h"
#include "store/collection_sizes.h"
#include "store/item_key.h"

namespace pixii::check {

engine::Status CollectionCheck::Add(std::string_view item_key, std::int64_t size_bytes) {
  if (!table_.HasLocalIndex()) return {};
  std::string key;
  store::AppendCollectionKey(table_, item_key, key);
  if (key != key_) {
    RETURN_IF_ERROR(Compare());
    key_ = std::move(key);
    size_bytes_ = 0;
  }
  size_bytes_ += size_bytes;
  return {};
}

engine::Status CollectionCheck::Compare() {
  if (key_.empty()) return {};
  ASSIGN_OR_RETURN(const engine::Found record, reader_.Get(key_));
  if (record.has_value()) ++found_;
  if (!complete_) return {};
  if (!record.has_value()) {
    report_.Error("{}: the size of the item collection at {} is missing", table_.name, Hex(key_));
    return {};
  }
  const auto stored = store::DecodeCollectionSize(record->bytes());
  if (stored && *stored == size_bytes_) return {};
  report_.Error("{}: the size of the item collection at {} is {}, a recount says {}", table_.name,
                Hex(key_), stored ? std::to_string(*stored) : "damaged", size_bytes_);
  return {};
}

engine::Status CollectionCheck::Finish() {
  if (!table_.HasLocalIndex()) return {};
  RETURN_IF_ERROR(Compare());
  ASSIGN_OR_RETURN(const std::int64_t records, CountRecords());
  if (complete_ && records != found_) {
    report_.Error("{}: {} sizes are kept of item collections without items", table_.name,
                  records - found_);
  }
  return {};
}

engine::Result<std::int64_t> CollectionCheck::CountRecords() {
  std::string begin;
  catalog::AppendItemPrefix(table_.id, catalog::kCollectionSizes, begin);
  const std::string end = store::PrefixEnd(begin);
  const auto cursor = reader_.Scan({.begin = begin, .end = end});
  for (std::int64_t count = 0;; ++count) {
    ASSIGN_OR_RETURN(const bool more, cursor->Next());
    if (!more) return count;
  }
}

}  // namespace pixii::check
