#include <algorithm>

#include "codec/json_value.h"
#include "service/operations.h"
#include "service/tagged_resource.h"

namespace pixii::service {

// Answers with an empty body. A key that no tag has is ignored.
Status UntagResource(Call& call) {
  Status changed = ChangeTags(call, [&](catalog::Table& table) -> Status {
    for (codec::JsonElements element(call.request.Json(api::Field::kTagKeys)); element.Next();) {
      std::erase_if(table.tags,
                    [&](const catalog::Tag& tag) { return tag.first == element.value().text(); });
    }
    return {};
  });
  // Unlike its neighbours, it does not name the table that is not there.
  if (!changed && changed.error().code == ErrorCode::kResourceNotFound)
    changed.error().message = "Requested resource not found";
  return changed;
}

}  // namespace pixii::service
