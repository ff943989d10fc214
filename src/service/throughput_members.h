// ProvisionedThroughput and OnDemandThroughput, which tables and indexes share: from requests to
// the catalog and from the catalog to answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "catalog/table.h"
#include "codec/json_value.h"
#include "codec/json_writer.h"

namespace pixii::service {

// ReadCapacityUnits and WriteCapacityUnits of a ProvisionedThroughput structure. `wanted` may be
// absent: 0 and 0.
catalog::Throughput ReadThroughput(codec::JsonValue wanted);

// Sets the units and notes what the change was: LastIncreaseDateTime, LastDecreaseDateTime,
// NumberOfDecreasesToday.
void ChangeThroughput(const catalog::Throughput& wanted, std::int64_t now_ms,
                      catalog::Throughput& throughput);

// An OnDemandThroughput structure, if `limits` is one: what it names replaces what is there.
void ReadOnDemandThroughput(codec::JsonValue limits,
                            std::optional<catalog::OnDemandThroughput>& on_demand);

void AppendThroughput(const catalog::Throughput& throughput, std::int64_t now_ms, std::string& out);
void AppendOnDemandThroughput(const std::optional<catalog::OnDemandThroughput>& limits,
                              codec::JsonObjectWriter& object);

// Timestamps on the wire: seconds with three decimals.
std::string TimestampJson(std::int64_t ms);

}  // namespace pixii::service
