// Parser: the text of an expression -> its unbound tree.
//
// Everything that can be said without names, values and types is checked here, in AWS's order: size
// (4,096 bytes), syntax, number of operators (300), of IN operands (100) and nesting (32 levels),
// redundant parentheses, unknown and misused functions, reserved words; for an update: reserved
// words, functions, sections used twice. Recursion is bounded before it begins. Every error is a
// kValidation of the expression family: its text begins with `Invalid ConditionExpression: ` or the
// like, and operations with the newer wording put their envelope around it.
//
// On error the tree is left in an unspecified state and may be parsed into again. `text` must
// outlive the tree.
#pragma once

#include <string_view>

#include "base/result.h"
#include "expr/expression.h"

namespace pixii::expr {

// Requires: `kind` is kCondition, kKeyCondition or kFilter.
Status ParseCondition(std::string_view text, ExpressionKind kind, ConditionExpression& out);
Status ParseUpdate(std::string_view text, UpdateExpression& out);
Status ParseProjection(std::string_view text, ProjectionExpression& out);

}  // namespace pixii::expr
