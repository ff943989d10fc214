#include "capacity/consumed_capacity.h"

#include <algorithm>

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

void ConsumedCapacity::Add(std::vector<IndexUnits>& indexes, std::string_view name,
                           HalfUnits half_units) {
  const auto same = std::find_if(indexes.begin(), indexes.end(),
                                 [&](const IndexUnits& index) { return index.name == name; });
  if (same == indexes.end()) {
    indexes.push_back({std::string(name), half_units});
  } else {
    same->half_units += half_units;
  }
}

void ConsumedCapacity::AddGlobalIndex(std::string_view name, HalfUnits half_units) {
  Add(global_, name, half_units);
}
void ConsumedCapacity::AddLocalIndex(std::string_view name, HalfUnits half_units) {
  Add(local_, name, half_units);
}

void ConsumedCapacity::Add(const ConsumedCapacity& other) {
  table += other.table;
  for (const IndexUnits& index : other.global_) AddGlobalIndex(index.name, index.half_units);
  for (const IndexUnits& index : other.local_) AddLocalIndex(index.name, index.half_units);
}

void ConsumedCapacity::Clear() {
  table = 0;
  global_.clear();
  local_.clear();
}

HalfUnits ConsumedCapacity::Total() const {
  HalfUnits total = table;
  for (const IndexUnits& index : global_) total += index.half_units;
  for (const IndexUnits& index : local_) total += index.half_units;
  return total;
}

// Names of indexes hold no character that JSON escapes.
void ConsumedCapacity::AppendIndexes(std::string_view member,
                                     const std::vector<IndexUnits>& indexes, std::string& out) {
  if (indexes.empty()) return;
  out += ",\"";
  out += member;
  out += "\":{";
  for (const IndexUnits& index : indexes) {
    if (out.back() != '{') out.push_back(',');
    out.push_back('"');
    out += index.name;
    out += "\":{";
    AppendUnits(index.half_units, out);
    out.push_back('}');
  }
  out.push_back('}');
}

// Table names and ARNs hold no character that JSON escapes.
void ConsumedCapacity::Append(Report report, std::string_view table_name, std::string& out) const {
  out += R"({"TableName":")";
  out += table_name;
  out += R"(",)";
  AppendUnits(Total(), out);
  if (report == Report::kIndexes) {
    out += R"(,"Table":{)";
    AppendUnits(table, out);
    out.push_back('}');
    AppendIndexes("LocalSecondaryIndexes", local_, out);
    AppendIndexes("GlobalSecondaryIndexes", global_, out);
  }
  out.push_back('}');
}

}  // namespace pixii::capacity
