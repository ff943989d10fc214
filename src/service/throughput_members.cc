#include "service/throughput_members.h"

#include <fmt/format.h>

#include "api/request.h"
#include "api/rules.h"

namespace pixii::service {
namespace {

using codec::JsonObjectWriter;
using codec::JsonValue;

constexpr std::int64_t kMsPerDay = 24LL * 60 * 60 * 1000;

// Days are those of UTC.
std::int64_t DecreasesOnDayOf(std::int64_t now_ms, const catalog::Throughput& throughput) {
  const bool same_day = throughput.last_decrease_ms / kMsPerDay == now_ms / kMsPerDay;
  return same_day ? throughput.decreases_today : 0;
}

}  // namespace

catalog::Throughput ReadThroughput(JsonValue wanted) {
  catalog::Throughput throughput;
  if (wanted.IsObject()) {
    throughput.read_units = api::ReadInteger(wanted.Find("ReadCapacityUnits"));
    throughput.write_units = api::ReadInteger(wanted.Find("WriteCapacityUnits"));
  }
  return throughput;
}

Status ChangeThroughput(JsonValue json, std::string_view of_what, const ThroughputChange& change,
                        catalog::Throughput& throughput) {
  const catalog::Throughput wanted = ReadThroughput(json);
  const bool same =
      wanted.read_units == throughput.read_units && wanted.write_units == throughput.write_units;
  if (same && !change.from_on_demand) {
    return api::RefuseUnchangedThroughput(of_what, wanted.read_units, wanted.write_units);
  }
  if (wanted.read_units > throughput.read_units || wanted.write_units > throughput.write_units) {
    throughput.last_increase_ms = change.done_ms;
  }
  if (wanted.read_units < throughput.read_units || wanted.write_units < throughput.write_units) {
    throughput.decreases_today = DecreasesOnDayOf(change.done_ms, throughput) + 1;
    throughput.last_decrease_ms = change.done_ms;
  }
  throughput.read_units = wanted.read_units;
  throughput.write_units = wanted.write_units;
  return {};
}

catalog::Throughput ThroughputUnderWay(const catalog::Throughput& before,
                                       const catalog::Throughput& after, std::int64_t now_ms) {
  catalog::Throughput shown = before;
  shown.decreases_today = DecreasesOnDayOf(now_ms, before);
  if (after.last_increase_ms != before.last_increase_ms) shown.last_increase_ms = now_ms;
  if (after.last_decrease_ms != before.last_decrease_ms) shown.last_decrease_ms = now_ms;
  return shown;
}

void ReadOnDemandThroughput(JsonValue limits,
                            std::optional<catalog::OnDemandThroughput>& on_demand) {
  if (!limits.IsObject()) return;
  const catalog::OnDemandThroughput present = on_demand.value_or(catalog::OnDemandThroughput{});
  on_demand = {.read_units_max =
                   api::ReadInteger(limits.Find("MaxReadRequestUnits"), present.read_units_max),
               .write_units_max =
                   api::ReadInteger(limits.Find("MaxWriteRequestUnits"), present.write_units_max)};
}

void AppendThroughput(const catalog::Throughput& throughput, std::int64_t now_ms,
                      std::string& out) {
  JsonObjectWriter object(out);
  if (throughput.last_increase_ms > 0) {
    object.Name("LastIncreaseDateTime") += TimestampJson(throughput.last_increase_ms);
  }
  if (throughput.last_decrease_ms > 0) {
    object.Name("LastDecreaseDateTime") += TimestampJson(throughput.last_decrease_ms);
  }
  object.Integer("NumberOfDecreasesToday", DecreasesOnDayOf(now_ms, throughput));
  object.Integer("ReadCapacityUnits", throughput.read_units);
  object.Integer("WriteCapacityUnits", throughput.write_units);
  object.End();
}

void AppendOnDemandThroughput(const std::optional<catalog::OnDemandThroughput>& limits,
                              JsonObjectWriter& object) {
  // -1 takes a limit away again.
  if (!limits || (limits->read_units_max < 0 && limits->write_units_max < 0)) return;
  JsonObjectWriter member(object.Name("OnDemandThroughput"));
  if (limits->read_units_max >= 0) member.Integer("MaxReadRequestUnits", limits->read_units_max);
  if (limits->write_units_max >= 0) member.Integer("MaxWriteRequestUnits", limits->write_units_max);
  member.End();
}

std::string TimestampJson(std::int64_t ms) { return fmt::format("{}.{:03}", ms / 1000, ms % 1000); }

}  // namespace pixii::service
