// Paths that go on into a key attribute, `pk.a` or `pk[0]`: keys are scalars, so the service
// refuses them once the table is known, whatever the items hold.
#pragma once

#include "base/result.h"
#include "catalog/table.h"
#include "expr/bound.h"

namespace pixii::service {

// `expression`: a bound condition, projection or update. Its error is of the data-plane family.
template <class Bound>
Status CheckKeysNotLookedInto(const catalog::Table& table, const Bound& expression) {
  const auto check = [&](const catalog::KeyAttribute& key, std::string_view role) -> Status {
    if (!LooksInto(expression, key.name)) return {};
    return std::unexpected(expr::KeyLookedInto(role, key.name));
  };
  RETURN_IF_ERROR(check(table.key.partition, "Key"));
  if (table.key.sort) RETURN_IF_ERROR(check(*table.key.sort, "Key"));
  for (const catalog::Index& index : table.indexes) {
    for (const catalog::KeyAttribute& key : index.hash) RETURN_IF_ERROR(check(key, "IndexKey"));
    for (const catalog::KeyAttribute& key : index.range) RETURN_IF_ERROR(check(key, "IndexKey"));
  }
  return {};
}

}  // namespace pixii::service
