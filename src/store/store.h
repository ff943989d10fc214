// Store: the only writer of items. It turns changes of items into one engine transaction: the item,
// its index entries, the table's counters and the size of the item's collection, all or nothing.
//
// Thread-safe; the engine and the catalog outlive it. Errors of the engine become those of
// catalog/engine_error.h, kWouldBlock among them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "capacity/units.h"
#include "catalog/catalog.h"
#include "engine/engine.h"
#include "store/traffic.h"
#include "value/item.h"

namespace pixii::store {

class IndexHistory;

// One unchanging, durable state of all tables. One thread at a time; drop it before waiting for
// anything.
class View {
 public:
  // The table that `name` names, for an operation on its items. Errors: kResourceNotFound if there
  // is none, or if it is not ready for items.
  Result<catalog::TablePtr> Table(std::string_view name);
  // The stored bytes of the item at `key` (item_key.h); nothing if there is none.
  Result<engine::Found> Get(std::string_view key);
  Result<std::vector<engine::Found>> GetMany(std::span<const engine::Bytes> keys);
  engine::Reader& reader() { return *reader_; }
  catalog::Catalog& catalog() { return catalog_; }

 private:
  friend class Store;
  View(catalog::Catalog& catalog, Traffic& traffic, std::unique_ptr<engine::Reader> reader)
      : catalog_(catalog), traffic_(traffic), reader_(std::move(reader)) {}

  catalog::Catalog& catalog_;
  Traffic& traffic_;
  std::unique_ptr<engine::Reader> reader_;
};

// A change of one item, decided by what the item is at that moment.
class Mutation {
 public:
  virtual ~Mutation() = default;

  // The table whose item is changed.
  virtual std::string_view table_name() const = 0;
  // Appends the item's key (item_key.h) to `key`, or says why the request does not fit the table.
  // Called at least once, and again if the table turns out to be another one of the same name.
  virtual Status MakeKey(const catalog::Table& table, std::string& key) = 0;

  struct Decision {
    enum class Kind : std::uint8_t { kNothing, kPut, kDelete };
    Kind kind = Kind::kNothing;
    value::ItemView
        item;  // kPut: the whole new item, valid until the mutation is asked again or ends
  };
  // What becomes of the item. May be called several times and starts afresh each time. An error
  // refuses the whole write. `old_item` is valid during the call only.
  virtual Result<Decision> Decide(const catalog::Table& table, const value::ItemView* old_item) = 0;
  // Told after Decide for each index that was written.
  virtual void IndexWritten(const catalog::Index& /*index*/, capacity::HalfUnits /*half_units*/) {}
  // Told last, of a table with a local index: what the item's collection (collection_sizes.h) then
  // weighs.
  virtual void CollectionMeasured(const catalog::Table& /*table*/, std::int64_t /*size_bytes*/) {}
};

struct Options {
  // How long a read of a global index does not show a change.
  std::int64_t gsi_delay_ms = 0;
  // What an item collection may grow to.
  std::int64_t item_collection_size_bytes_max = kItemCollectionSizeBytesMax;
};

class Store {
 public:
  Store(engine::Engine& engine, catalog::Catalog& catalog, Options options = {});
  ~Store();

  // The latest published state.
  Result<View> Read(engine::Wait wait);

  // Makes `view` show the entries of global indexes as they were Options::gsi_delay_ms ago; only
  // Scan of its reader does so. The store outlives the view.
  void DelayGlobalIndexes(View& view);

  // Applies all mutations in one transaction, or none. Every answer, an error too, depends on
  // `ticket` if it is set. Two mutations of one item are a ValidationException with
  // `duplicates_message`; a collection that would grow beyond its bound is a
  // kItemCollectionSizeLimitExceeded. With Wait::kNo the error kWouldBlock says: nothing was done,
  // call again where it may wait.
  Status Write(std::span<Mutation* const> mutations, std::string_view duplicates_message,
               engine::Wait wait, std::optional<engine::Ticket>& ticket);

  catalog::Catalog& catalog() { return catalog_; }
  engine::Engine& engine() { return engine_; }
  // Reads of items and writes, noted as they begin.
  Traffic& traffic() { return traffic_; }

 private:
  engine::Engine& engine_;
  catalog::Catalog& catalog_;
  const std::int64_t collection_size_bytes_max_;
  const std::unique_ptr<IndexHistory> index_history_;  // null: no delay
  Traffic traffic_;
};

// How many bytes a table's storage is said to hold for each item beside the item's own size. AWS
// documentation: "DynamoDB item sizes and formats".
inline constexpr std::int64_t kItemOverheadSizeBytes = 100;

// What DescribeTable shows of a table or an index.
struct TableSize {
  std::int64_t item_count = 0;
  std::int64_t size_bytes = 0;
};
// Of the table itself (kPrimaryIndex) or of one of its indexes.
Result<TableSize> SizeOf(View& view, const catalog::Table& table, std::uint32_t index_id = 0);

// The answer to a request for a table that is not there.
Error TableNotFound();

}  // namespace pixii::store
