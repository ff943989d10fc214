#include "service/tagged_resource.h"

#include "api/table_name.h"
#include "catalog/engine_error.h"
#include "service/table_members.h"

namespace pixii::service {
namespace {

std::string_view Arn(const Call& call) { return call.request.Text(api::Field::kResourceArn); }

Error ArnNotFound(std::string_view arn) {
  // The missing letter is the service's own.
  return MakeError(ErrorCode::kResourceNotFound,
                   "Requested resource not found: ResourcArn: " + std::string(arn) + " not found");
}

}  // namespace

Status ChangeTags(Call& call, const catalog::Catalog::Change& change) {
  if (call.wait == engine::Wait::kNo) return std::unexpected(WouldBlock());
  const std::string_view name = api::NameOfTableArn(Arn(call));
  auto changed = call.store().catalog().Update(name, catalog::Phase::kActive, change);
  if (changed) return {};
  if (changed.error().code == ErrorCode::kResourceNotFound)
    return std::unexpected(ArnNotFound(Arn(call)));
  return std::unexpected(std::move(changed).error());
}

Result<catalog::TablePtr> TaggedTable(Call& call) {
  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  ASSIGN_OR_RETURN_ENGINE(catalog::TablePtr table,
                          view.catalog().Find(view.reader(), api::NameOfTableArn(Arn(call))));
  if (table == nullptr) return std::unexpected(ArnNotFound(Arn(call)));
  return table;
}

}  // namespace pixii::service
