// GlobalSecondaryIndexUpdates of UpdateTable: indexes that are added to, changed on and removed
// from a live table.
#pragma once

#include "api/request.h"
#include "base/result.h"
#include "catalog/table.h"
#include "service/throughput_members.h"

namespace pixii::service {

// Applies the request's AttributeDefinitions and GlobalSecondaryIndexUpdates to `table`. Requires:
// `table` has the billing mode that the request gives it. A new index is being built afterwards.
// Definitions that no key uses are dropped; one that the table has keeps its type. A table that is
// provisioned then must say what each of its global indexes gets.
//
// On an error `table` may be half changed, and is to be thrown away. kLimitExceeded: more than one
// index made or deleted, or one made while another is being built. kResourceNotFound: no such index
// to delete. kValidation: everything else, no such index to update included.
Status ApplyIndexUpdates(const api::Request& request, const ThroughputChange& change,
                         catalog::Table& table);

}  // namespace pixii::service
