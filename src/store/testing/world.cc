#include "store/testing/world.h"

#include <gtest/gtest.h>

#include <utility>

#include "catalog/keys.h"
#include "engine/testing/forwarding_engine.h"
#include "engine/testing/transact.h"
#include "store/collection_sizes.h"
#include "store/index_entry.h"
#include "store/item_key.h"

namespace pixii::store::testing {

using catalog::IndexKind;
using catalog::ProjectionType;
using value::Type;

Status MutationOf::MakeKey(const catalog::Table& table, std::string& key) {
  if (before_key) before_key(keys_made_);
  ++keys_made_;
  const auto fits = [&](const catalog::KeyAttribute& attribute) {
    const value::ValueView part = key_.Find(attribute.name);
    return part && part.Is(attribute.type);
  };
  if (!fits(table.key.partition) || (table.key.sort && !fits(*table.key.sort))) {
    return std::unexpected(ValidationError("the key does not fit"));
  }
  key += KeyOf(table, key_);
  return {};
}

Result<Mutation::Decision> MutationOf::Decide(const catalog::Table& table,
                                              const value::ItemView* old_item) {
  table_id = table.id;
  indexes_written.clear();
  collection_size_bytes.reset();
  return decide_(old_item);
}

void MutationOf::IndexWritten(const catalog::Index& index, capacity::HalfUnits half_units) {
  indexes_written[index.name] = half_units;
}

void MutationOf::CollectionMeasured(const catalog::Table& table, std::int64_t size_bytes) {
  EXPECT_EQ(table.id, table_id);
  collection_size_bytes = size_bytes;
}

MutationOf Put(std::string table_name, value::ItemView item) {
  return {std::move(table_name), item,
          [item](const value::ItemView*) -> Result<Mutation::Decision> {
            return Mutation::Decision{Mutation::Decision::Kind::kPut, item};
          }};
}

MutationOf Delete(std::string table_name, value::ItemView key) {
  return {std::move(table_name), key, [](const value::ItemView*) -> Result<Mutation::Decision> {
            return Mutation::Decision{Mutation::Decision::Kind::kDelete, {}};
          }};
}

Result<Mutation::Decision> Refuse(const value::ItemView* /*old_item*/) {
  return std::unexpected(MakeError(ErrorCode::kConditionalCheckFailed, "refused"));
}

Result<Mutation::Decision> Nothing(const value::ItemView* /*old_item*/) {
  return Mutation::Decision{};
}

World::World(const engine::Faults& faults, catalog::Options options, engine::DurabilityGate* gate)
    : memory(engine::NewMemoryEngine({.durability_gate = gate})),
      engine(std::make_unique<engine::ForwardingEngine>(*memory), faults),
      catalog(*memory, clock, *random, options),
      store(engine, catalog) {}

Status World::Write(std::initializer_list<Mutation*> mutations) {
  std::optional<engine::Ticket> ticket;
  Status status =
      store.Write(std::vector<Mutation*>(mutations), "duplicates", engine::Wait::kYes, ticket);
  if (ticket) engine::AwaitDurable(engine, *ticket);
  return status;
}

catalog::TablePtr World::Create(const catalog::Table& table) {
  const auto created = catalog.Create(table);
  EXPECT_TRUE(created.has_value());
  return created.value_or(nullptr);
}

catalog::TablePtr World::Find(std::string_view table_name) {
  return *catalog.Find(*engine::OpenReader(engine), table_name);
}

std::string World::Get(std::string_view table_name, std::string_view key) {
  const std::string store_key = KeyOf(*Find(table_name), literals.Item(key));
  const auto found = engine::Get(engine, store_key);
  return found ? expr::testing::Text(value::ItemView(*found)) : "nothing";
}

Rows World::RowsOf(std::uint32_t table_id, std::uint32_t index_id) {
  std::string begin;
  catalog::AppendItemPrefix(table_id, index_id, begin);
  const std::string end = PrefixEnd(begin);
  const auto rows = engine::Scan(engine, {.begin = begin, .end = end});
  return {rows.begin(), rows.end()};
}

void World::ExpectConsistent(std::string_view table_name) {
  const catalog::TablePtr table = Find(table_name);
  ASSERT_NE(table, nullptr);
  auto view = store.Read(engine::Wait::kYes);
  ASSERT_TRUE(view.has_value());
  const auto expect_counted = [&](std::uint32_t index_id, const Rows& rows) {
    TableSize recount;
    for (const auto& [key, bytes] : rows) {
      recount.size_bytes += static_cast<std::int64_t>(value::ItemView(bytes).SizeBytes()) + 100;
    }
    recount.item_count = static_cast<std::int64_t>(rows.size());
    const auto size = SizeOf(*view, *table, index_id);
    ASSERT_TRUE(size.has_value());
    EXPECT_EQ(size->item_count, recount.item_count) << "index " << index_id;
    EXPECT_EQ(size->size_bytes, recount.size_bytes) << "index " << index_id;
  };
  const Rows items = RowsOf(table->id, catalog::kPrimaryIndex);
  expect_counted(catalog::kPrimaryIndex, items);
  for (const catalog::Index& index : table->indexes) {
    if (index.building) continue;
    Rows expected;
    value::ItemBuilder builder;
    for (const auto& [key, bytes] : items) {
      const value::ItemView item(bytes);
      std::string entry_key;
      if (!AppendEntryKey(*table, index, item, entry_key)) continue;
      expected[entry_key] = ProjectedItem(*table, index, item, builder).bytes();
    }
    EXPECT_EQ(RowsOf(table->id, index.id), expected) << index.name;
    expect_counted(index.id, expected);
  }
  ExpectCollections(*table, items);
}

void World::ExpectCollections(const catalog::Table& table, const Rows& items) {
  std::map<std::string, std::int64_t> sizes;
  for (const auto& [key, bytes] : items) {
    if (!table.HasLocalIndex()) break;
    const value::ItemView item(bytes);
    std::string collection_key;
    AppendCollectionKey(table, key, collection_key);
    std::int64_t& size_bytes = sizes[collection_key];
    size_bytes += static_cast<std::int64_t>(item.SizeBytes());
    for (const catalog::Index& index : table.indexes) {
      std::string entry_key;
      value::ItemBuilder builder;
      if (index.kind != IndexKind::kLocal || !AppendEntryKey(table, index, item, entry_key))
        continue;
      size_bytes +=
          static_cast<std::int64_t>(ProjectedItem(table, index, item, builder).SizeBytes());
    }
  }
  Rows expected;
  for (const auto& [key, size_bytes] : sizes) expected[key] = EncodeCollectionSize(size_bytes);
  EXPECT_EQ(RowsOf(table.id, catalog::kCollectionSizes), expected);
}

std::string KeyOf(const catalog::Table& table, value::ItemView item) {
  std::string key;
  AppendItemKey(table, item.Find(table.key.partition.name),
                table.key.sort ? item.Find(table.key.sort->name) : value::ValueView(), key);
  return key;
}

catalog::Table HashTable(std::string name) {
  catalog::Table table;
  table.name = std::move(name);
  table.key.partition = {"pk", Type::kString};
  return table;
}

catalog::Table IndexedTable(std::string name) {
  catalog::Table table = HashTable(std::move(name));
  table.key.sort = {"sk", Type::kNumber};
  const catalog::KeyAttribute s{"s", Type::kString};
  const catalog::KeyAttribute n{"n", Type::kNumber};
  const catalog::KeyAttribute b{"b", Type::kBinary};
  table.indexes = {
      {.name = "by-s", .id = 1, .hash = {s}},
      {.name = "by-n", .id = 2, .hash = {n}, .range = {s}, .projection = ProjectionType::kKeysOnly},
      {.name = "local",
       .id = 3,
       .kind = IndexKind::kLocal,
       .hash = {table.key.partition},
       .range = {b},
       .projection = ProjectionType::kInclude,
       .non_key_attributes = {"x"}},
      {.name = "many",
       .id = 4,
       .hash = {s, n},
       .range = {b, *table.key.sort},
       .projection = ProjectionType::kInclude,
       .non_key_attributes = {"x", "y"}},
  };
  table.next_index_id = 5;
  return table;
}

}  // namespace pixii::store::testing
