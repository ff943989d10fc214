#include "catalog/table_codec.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pixii::catalog {
namespace {

using value::Type;

void ExpectEqual(const std::vector<KeyAttribute>& a, const std::vector<KeyAttribute>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].name, b[i].name);
    EXPECT_EQ(a[i].type, b[i].type);
  }
}

void ExpectEqual(const Throughput& a, const Throughput& b) {
  EXPECT_EQ(a.read_units, b.read_units);
  EXPECT_EQ(a.write_units, b.write_units);
  EXPECT_EQ(a.last_increase_ms, b.last_increase_ms);
  EXPECT_EQ(a.last_decrease_ms, b.last_decrease_ms);
  EXPECT_EQ(a.decreases_today, b.decreases_today);
}

void ExpectEqual(const std::optional<OnDemandThroughput>& a,
                 const std::optional<OnDemandThroughput>& b) {
  ASSERT_EQ(a.has_value(), b.has_value());
  if (!a) return;
  EXPECT_EQ(a->read_units_max, b->read_units_max);
  EXPECT_EQ(a->write_units_max, b->write_units_max);
}

void ExpectEqual(const Index& a, const Index& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.kind, b.kind);
  ExpectEqual(a.hash, b.hash);
  ExpectEqual(a.range, b.range);
  EXPECT_EQ(a.projection, b.projection);
  EXPECT_EQ(a.non_key_attributes, b.non_key_attributes);
  ExpectEqual(a.throughput, b.throughput);
  ExpectEqual(a.on_demand, b.on_demand);
  EXPECT_EQ(a.building, b.building);
}

void ExpectEqual(const Table& a, const Table& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.uuid, b.uuid);
  EXPECT_EQ(a.created_ms, b.created_ms);
  ExpectEqual({a.key.partition}, {b.key.partition});
  ASSERT_EQ(a.key.sort.has_value(), b.key.sort.has_value());
  if (a.key.sort) ExpectEqual({*a.key.sort}, {*b.key.sort});
  ExpectEqual(a.attribute_definitions, b.attribute_definitions);
  EXPECT_EQ(a.billing_mode, b.billing_mode);
  EXPECT_EQ(a.pay_per_request_since_ms, b.pay_per_request_since_ms);
  ExpectEqual(a.throughput, b.throughput);
  ExpectEqual(a.on_demand, b.on_demand);
  ASSERT_EQ(a.encryption.has_value(), b.encryption.has_value());
  if (a.encryption) {
    EXPECT_EQ(a.encryption->enabled, b.encryption->enabled);
    EXPECT_EQ(a.encryption->type, b.encryption->type);
    EXPECT_EQ(a.encryption->key_id, b.encryption->key_id);
  }
  EXPECT_EQ(a.table_class, b.table_class);
  EXPECT_EQ(a.deletion_protection, b.deletion_protection);
  EXPECT_EQ(a.tags, b.tags);
  ASSERT_EQ(a.indexes.size(), b.indexes.size());
  for (std::size_t i = 0; i < a.indexes.size(); ++i) ExpectEqual(a.indexes[i], b.indexes[i]);
  EXPECT_EQ(a.next_index_id, b.next_index_id);
  EXPECT_EQ(a.phase, b.phase);
  EXPECT_EQ(a.phase_until_ms, b.phase_until_ms);
}

