#include "catalog/engine_error.h"
#include "service/operations.h"

namespace pixii::service {

Status DescribeTimeToLive(Call& call) {
  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  const std::string_view name = call.request.TableName();
  ASSIGN_OR_RETURN_ENGINE(const catalog::TablePtr table, view.catalog().Find(view.reader(), name));
  if (table == nullptr) return std::unexpected(catalog::NamedTableNotFound(name));
  call.out += R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})";
  return {};
}

}  // namespace pixii::service
