// Printing: unbound trees as text, the inverse of the parser. Parsing the text again gives the same
// tree.
#pragma once

#include <string>

#include "expr/expression.h"

namespace pixii::expr {

// In one form: keywords in upper case, single blanks, only the parentheses that are needed.
// Requires: the tree came from a successful parse and its text is still there.
std::string Print(const ConditionExpression& tree);
std::string Print(const UpdateExpression& tree);
std::string Print(const ProjectionExpression& tree);

}  // namespace pixii::expr
