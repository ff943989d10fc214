#include "catalog/engine_error.h"
#include "service/operations.h"
#include "service/table_description.h"
#include "service/table_members.h"

namespace pixii::service {

Status DescribeTable(Call& call) {
  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  const std::string_view name = call.request.TableName();
  ASSIGN_OR_RETURN_ENGINE(const catalog::TablePtr table, view.catalog().Find(view.reader(), name));
  if (table == nullptr) return std::unexpected(catalog::NamedTableNotFound(name));
  return AnswerTable(
      call, "Table",
      {.table = *table, .view = &view, .phase = table->PhaseAt(view.catalog().NowMs())});
}

}  // namespace pixii::service
