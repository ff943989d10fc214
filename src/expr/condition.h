// Conditions: of writes (ConditionExpression), of reads (FilterExpression) and of keys. Binding and
// evaluation.
//
//   ConditionExpression tree;  BoundCondition condition;      // kept from request to request
//   RETURN_IF_ERROR(ParseCondition(text, ExpressionKind::kFilter, tree));
//   RETURN_IF_ERROR(BindCondition(tree, substitutions, condition));
//   bool chosen = Evaluate(condition, &item);
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/bound.h"
#include "expr/expression.h"
#include "expr/substitutions.h"

namespace pixii::expr {

// A path, a value, or size() of one of them.
struct BoundOperand {
  PathRange path;          // if count is not 0
  value::ValueView value;  // else
  bool is_size = false;

  bool is_path() const { return path.count != 0; }
};

// NodeKind: kAnd, kOr, kNot (children); kCompare, kBetween, kIn, kFunction (operands).
struct BoundNode {
  NodeKind kind = NodeKind::kAnd;
  Comparator comparator = Comparator::kEqual;
  Function function = Function::kNone;
  value::Type type = value::Type::kNull;  // of attribute_type
  NodeIndex first_child = kNoNode;
  NodeIndex next = kNoNode;
  std::uint16_t first_operand = 0;
  std::uint16_t operand_count = 0;
};

// Legacy parameters build the same tree. Its depth is at most kExpressionNestingMax.
struct BoundCondition {
  std::vector<BoundNode> nodes;
  std::vector<BoundOperand> operands;
  std::vector<BoundElement> elements;
  NodeIndex root = kNoNode;  // none: true for every item

  void Clear();
  BoundPath PathOf(const BoundOperand& operand) const { return operand.path.In(elements); }
};

// Puts names and values in place and checks each predicate from left to right: undefined names and
// values, number of operands, operands that must differ, operand types. Errors are kValidation of
// the expression family.
Status BindCondition(const ConditionExpression& tree, Substitutions& substitutions,
                     BoundCondition& out);

// `item` is nullptr where there is none; then no path has a value. Never fails: what could never be
// true was refused by the binder, and operands whose types do not fit make a predicate false.
// Allocates nothing. Thread-safe.
bool Evaluate(const BoundCondition& condition, const value::ItemView* item);

// True if a path of the condition begins with this attribute.
bool MentionsAttribute(const BoundCondition& condition, std::string_view attribute);

// True if a path goes on into this attribute, which a key attribute does not allow: KeyLookedInto
// is the error.
bool LooksInto(const BoundCondition& condition, std::string_view attribute);

}  // namespace pixii::expr
