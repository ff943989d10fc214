#include "codec/json_writer.h"
#include "service/operations.h"
#include "service/table_description.h"
#include "service/table_members.h"

namespace pixii::service {

Status DeleteTable(Call& call) {
  if (call.wait == engine::Wait::kNo) return std::unexpected(WouldBlock());
  ASSIGN_OR_RETURN(const catalog::TablePtr table,
                   call.store().catalog().Delete(call.request.TableName()));
  codec::JsonObjectWriter object(call.out);
  RETURN_IF_ERROR(AppendDeletedTableDescription({.table = *table,
                                                 .view = nullptr,
                                                 .status = StatusName(catalog::Phase::kDeleting),
                                                 .region = call.region,
                                                 .account_id = call.services.account_id},
                                                object.Name("TableDescription")));
  object.End();
  return {};
}

}  // namespace pixii::service
