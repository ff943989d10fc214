#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string_view>

#include "api/refuse.h"
#include "api/rules.h"
#include "service/index_updates.h"
#include "service/operations.h"
#include "service/table_description.h"
#include "service/table_members.h"
#include "service/throughput_members.h"

namespace pixii::service {
namespace {

using api::Field;
using catalog::BillingMode;

// How long an answer waits for an index, so that waiters need not look twice.
constexpr std::chrono::milliseconds kIndexBuildPatience{200};

Status ChangeTableThroughput(codec::JsonValue json, bool from_on_demand, std::int64_t done_ms,
                             catalog::Table& table) {
  if (table.billing_mode == BillingMode::kPayPerRequest) {
    return api::RefuseInvalid(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  return ChangeThroughput(json, "table", {.from_on_demand = from_on_demand, .done_ms = done_ms},
                          table.throughput);
}

// An on-demand table and its indexes show 0 and 0.
void ClearThroughput(catalog::Table& table) {
  const auto clear = [](catalog::Throughput& throughput) {
    throughput.read_units = 0;
    throughput.write_units = 0;
  };
  clear(table.throughput);
  for (catalog::Index& index : table.indexes) clear(index.throughput);
}

Status Change(const api::Request& request, std::int64_t now_ms, std::int64_t done_ms,
              catalog::Table& table) {
  const bool was_on_demand = table.billing_mode == BillingMode::kPayPerRequest;
  const std::string_view billing_mode = request.Text(Field::kBillingMode);
  if (billing_mode == "PAY_PER_REQUEST" && !was_on_demand) {
    table.billing_mode = BillingMode::kPayPerRequest;
    table.pay_per_request_since_ms = now_ms;
    ClearThroughput(table);
  } else if (billing_mode == "PROVISIONED") {
    table.billing_mode = BillingMode::kProvisioned;
    table.on_demand.reset();
    for (catalog::Index& index : table.indexes) index.on_demand.reset();
  }
  if (const codec::JsonValue wanted = request.Json(Field::kProvisionedThroughput);
      wanted.IsObject()) {
    RETURN_IF_ERROR(ChangeTableThroughput(wanted, was_on_demand, done_ms, table));
  }
  RETURN_IF_ERROR(api::OnDemandUpdateRules(request.Json(Field::kOnDemandThroughput),
                                           table.billing_mode == BillingMode::kProvisioned));
  ReadTableSettings(request, table);
  return ApplyIndexUpdates(request, {.from_on_demand = was_on_demand, .done_ms = done_ms}, table);
}

// What the answer shows: units as they were, indexes as they are on their way.
struct Shown {
  catalog::Table table;
  std::map<std::uint32_t, std::string_view> index_statuses;
};

Shown OnTheWay(const catalog::Table& before, const catalog::Table& after, std::int64_t now_ms) {
  Shown shown{.table = after};
  if (before.billing_mode == after.billing_mode)
    shown.table.throughput = ThroughputUnderWay(before.throughput, after.throughput, now_ms);
  for (const catalog::Index& old : before.indexes) {
    const auto now = std::ranges::find(shown.table.indexes, old.id, &catalog::Index::id);
    if (now == shown.table.indexes.end()) {
      shown.table.indexes.push_back(old);
      shown.index_statuses[old.id] = "DELETING";
    } else if (before.billing_mode == after.billing_mode && now->throughput != old.throughput) {
      now->throughput = ThroughputUnderWay(old.throughput, now->throughput, now_ms);
      if (!now->building) shown.index_statuses[old.id] = "UPDATING";
    }
  }
  for (const catalog::Index& index : after.indexes) {
    if (index.id >= before.next_index_id) shown.index_statuses[index.id] = "CREATING";
  }
  return shown;
}

bool MakesIndexes(const api::Request& request) {
  const codec::JsonValue updates = request.Json(Field::kGlobalSecondaryIndexUpdates);
  if (!updates.IsArray()) return false;
  for (codec::JsonElements element(updates); element.Next();)
    if (element.value().Find("Create").IsObject()) return true;
  return false;
}

// Changes the table and writes the answer. The table as it is now.
Result<catalog::TablePtr> ChangeAndAnswer(Call& call) {
  catalog::Catalog& catalog = call.store().catalog();
  const std::int64_t now_ms = catalog.NowMs();
  // From before the change: the counters of an index that it deletes may be gone afterwards.
  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  catalog::Table before;
  const auto change = [&](catalog::Table& to) {
    before = to;
    return Change(call.request, now_ms, catalog.DoneMs(), to);
  };
  ASSIGN_OR_RETURN(catalog::TablePtr table,
                   catalog.Update(call.request.TableName(), catalog::Phase::kUpdating, change,
                                  MakesIndexes(call.request)));
  const Shown shown = OnTheWay(before, *table, now_ms);
  RETURN_IF_ERROR(AnswerTable(call, "TableDescription",
                              {.table = shown.table,
                               .view = &view,
                               .phase = catalog::Phase::kUpdating,
                               .index_statuses = shown.index_statuses}));
  return table;
}

}  // namespace

Status UpdateTable(Call& call) {
  if (call.wait == engine::Wait::kNo) return std::unexpected(WouldBlock());
  ASSIGN_OR_RETURN(const catalog::TablePtr table, ChangeAndAnswer(call));
  // The very next request sees all of it done, and a small index finished.
  const bool builds = std::any_of(table->indexes.begin(), table->indexes.end(),
                                  [](const catalog::Index& index) { return index.building; });
  if (builds) call.services.index_builder.Build(kIndexBuildPatience);
  return {};
}

}  // namespace pixii::service
