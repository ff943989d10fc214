// The ConsumedCapacity member of an answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "capacity/units.h"

namespace pixii::capacity {

// ReturnConsumedCapacity of a request.
enum class Report : std::uint8_t { kNone, kTotal, kIndexes };

// The wire word; an empty or unknown one is kNone.
Report ParseReport(std::string_view word);

// What one request took of one table and its indexes. Copies the names of indexes; what is added
// under one name adds up. Not thread-safe.
class ConsumedCapacity {
 public:
  HalfUnits table = 0;

  void AddGlobalIndex(std::string_view name, HalfUnits half_units);
  void AddLocalIndex(std::string_view name, HalfUnits half_units);
  void Add(const ConsumedCapacity& other);
  void Clear();
  // Of the table and all its indexes.
  HalfUnits Total() const;

  // Appends the object. `table_name` as the request gave it, ARN or name. Requires: report is not
  // kNone; no name needs escaping in JSON.
  void Append(Report report, std::string_view table_name, std::string& out) const;

 private:
  struct IndexUnits {
    std::string name;
    HalfUnits half_units;
  };
  static void Add(std::vector<IndexUnits>& indexes, std::string_view name, HalfUnits half_units);
  static void AppendIndexes(std::string_view member, const std::vector<IndexUnits>& indexes,
                            std::string& out);

  std::vector<IndexUnits> global_;
  std::vector<IndexUnits> local_;
};

}  // namespace pixii::capacity
