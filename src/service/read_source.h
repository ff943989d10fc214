// What a Query or a Scan reads: a table or one of its indexes, as one kind of thing.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/table.h"
#include "expr/key_condition.h"
#include "service/services.h"
#include "store/item_key.h"
#include "store/store.h"
#include "value/item.h"

namespace pixii::service {

// Of one call, and of one thread at a time. Keeps the table alive; names and schema are views of
// it.
class ReadSource {
 public:
  // Finds the table and the index that the request names; an index may be asked for consistent
  // reads only if it is local. From then on `view` shows a global index with the delay that the
  // store imitates. Errors: kResourceNotFound, kValidation,
  // what the engine says.
  static Result<ReadSource> Open(Call& call, store::View& view);

  const catalog::Table& table() const { return *table_; }
  const catalog::Index* index() const { return index_; }  // null: the table itself
  expr::KeySchemaView schema() const { return {hash_, range_}; }
  // The names that a LastEvaluatedKey holds: the index's keys, then the table's.
  const std::vector<std::string_view>& key_names() const { return key_names_; }

  // A table without a sort key: a Query has nothing to go on to.
  bool HasSingleItemPartitions() const { return index_ == nullptr && range_.empty(); }

  // Appends what all entries with these values of the HASH attributes have in common: one value for
  // each of schema().hash.
  void AppendPartitionPrefix(std::span<const value::ValueView> hash_values, std::string& out) const;
  // [begin, end) of one segment's entries. Requires: segment < segment_count.
  store::KeyRange Segment(std::uint64_t segment, std::uint64_t segment_count) const;

  // What else the service checks, each where it does in Query and in Scan.
  // Number of attributes and HASH attributes of an ExclusiveStartKey.
  Status CheckStartKeyHash(value::ItemView start_key) const;
  // Its RANGE attributes.
  Status CheckStartKeyRange(value::ItemView start_key) const;
  // What Select and the projection, which was bound before, want of an index. Decides
  // fetches_items().
  Status CheckSelect(Call& call);
  // What a Query's filter wants of an index. A Scan's filter sees what the index holds: it need not
  // be checked. Requires: CheckSelect.
  Status CheckFilter(Call& call) const;
  // Paths that go on into a key.
  Status CheckKeyPaths(Call& call) const;

  // The store's key of an ExclusiveStartKey. Error: it is no key of this source.
  Result<std::string> StartKey(value::ItemView start_key) const;

  // True if what the request shows may lie in the table only; then every entry's item is read too,
  // and the filter sees it. Only for local indexes.
  bool fetches_items() const { return fetches_items_; }

 private:
  void Prepare();

  catalog::TablePtr table_;
  const catalog::Index* index_ = nullptr;
  std::vector<expr::KeyAttribute> hash_;
  std::vector<expr::KeyAttribute> range_;
  std::vector<std::string_view> key_names_;
  bool fetches_items_ = false;
};

}  // namespace pixii::service
