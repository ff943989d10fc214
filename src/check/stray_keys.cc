// The walk looks at one key, decides whose it is, and goes on behind all keys of that owner. So it
// takes as many steps as there are tables and indexes, not as there are items.
#include "check/stray_keys.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/keys.h"
#include "store/item_key.h"

namespace pixii::check {
namespace {

constexpr char kChangeLogKey = 0x20;
constexpr std::size_t kIdsSizeBytes = 8;  // of a table and an index, behind the key's first byte

class StrayKeys {
 public:
  StrayKeys(engine::Reader& reader, const Contents& contents, Report& report)
      : reader_(reader), contents_(contents), report_(report) {
    for (const catalog::Table& table : contents.tables) {
      Own(table.id, catalog::kPrimaryIndex);
      for (const catalog::Index& index : table.indexes) Own(table.id, index.id);
      if (table.HasLocalIndex()) Own(table.id, catalog::kCollectionSizes);
    }
  }

  engine::Status Run() {
    std::string position;
    for (;;) {
      const auto cursor = reader_.Scan({.begin = position, .end = end_});
      ASSIGN_OR_RETURN(const bool more, cursor->Next());
      if (!more) return {};
      ASSIGN_OR_RETURN(position, Behind(cursor->key()));
    }
  }

 private:
  void Own(std::uint32_t table_id, std::uint32_t index_id) {
    std::string ids;
    catalog::AppendBigEndian32(table_id, ids);
    catalog::AppendBigEndian32(index_id, ids);
    owned_.insert(std::move(ids));
  }

  // The first key behind those of the owner of `key`, who is looked for.
  engine::Result<std::string> Behind(std::string_view key) {
    const char first = key.empty() ? '\0' : key.front();
    if (first == catalog::kCatalogKey) return store::PrefixEnd(key.substr(0, 1));
    const bool has_ids =
        key.size() > kIdsSizeBytes && (first == catalog::kItemKey || first == catalog::kCounterKey);
    if (!has_ids) {
      report_.Error("a key that nothing writes: {}", Hex(key));
      return std::string(key) + '\0';
    }
    const std::string_view ids = key.substr(1, kIdsSizeBytes);
    const std::string prefix(key.substr(0, 1 + kIdsSizeBytes));
    const std::string end = store::PrefixEnd(prefix);
    if (contents_.IsDead(ids)) return end;
    if (!owned_.contains(std::string(ids))) {
      ASSIGN_OR_RETURN(const std::uint64_t keys, Count(prefix, end));
      report_.Error("{} {} of a table or index that the catalog does not know: {}", keys,
                    first == catalog::kItemKey ? "items" : "counters", Hex(ids));
      return end;
    }
    if (first == catalog::kItemKey) return end;
    const bool known =
        key.size() == prefix.size() + 1 && static_cast<std::uint8_t>(key.back()) <=
                                               static_cast<std::uint8_t>(catalog::Counter::kBytes);
    if (!known) report_.Error("a counter that nothing writes: {}", Hex(key));
    return std::string(key) + '\0';
  }

  engine::Result<std::uint64_t> Count(std::string_view begin, std::string_view end) {
    std::uint64_t count = 0;
    const auto cursor = reader_.Scan({.begin = begin, .end = end});
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, cursor->Next());
      if (!more) return count;
      ++count;
    }
  }

  engine::Reader& reader_;
  const Contents& contents_;
  Report& report_;
  const std::string end_ = std::string(1, kChangeLogKey);
  std::set<std::string> owned_;  // ids of all tables with each of their indexes
};

}  // namespace

void FindStrayKeys(engine::Reader& reader, const Contents& contents, Report& report) {
  const engine::Status looked = StrayKeys(reader, contents, report).Run();
  if (!looked) report.Error("the store cannot be read: {}", looked.error().what);
}

}  // namespace pixii::check
