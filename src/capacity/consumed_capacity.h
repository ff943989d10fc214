// The ConsumedCapacity member of an answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "capacity/units.h"

namespace pixii::capacity {

// ReturnConsumedCapacity of a request.
enum class Report : std::uint8_t { kNone, kTotal, kIndexes };

// The wire word; an empty or unknown one is kNone.
Report ParseReport(std::string_view word);

// Appends the ConsumedCapacity object of one table. `table_name` as the request gave it, ARN or
// name. Requires: report is not kNone.
void AppendConsumedCapacity(Report report, std::string_view table_name, HalfUnits half_units,
                            std::string& out);

}  // namespace pixii::capacity
