// What an entry of Expected says: `Value` and `Exists`, or `ComparisonOperator` with its values.
// AWS documentation: "Legacy conditional parameters", Expected.
#pragma once

#include "base/result.h"
#include "expr/legacy_condition.h"
#include "service/legacy_space.h"

namespace pixii::service {

// Which members go together, and which are missing.
Status CheckExpectedForm(const LegacyEntry& entry);

// Value means EQ, Exists false means NULL. Requires: the entry passed CheckExpectedForm.
expr::LegacyOperator ExpectedOperator(const LegacyEntry& entry);

}  // namespace pixii::service
