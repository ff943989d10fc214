#include "service/operations.h"
#include "service/table_description.h"
#include "service/table_members.h"

namespace pixii::service {

Status DeleteTable(Call& call) {
  if (call.wait == engine::Wait::kNo) return std::unexpected(WouldBlock());
  ASSIGN_OR_RETURN(const catalog::TablePtr table,
                   call.store().catalog().Delete(call.request.TableName()));
  return AnswerTable(call, "TableDescription",
                     {.table = *table,
                      .view = nullptr,
                      .phase = catalog::Phase::kDeleting,
                      .of_delete_table = true});
}

}  // namespace pixii::service
