// The check of a whole store: everything that is derived from the items (the entries of all
// indexes, the counts and sizes of tables and indexes, the sizes of item collections) is made again
// from them and compared, byte for byte, with what is stored.
//
// Errors are: entries that are missing, that differ or that follow from no item; counters and sizes
// of collections that differ from a recount; items that cannot be decoded or are not stored under
// their key; tables that contradict each other; keys that belong to no table. Data of dropped
// tables that is still being removed is none, and an index that is still being built may lack
// entries.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace pixii::check {

struct Summary {
  std::uint64_t tables = 0;
  std::uint64_t items = 0;
  std::uint64_t index_entries = 0;
  std::uint64_t building_indexes = 0;
  std::uint64_t errors = 0;
};

// Is given one sentence for each error, the first kCheckErrorsShownMax of them.
using ShowError = std::function<void(std::string_view sentence)>;

// Checks the state that the Reader shows. Takes a few MB of memory, whatever the store holds.
Summary CheckStore(engine::Reader& reader, const ShowError& show_error);

// "3 tables, 120 items, 240 index entries checked, 0 errors"
std::string Text(const Summary& summary);

}  // namespace pixii::check
