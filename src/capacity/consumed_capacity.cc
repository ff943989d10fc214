#include "capacity/consumed_capacity.h"

namespace pixii::capacity {
namespace {

void AppendUnits(HalfUnits half_units, std::string& out) {
  out += R"("CapacityUnits":)";
  out += std::to_string(half_units / 2);
  out += half_units % 2 == 0 ? ".0" : ".5";
}

}  // namespace

Report ParseReport(std::string_view word) {
  if (word == "TOTAL") return Report::kTotal;
  if (word == "INDEXES") return Report::kIndexes;
  return Report::kNone;
}

// Table names and ARNs hold no character that JSON escapes.
void AppendConsumedCapacity(Report report, std::string_view table_name, HalfUnits half_units,
                            std::string& out) {
  out += R"({"TableName":")";
  out += table_name;
  out += R"(",)";
  AppendUnits(half_units, out);
  if (report == Report::kIndexes) {
    out += R"(,"Table":{)";
    AppendUnits(half_units, out);
    out.push_back('}');
  }
  out.push_back('}');
}

}  // namespace pixii::capacity
