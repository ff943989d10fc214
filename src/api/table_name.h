// Table names and ARNs in requests. Every operation takes either; an ARN is resolved by its name
// part once its form was checked. Thread-safe.
#pragma once

#include <string_view>

#include "api/failures.h"
#include "api/operation.h"
#include "base/result.h"
#include "codec/json_value.h"

namespace pixii::api {

// 3 to 255 characters of [a-zA-Z0-9_.-].
bool IsTableName(std::string_view name);

// The name part of arn:aws:dynamodb:REGION:ACCOUNT:table/NAME; empty if it has not that form.
std::string_view NameOfTableArn(std::string_view arn);

// The name that `name_or_arn` stands for; empty if it is neither a name nor an ARN.
std::string_view ResolveTableName(std::string_view name_or_arn);

// Checks a TableName (null: absent) as far as `operation` does before it looks at other members,
// and returns the resolved name; empty for a bad name that is reported among the member
// constraints.
Result<std::string_view> CheckTableName(const OperationShape& operation, codec::JsonValue name);

// What member constraints say of such a name: all of it, in the old wording, beside other failures,
void AddTableNameFailures(codec::JsonValue name, Failures& failures);
// or in its newer form, alone.
Error BadTableNameAlone(const OperationShape& operation, codec::JsonValue name);

}  // namespace pixii::api