// No member of it has its default value.
Table WholeTable() {
  Table table;
  table.name = "Music";
  table.id = 0xFFFFFFFF;
  table.uuid = "6d5f2f3e-0000-4000-8000-000000000001";
  table.created_ms = 1'790'000'000'123;
  table.key = {{"Artist \"quoted\" \xC3\xA9", Type::kBinary}, KeyAttribute{"n", Type::kNumber}};
  table.attribute_definitions = {
      {"Artist \"quoted\" \xC3\xA9", Type::kBinary}, {"n", Type::kNumber}, {"s", Type::kString}};
  table.billing_mode = BillingMode::kPayPerRequest;
  table.pay_per_request_since_ms = 11;
  table.throughput = {.read_units = 1'000'000'000'000,
                      .write_units = 2,
                      .last_increase_ms = 3,
                      .last_decrease_ms = 4,
                      .decreases_today = 5};
  table.on_demand = {.read_units_max = 6, .write_units_max = 7};
  table.encryption = {.enabled = true, .type = "KMS", .key_id = "alias/a"};
  table.table_class = "STANDARD_INFREQUENT_ACCESS";
  table.deletion_protection = true;
  table.tags = {{"b", "1"}, {"a", ""}, {"line\nbreak", "\xF0\x9F\x8E\xB5"}};
  table.indexes = {
      {.name = "global",
       .id = 3,
       .kind = IndexKind::kGlobal,
       .hash = {{"s", Type::kString}, {"n", Type::kNumber}},
       .range = {{"b", Type::kBinary}, {"c", Type::kString}},
       .projection = ProjectionType::kInclude,
       .non_key_attributes = {"x", "y \"z\""},
       .throughput = {.read_units = 8, .write_units = 9, .last_increase_ms = 10},
       .on_demand = OnDemandThroughput{.read_units_max = -1, .write_units_max = 12},
       .building = true},
      {.name = "local",
       .id = 1,
       .kind = IndexKind::kLocal,
       .hash = {{"s", Type::kString}},
       .projection = ProjectionType::kKeysOnly},
  };
  table.next_index_id = 4;
  table.phase = Phase::kUpdating;
  table.phase_until_ms = 1'790'000'000'999;
  return table;
}

Table SmallTable() {
  Table table;
  table.name = "t";
  table.id = 1;
  table.key.partition = {"pk", Type::kString};
  return table;
}

TEST(TableCodec, EveryMemberComesBack) {
  for (const Table& table : {WholeTable(), SmallTable()}) {
    const auto decoded = DecodeTable(table.name, EncodeTable(table));
    ASSERT_TRUE(decoded.has_value());
    ExpectEqual(*decoded, table);
  }
}

// docs/formats/catalog.md: what is stored once is read by every later build.
TEST(TableCodec, TheFormIsFixed) {
  constexpr std::string_view kStored =
      R"({"id":1,"uuid":"","created_ms":0,"partition_key":{"name":"pk","type":"S"},)"
      R"("attribute_definitions":[],"billing_mode":0,"pay_per_request_since_ms":0,)"
      R"("throughput":{"read_units":0,"write_units":0,"last_increase_ms":0,"last_decrease_ms":0,)"
      R"("decreases_today":0},"table_class":"","deletion_protection":false,"tags":[],)"
      R"("indexes":[],"next_index_id":1,"phase":0,"phase_until_ms":0})";
  EXPECT_EQ(EncodeTable(SmallTable()), kStored);
}

TEST(TableCodec, UnknownMembersAreIgnoredAndAbsentOnesHaveDefaults) {
  const auto decoded =
      DecodeTable("t", R"({"id":1,"partition_key":{"name":"pk","type":"S"},"later":{"x":[1]}})");
  ASSERT_TRUE(decoded.has_value());
  // Index 0 is the table itself: a descriptor from before there were indexes gives out 1 first.
  EXPECT_EQ(decoded->next_index_id, 1U);
  ExpectEqual(*decoded, SmallTable());
}

TEST(TableCodec, DamageIsRefusedAndNamesTheTable) {
  const std::string key = R"("partition_key":{"name":"pk","type":"S"})";
  std::vector<std::string> damaged = {
      "",
      "null",
      "[]",
      "{}",
      "\xFF",
      "{\"id\":1}",
      "{" + key + "}",
      "{\"id\":0," + key + "}",
      "{\"id\":-1," + key + "}",
      "{\"id\":4294967296," + key + "}",
      "{\"id\":\"1\"," + key + "}",
      "{\"id\":1,\"partition_key\":\"pk\"}",
  };
  const std::string whole = EncodeTable(WholeTable());
  for (std::size_t size = 0; size < whole.size(); ++size) damaged.push_back(whole.substr(0, size));
  for (const std::string& bytes : damaged) {
    const auto decoded = DecodeTable("Music", bytes);
    ASSERT_FALSE(decoded.has_value()) << bytes;
    EXPECT_EQ(decoded.error().code, ErrorCode::kInternal);
    EXPECT_EQ(decoded.error().message, "the descriptor of the table Music is damaged");
  }
}

}  // namespace
}  // namespace pixii::catalog
