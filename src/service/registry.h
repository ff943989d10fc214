// Which operations are served, and by what. A new operation: its file, its declaration in
// operations.h, its row in registry.cc.
#pragma once

#include <string_view>

#include "api/operation.h"
#include "service/services.h"

namespace pixii::service {

struct Operation {
  const api::OperationShape* shape = nullptr;
  Handler handler = nullptr;  // null: not served yet
  bool writes = false;        // may be held back by the store
};

// By the whole target, `DynamoDB_20120810.PutItem`. No shape: the API has no such operation.
// Thread-safe.
Operation FindOperation(std::string_view target);

}  // namespace pixii::service
