#include "codec/json_writer.h"
#include "service/operations.h"
#include "service/tagged_resource.h"

namespace pixii::service {

Status ListTagsOfResource(Call& call) {
  ASSIGN_OR_RETURN(const catalog::TablePtr table, TaggedTable(call));
  codec::JsonObjectWriter object(call.out);
  const auto append_tag = [](const catalog::Tag& tag, std::string& out) {
    codec::JsonObjectWriter entry(out);
    entry.Text("Key", tag.first);
    entry.Text("Value", tag.second);
    entry.End();
  };
  codec::AppendJsonArray(table->tags, append_tag, object.Name("Tags"));
  object.End();
  return {};
}

}  // namespace pixii::service
