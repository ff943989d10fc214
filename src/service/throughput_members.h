// ProvisionedThroughput and OnDemandThroughput, which tables and indexes share: from requests to
// the catalog and from the catalog to answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/table.h"
#include "codec/json_value.h"
#include "codec/json_writer.h"

namespace pixii::service {

// ReadCapacityUnits and WriteCapacityUnits of a ProvisionedThroughput structure. `wanted` may be
// absent: 0 and 0.
catalog::Throughput ReadThroughput(codec::JsonValue wanted);

struct ThroughputChange {
  bool from_on_demand;   // the same request ends the table's on-demand mode
  std::int64_t done_ms;  // when it will be over, which is the date that later answers show
};
// Sets the units that a ProvisionedThroughput structure asks for and notes what the change was:
// LastIncreaseDateTime, LastDecreaseDateTime, NumberOfDecreasesToday. `of_what`: "table" or "index
// NAME". Error: they are what they were.
Status ChangeThroughput(codec::JsonValue wanted, std::string_view of_what,
                        const ThroughputChange& change, catalog::Throughput& throughput);

// What the answer to a change shows: units and count as they were, the dates of a change already.
catalog::Throughput ThroughputUnderWay(const catalog::Throughput& before,
                                       const catalog::Throughput& after, std::int64_t now_ms);

// An OnDemandThroughput structure, if `limits` is one: what it names replaces what is there.
void ReadOnDemandThroughput(codec::JsonValue limits,
                            std::optional<catalog::OnDemandThroughput>& on_demand);

void AppendThroughput(const catalog::Throughput& throughput, std::int64_t now_ms, std::string& out);
void AppendOnDemandThroughput(const std::optional<catalog::OnDemandThroughput>& limits,
                              codec::JsonObjectWriter& object);

// Timestamps on the wire: seconds with three decimals.
std::string TimestampJson(std::int64_t ms);

}  // namespace pixii::service
