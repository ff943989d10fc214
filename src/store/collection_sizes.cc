#include "store/collection_sizes.h"

#include <algorithm>

#include "base/check.h"

namespace pixii::store {
namespace {

constexpr std::size_t kRecordBytes = 8;

std::unexpected<engine::Error> Damaged() {
  return std::unexpected(
      engine::Error{engine::Errc::kCorruption, "the size of an item collection"});
}

}  // namespace

std::string EncodeCollectionSize(std::int64_t size_bytes) {
  std::string record;
  for (std::size_t i = 0; i < kRecordBytes; ++i) {
    record.push_back(static_cast<char>(static_cast<std::uint64_t>(size_bytes) >> (8 * i)));
  }
  return record;
}

engine::Result<std::int64_t> DecodeCollectionSize(std::string_view record) {
  if (record.size() != kRecordBytes) return Damaged();
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kRecordBytes; ++i) {
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(record[i])) << (8 * i);
  }
  const auto size_bytes = static_cast<std::int64_t>(number);
  if (size_bytes <= 0) return Damaged();
  return size_bytes;
}

void CollectionSizes::Grow(std::string_view key, std::int64_t size_bytes) {
  const auto same =
      std::find_if(collections_.begin(), collections_.end(),
                   [&](const Collection& collection) { return collection.key == key; });
  if (same == collections_.end()) {
    collections_.push_back({key, size_bytes, 0});
  } else {
    same->growth_bytes += size_bytes;
  }
}

engine::Result<bool> CollectionSizes::Write(engine::Transaction& transaction,
                                            std::int64_t size_bytes_max) {
  for (Collection& collection : collections_) {
    auto record = transaction.Get(collection.key);
    if (!record) return std::unexpected(record.error());
    std::int64_t before = 0;
    if (record->has_value()) {
      const auto decoded = DecodeCollectionSize((*record)->bytes());
      if (!decoded) return std::unexpected(decoded.error());
      before = *decoded;
    }
    const std::int64_t growth = collection.growth_bytes;
    if (__builtin_add_overflow(before, growth, &collection.size_bytes)) return Damaged();
    if (collection.size_bytes < 0) return Damaged();
    if (growth > 0 && collection.size_bytes > size_bytes_max) return false;
    if (growth == 0) continue;
    if (collection.size_bytes == 0) {
      transaction.Erase(collection.key);
    } else {
      transaction.Put(collection.key, EncodeCollectionSize(collection.size_bytes));
    }
  }
  return true;
}

std::int64_t CollectionSizes::SizeBytes(std::string_view key) const {
  const auto found =
      std::find_if(collections_.begin(), collections_.end(),
                   [&](const Collection& collection) { return collection.key == key; });
  CHECK(found != collections_.end());
  return found->size_bytes;
}

}  // namespace pixii::store
