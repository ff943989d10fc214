#include <string_view>

#include "catalog/engine_error.h"
#include "service/operations.h"
#include "service/table_description.h"
#include "service/table_members.h"

namespace pixii::service {
namespace {

Result<store::TableSize> LastSize(Call& call, std::string_view name) {
  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  ASSIGN_OR_RETURN_ENGINE(const catalog::TablePtr table, view.catalog().Find(view.reader(), name));
  if (table == nullptr) return store::TableSize{};
  return store::SizeOf(view, *table);
}

}  // namespace

Status DeleteTable(Call& call) {
  if (call.wait == engine::Wait::kNo) return std::unexpected(WouldBlock());
  const std::string_view name = call.request.TableName();
  // Once the table is deleted its counters may be gone.
  ASSIGN_OR_RETURN(const store::TableSize size, LastSize(call, name));
  ASSIGN_OR_RETURN(const catalog::TablePtr table, call.store().catalog().Delete(name));
  return AnswerTable(call, "TableDescription",
                     {.table = *table,
                      .view = nullptr,
                      .phase = catalog::Phase::kDeleting,
                      .size = size,
                      .of_delete_table = true});
}

}  // namespace pixii::service
