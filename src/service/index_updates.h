// GlobalSecondaryIndexUpdates of UpdateTable: indexes that are added to, changed on and removed
// from a live table.
#pragma once

#include "api/request.h"
#include "base/result.h"
#include "catalog/table.h"
#include "service/throughput_members.h"

namespace pixii::service {

// Applies the request's AttributeDefinitions and GlobalSecondaryIndexUpdates to `table`. A new
// index is being built afterwards. A table that is made
// provisioned must say what each index gets. Errors: kValidation, kResourceNotFound,
// kLimitExceeded.
Status ApplyIndexUpdates(const api::Request& request, const ThroughputChange& change,
                         catalog::Table& table);

}  // namespace pixii::service
