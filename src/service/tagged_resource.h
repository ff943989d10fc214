// The resource of the tag operations: a table, named by its ARN.
#pragma once

#include "service/services.h"

namespace pixii::service {

// Changes the tags of the table that ResourceArn names. Errors: kResourceNotFound, in the words of
// the tag operations, and those of `change`.
Status ChangeTags(Call& call, const catalog::Catalog::Change& change);

// The table that ResourceArn names. Error: kResourceNotFound.
Result<catalog::TablePtr> TaggedTable(Call& call);

}  // namespace pixii::service
