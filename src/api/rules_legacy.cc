#include "api/refuse.h"
#include "api/rules.h"

namespace pixii::api {

Status ConditionalOperatorRules(const Request& request) {
  if (!request.Has(Field::kConditionalOperator)) return {};
  std::size_t count = 0;
  for (const Field field : {Field::kExpected, Field::kQueryFilter, Field::kScanFilter})
    if (request.Has(field)) count += request.Json(field).size();
  if (count == 0) return Refuse("ConditionalOperator cannot be used without Filter or Expected");
  if (count == 1)
    return Refuse(
        "ConditionalOperator can only be used when Filter or Expected has two or more elements");
  return {};
}

}  // namespace pixii::api
