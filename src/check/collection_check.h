// The check of a table's item collections: the size that is stored of each against a recount. A
// table without a local index has none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "catalog/table.h"
#include "check/report.h"
#include "engine/engine.h"

namespace pixii::check {

// One thread; all arguments outlive it.
class CollectionCheck {
 public:
  CollectionCheck(engine::Reader& reader, const catalog::Table& table, Report& report)
      : reader_(reader), table_(table), report_(report) {}

  // An item with its entries in local indexes. Items come in the order of their keys, so those of a
  // collection come together.
  engine::Status Add(std::string_view item_key, std::int64_t size_bytes);
  // An item of an unknown size or collection: what was and will be counted says nothing.
  void AddDamaged() { complete_ = false; }
  // After the last item.
  engine::Status Finish();

 private:
  engine::Status Compare();
  engine::Result<std::int64_t> CountRecords();

  engine::Reader& reader_;
  const catalog::Table& table_;
  Report& report_;
  bool complete_ = true;
  std::string key_;  // of the collection that is counted; empty: none yet
  std::int64_t size_bytes_ = 0;
  std::int64_t found_ = 0;  // collections that have a record
};

}  // namespace pixii::check
