#include "check/catalog_check.h"

#include <algorithm>
#include <utility>

#include "catalog/keys.h"
#include "catalog/table_codec.h"

namespace pixii::check {
namespace {

class CatalogCheck {
 public:
  explicit CatalogCheck(Report& report) : report_(report) {}

  Contents Run(engine::Reader& reader) {
    const std::string begin(1, catalog::kCatalogKey);
    const std::string end(1, catalog::kCatalogKey + 1);
    const auto cursor = reader.Scan({.begin = begin, .end = end});
    for (;;) {
      const auto more = cursor->Next();
      if (!more) report_.Error("the catalog cannot be read: {}", more.error().what);
      if (!more || !*more) break;
      Take(cursor->key(), cursor->value());
    }
    CheckIds();
    report_.summary().tables = contents_.tables.size();
    return std::move(contents_);
  }

 private:
  void Take(std::string_view key, std::string_view value) {
    const std::string descriptors = catalog::DescriptorsBegin();
    const std::string dead = catalog::DeadBegin();
    if (key.starts_with(descriptors)) {
      auto table = catalog::DecodeTable(key.substr(descriptors.size()), value);
      if (!table) return report_.Error("{}", table.error().message);
      contents_.tables.push_back(*std::move(table));
    } else if (key == catalog::NextIdKey() && value.size() == 4) {
      next_id_ = value;
    } else if (key.starts_with(dead) &&
               (key.size() == dead.size() + 4 || key.size() == dead.size() + 8)) {
      contents_.dead.emplace(key.substr(dead.size()));
    } else {
      report_.Error("the catalog has a record that nothing writes: {}", Hex(key));
    }
  }

  // Ids open keys and are never given twice.
  void CheckIds() {
    std::set<std::string> seen;
    for (const catalog::Table& table : contents_.tables) {
      std::string id;
      catalog::AppendBigEndian32(table.id, id);
      if (!seen.insert(id).second) report_.Error("{}: another table has its id", table.name);
      if (id >= next_id_) report_.Error("{}: its id will be given again", table.name);
      if (contents_.dead.contains(id)) report_.Error("{}: its items are dropped", table.name);
      for (const catalog::Index& index : table.indexes) CheckId(table, index, id, seen);
    }
  }

  void CheckId(const catalog::Table& table, const catalog::Index& index, std::string id,
               std::set<std::string>& seen) {
    catalog::AppendBigEndian32(index.id, id);
    if (!seen.insert(id).second) {
      report_.Error("{}: index {}: another index has its id", table.name, index.name);
    }
    if (index.id == catalog::kPrimaryIndex || index.id >= table.next_index_id) {
      report_.Error("{}: index {}: its id will be given again", table.name, index.name);
    }
    if (contents_.dead.contains(id)) {
      report_.Error("{}: index {}: its entries are dropped", table.name, index.name);
    }
  }

  Report& report_;
  Contents contents_;
  std::string next_id_;  // big-endian
};

}  // namespace

Contents CheckCatalog(engine::Reader& reader, Report& report) {
  return CatalogCheck(report).Run(reader);
}

}  // namespace pixii::check
