#include "catalog/engine_error.h"
#include "codec/json_writer.h"
#include "service/operations.h"
#include "service/table_description.h"
#include "service/table_members.h"

namespace pixii::service {

Status DescribeTable(Call& call) {
  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  const std::string_view name = call.request.TableName();
  ASSIGN_OR_RETURN_ENGINE(const catalog::TablePtr table, view.catalog().Find(view.reader(), name));
  if (table == nullptr) return std::unexpected(NamedTableNotFound(name));
  codec::JsonObjectWriter object(call.out);
  RETURN_IF_ERROR(
      AppendTableDescription({.table = *table,
                              .view = &view,
                              .status = StatusName(table->PhaseAt(view.catalog().NowMs())),
                              .region = call.region,
                              .account_id = call.services.account_id},
                             object.Name("Table")));
  object.End();
  return {};
}

}  // namespace pixii::service
