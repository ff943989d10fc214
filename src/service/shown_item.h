// An item as an answer shows it.
#pragma once

#include <string>

#include "service/workspace.h"
#include "value/item.h"

namespace pixii::service {

// Appends the item's JSON: whole, or what the workspace's projection leaves of it.
void AppendShownItem(Workspace& workspace, bool projected, value::ItemView item, std::string& out);

}  // namespace pixii::service
