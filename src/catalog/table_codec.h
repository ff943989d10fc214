// The stored form of a table's descriptor: a JSON object, docs/formats/catalog.md. Members are
// added, never renamed; a reader ignores what it does not know.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/table.h"

namespace pixii::catalog {

std::string EncodeTable(const Table& table);

// Error: kInternal, naming the table, if the bytes are not a descriptor.
Result<Table> DecodeTable(std::string_view name, std::string_view bytes);

}  // namespace pixii::catalog
