// GlobalSecondaryIndexUpdates of UpdateTable: indexes that are added to, changed on and removed
// from a live table.
#pragma once

#include <cstdint>

#include "api/request.h"
#include "base/result.h"
#include "catalog/table.h"

namespace pixii::service {

// Applies the request's AttributeDefinitions and GlobalSecondaryIndexUpdates to `table`. A new
// index is being built afterwards. Errors: kValidation, kResourceNotFound, kLimitExceeded.
Status ApplyIndexUpdates(const api::Request& request, std::int64_t now_ms, catalog::Table& table);

}  // namespace pixii::service
