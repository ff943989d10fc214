// The operations, one file each. What they take and answer: the API reference of AWS, by the
// operation's name.
#pragma once

#include "base/result.h"
#include "service/services.h"

namespace pixii::service {

Status BatchGetItem(Call& call);
Status BatchWriteItem(Call& call);
Status CreateTable(Call& call);
Status DeleteItem(Call& call);
Status DeleteTable(Call& call);
Status DescribeContinuousBackups(Call& call);
Status DescribeEndpoints(Call& call);
Status DescribeLimits(Call& call);
Status DescribeTable(Call& call);
Status DescribeTimeToLive(Call& call);
Status GetItem(Call& call);
Status ListStreams(Call& call);
Status ListTables(Call& call);
Status ListTagsOfResource(Call& call);
Status PutItem(Call& call);
Status Query(Call& call);
Status Scan(Call& call);
Status TagResource(Call& call);
Status UntagResource(Call& call);
Status UpdateItem(Call& call);
Status UpdateTable(Call& call);

}  // namespace pixii::service
