#include "catalog/engine_error.h"
#include "service/operations.h"

namespace pixii::service {

Status DescribeContinuousBackups(Call& call) {
  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  const std::string_view name = call.request.TableName();
  ASSIGN_OR_RETURN_ENGINE(const catalog::TablePtr table, view.catalog().Find(view.reader(), name));
  if (table == nullptr) {
    return std::unexpected(
        MakeError(ErrorCode::kTableNotFound, "Table not found: " + std::string(name)));
  }
  call.out += R"({"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED",)"
              R"("PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"DISABLED"}}})";
  return {};
}

}  // namespace pixii::service
