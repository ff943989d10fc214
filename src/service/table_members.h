// Members that several table operations share: settings, tags, and the answer of a call that must
// wait.
#pragma once

#include <vector>

#include "api/request.h"
#include "base/error.h"
#include "catalog/table.h"
#include "codec/json_value.h"

namespace pixii::service {

// TableClass, DeletionProtectionEnabled, OnDemandThroughput and SSESpecification, where the request
// has them.
void ReadTableSettings(const api::Request& request, catalog::Table& table);

// Adds or replaces tags. `tags` may be absent.
void ReadTags(codec::JsonValue tags, std::vector<catalog::Tag>& to);

}  // namespace pixii::service
