#include "api/refuse.h"
#include "base/limits.h"
#include "service/operations.h"
#include "service/table_members.h"
#include "service/tagged_resource.h"

namespace pixii::service {

// Answers with an empty body.
Status TagResource(Call& call) {
  return ChangeTags(call, [&](catalog::Table& table) -> Status {
    ReadTags(call.request.Json(api::Field::kTags), table.tags);
    if (table.tags.size() > kTagsPerTableMax) {
      return api::RefuseInvalid("Too many tags: a table has at most 50");
    }
    return {};
  });
}

}  // namespace pixii::service
