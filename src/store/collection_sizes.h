// CollectionSizes: what the item collections that one transaction touches weigh before and after
// it.
//
// An item collection is all items of one partition key of a table that has a local secondary index,
// with their entries in its local indexes. Its size, the sum of theirs as DynamoDB charges for
// them, is a record of its own (docs/formats/keys-in-the-store.md), kept exact by every write; an
// empty collection has none. AWS documentation: "Local secondary indexes", item collections.
//
// Reusable; one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace pixii::store {

class CollectionSizes {
 public:
  void Clear() { collections_.clear(); }

  // The collection at `key` (AppendCollectionKey) is touched and grows by so much, 0 and less
  // included. The bytes of `key` stay where they are until Clear().
  void Grow(std::string_view key, std::int64_t size_bytes);

  // Writes the records of all collections that changed. False: one that grew would be larger than
  // `size_bytes_max`, and nothing may be committed. Requires: every key is among the locks of the
  // transaction. Error kCorruption: a record is damaged.
  engine::Result<bool> Write(engine::Transaction& transaction, std::int64_t size_bytes_max);

  // What the collection weighs by now. Requires: it was touched, and Write() said true.
  std::int64_t SizeBytes(std::string_view key) const;

 private:
  struct Collection {
    std::string_view key;
    std::int64_t growth_bytes = 0;
    std::int64_t size_bytes = 0;
  };
  // Few: a linear search beats a map.
  std::vector<Collection> collections_;
};

// The value of a record and back. Error kCorruption: no record looks like this.
std::string EncodeCollectionSize(std::int64_t size_bytes);
engine::Result<std::int64_t> DecodeCollectionSize(std::string_view record);

}  // namespace pixii::store
