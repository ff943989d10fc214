#include "service/shown_item.h"

#include "codec/attribute_json.h"

namespace pixii::service {

void AppendShownItem(Workspace& workspace, bool projected, value::ItemView item, std::string& out) {
  if (!projected) {
    codec::AppendItemJson(item, out);
    return;
  }
  workspace.shown.Clear();
  expr::Project(workspace.expressions.projection, item, workspace.shown);
  // A part of a stored item is never too large to be built.
  const auto shown = workspace.shown.Finish();
  codec::AppendItemJson(shown ? *shown : value::ItemView(), out);
}

}  // namespace pixii::service
