// LegacySpace: the legacy parameters of a request, between their JSON and the bound trees. A part
// of the Workspace; memory is kept from request to request.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "codec/json_value.h"
#include "codec/value_errors.h"
#include "expr/key_condition.h"
#include "expr/legacy_condition.h"
#include "expr/legacy_update.h"
#include "value/value_builder.h"

namespace pixii::service {

// What a parameter says of one attribute.
struct LegacyEntry {
  std::string_view attribute;
  codec::JsonValue members;
  std::size_t first_value;  // in LegacySpace::values
  std::size_t value_count = 0;
  bool is_replaced = false;  // by a later entry of the same name
};

// Expected, AttributeUpdates, KeyConditions, QueryFilter or ScanFilter.
struct LegacyParameter {
  std::vector<LegacyEntry> entries;  // in the order of the request
  // The first bad value or name, and the entry that it belongs to.
  codec::ValueErrors value_errors;
  std::size_t bad_entry = 0;
};

struct LegacySpace {
  value::ValueBuilder builder;
  std::vector<std::size_t> marks;        // of each value, in `builder`
  std::vector<value::ValueView> values;  // once all are built

  LegacyParameter conditions;  // Expected or a filter
  LegacyParameter keys;
  LegacyParameter updates;

  std::vector<expr::LegacyTerm> condition_terms;
  std::vector<expr::LegacyTerm> key_terms;
  expr::KeyTerms bound_key_terms;
  std::vector<expr::LegacyUpdate> bound_updates;
  std::vector<std::string_view> names;      // of AttributesToGet
  std::vector<std::size_t> sorted_entries;  // to find names that come twice
};

}  // namespace pixii::service
