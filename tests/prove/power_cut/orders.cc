#include "orders.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/random.h"
#include "catalog/keys.h"
#include "store/item_key.h"

namespace pixii::prove {
namespace {

using catalog::KeyAttribute;
using catalog::ProjectionType;
using namespace std::chrono_literals;

constexpr std::string_view kTableName = "orders";
constexpr std::string_view kLateName = "late";
// The only table of the store, so its id is the first.
constexpr std::uint32_t kTableId = 1;
constexpr std::size_t kBatchOrders = 25;

const KeyAttribute kPartition{"pk", value::Type::kString};
const KeyAttribute kSort{"sk", value::Type::kString};
const KeyAttribute kVersion{"version", value::Type::kString};
const KeyAttribute kGroup{"group", value::Type::kString};  // not in every order

catalog::Table OrdersTable() {
  catalog::Table table;
  table.name = kTableName;
  table.key = {kPartition, kSort};
  table.indexes = {
      {.name = "by-group", .id = 1, .hash = {kGroup}, .range = {kVersion}},
      {.name = "by-version", .id = 2, .hash = {kVersion}, .projection = ProjectionType::kKeysOnly},
      {.name = "local",
       .id = 3,
       .kind = catalog::IndexKind::kLocal,
       .hash = {kPartition},
       .range = {kGroup},
       .projection = ProjectionType::kInclude,
       .non_key_attributes = {kVersion.name}},
  };
  table.next_index_id = 4;
  return table;
}

std::uint64_t NumberOf(value::ValueView text) {
  return text ? std::strtoull(std::string(text.text()).c_str(), nullptr, 10) : 0;
}

// Raises the version of one order.
class Raise final : public store::Mutation {
 public:
  Raise(int order, bool grouped, std::uint64_t filling)
      : order(order), grouped_(grouped), filling_(filling) {}

  std::string_view table_name() const override { return kTableName; }

  Status MakeKey(const catalog::Table& table, std::string& key) override {
    Build(0);
    store::AppendItemKey(table, item_.Find(kPartition.name), item_.Find(kSort.name), key);
    return {};
  }

  Result<Decision> Decide(const catalog::Table& /*table*/,
                          const value::ItemView* old_item) override {
    version = 1 + (old_item == nullptr ? 0 : NumberOf(old_item->Find(kVersion.name)));
    Build(version);
    return Decision{Decision::Kind::kPut, item_};
  }

  const int order;
  std::uint64_t version = 0;

 private:
  void Build(std::uint64_t version_now) {
    builder_.Clear();
    builder_.BeginAttribute(kPartition.name).String(fmt::format("p{}", order % 7));
    builder_.BeginAttribute(kSort.name).String(fmt::format("{:04}", order));
    builder_.BeginAttribute(kVersion.name).String(fmt::format("{:08}", version_now));
    if (grouped_) builder_.BeginAttribute(kGroup.name).String(fmt::format("g{}", filling_ % 5));
    builder_.BeginAttribute("filling").String(std::string(filling_ % 150, '.'));
    item_ = builder_.Finish().value_or(value::ItemView());
  }

  const bool grouped_;
  const std::uint64_t filling_;
  value::ItemBuilder builder_;
  value::ItemView item_;
};

}  // namespace

OrderVersions LookAtOrders(engine::Reader& reader) {
  OrderVersions versions{};
  std::string begin;
  catalog::AppendItemPrefix(kTableId, catalog::kPrimaryIndex, begin);
  const std::string end = store::PrefixEnd(begin);
  const auto cursor = reader.Scan({.begin = begin, .end = end});
  while (cursor->Next().value_or(false)) {
    const value::ItemView item(cursor->value());
    const std::uint64_t order = NumberOf(item.Find(kSort.name));
    if (order < versions.size()) versions[order] = NumberOf(item.Find(kVersion.name));
  }
  return versions;
}

Orders::Orders(engine::Engine& engine)
    : engine_(engine),
      catalog_(engine, SystemClock(), SystemRandom(), {}),
      store_(engine, catalog_),
      builder_(engine, catalog_, store_.traffic()) {}

void Orders::Prepare() {
  OrderVersions versions{};
  {
    const auto reader = engine_.Read(engine::Wait::kYes);
    versions = LookAtOrders(**reader);
  }
  // An error says that an earlier stage made it.
  if (versions == OrderVersions()) (void)catalog_.Create(OrdersTable());
  std::mt19937_64 random(1);
  std::vector<int> missing;
  for (int order = 0; order < kOrderCount; ++order) {
    if (versions[order] == 0) missing.push_back(order);
    if (missing.size() < kBatchOrders && order + 1 < kOrderCount) continue;
    (void)WriteSome(missing, random);
    missing.clear();
  }
}

std::optional<Orders::Written> Orders::WriteSome(const std::vector<int>& orders,
                                                 std::mt19937_64& random) {
  std::vector<Raise> raises;
  raises.reserve(orders.size());
  for (const int order : orders) raises.emplace_back(order, random() % 3 != 0, random());
  std::vector<store::Mutation*> mutations;
  for (Raise& raise : raises) mutations.push_back(&raise);
  std::optional<engine::Ticket> ticket;
  const Status written = store_.Write(mutations, "duplicates", engine::Wait::kYes, ticket);
  if (!written || !ticket) return std::nullopt;
  Written result{.ticket = *ticket, .versions = {}};
  for (const Raise& raise : raises) result.versions.emplace_back(raise.order, raise.version);
  return result;
}

std::optional<Orders::Written> Orders::Write(std::mt19937_64& random) {
  std::vector<int> orders(random() % 4 == 0 ? kBatchOrders : 1);
  const int first = static_cast<int>(random() % kOrderCount);
  for (std::size_t i = 0; i < orders.size(); ++i) {
    orders[i] = (first + static_cast<int>(i) * 13) % kOrderCount;
  }
  return WriteSome(orders, random);
}

void Orders::ChangeIndexes(std::mt19937_64& random) {
  const auto changed =
      catalog_.Update(kTableName, catalog::Phase::kActive, [](catalog::Table& table) -> Status {
        const auto erased = std::erase_if(
            table.indexes, [](const catalog::Index& index) { return index.name == kLateName; });
        if (erased > 0) return {};
        table.indexes.push_back({.name = std::string(kLateName),
                                 .id = table.next_index_id++,
                                 .hash = {kGroup},
                                 .range = {kSort},
                                 .projection = ProjectionType::kInclude,
                                 .non_key_attributes = {kVersion.name},
                                 .building = true});
        return {};
      });
  if (changed) builder_.Build(std::chrono::milliseconds(random() % 40));
}

void Orders::Settle() { builder_.Build(20s); }

}  // namespace pixii::prove
