// The rows of operations that have rules of their own, each in its file here. A new operation adds
// its row to this list and to the table in operations.cc.
#pragma once

#include "api/operation.h"

namespace pixii::api {

extern const OperationShape kCreateTable;
extern const OperationShape kUpdateTable;
extern const OperationShape kTagResource;
extern const OperationShape kUntagResource;
extern const OperationShape kListTagsOfResource;
extern const OperationShape kPutItem;
extern const OperationShape kGetItem;
extern const OperationShape kUpdateItem;
extern const OperationShape kDeleteItem;
extern const OperationShape kQuery;
extern const OperationShape kScan;
extern const OperationShape kBatchGetItem;
extern const OperationShape kBatchWriteItem;

}  // namespace pixii::api
