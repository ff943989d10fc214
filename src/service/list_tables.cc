#include <algorithm>

#include "base/limits.h"
#include "catalog/engine_error.h"
#include "codec/json_writer.h"
#include "service/operations.h"

namespace pixii::service {

Status ListTables(Call& call) {
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(
      call.request.Integer(api::Field::kLimit, kListTablesPageMax), 1, kListTablesPageMax));
  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  // One more than asked for tells whether there is a next page.
  ASSIGN_OR_RETURN_ENGINE(
      std::vector<std::string> names,
      view.catalog().List(view.reader(), call.request.Text(api::Field::kExclusiveStartTableName),
                          limit + 1));
  const bool more = names.size() > limit;
  if (more) names.resize(limit);
  codec::JsonObjectWriter object(call.out);
  codec::AppendJsonArray(
      names, [](const std::string& name, std::string& out) { codec::AppendJsonString(name, out); },
      object.Name("TableNames"));
  if (more) object.Text("LastEvaluatedTableName", names.back());
  object.End();
  return {};
}

}  // namespace pixii::service
