// Conditions by recursive descent. A parenthesis may open a condition or an operand, `(a = b)` or
// `(a) = b`; both are read by the same functions, and what came out is asked for its kind where one
// of them is needed.
#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "expr/parser.h"
#include "expr/parser_base.h"

namespace pixii::expr {
namespace {

bool IsOperand(NodeKind kind) { return kind >= NodeKind::kFunction; }

class ConditionParser : ParserBase {
 public:
  ConditionParser(std::string_view text, ExpressionKind kind, ConditionExpression& out)
      : ParserBase(out, text, kind), out_(out) {}

  Status Parse() {
    RETURN_IF_ERROR(Begin());
    const NodeIndex root = ParseOr();
    if (root != kNoNode) {
      if (!At(TokenKind::kEnd))
        SyntaxError();
      else
        RequireCondition(root);
    }
    out_.root = root;
    return Finish();
  }

 private:
  // The two chains return what stands alone as it is, an operand too: only parentheses may hold it.
  NodeIndex ParseOr() {
    NodeIndex first = ParseAnd();
    return first != kNoNode && AtKeyword(Keyword::kOr) ? ParseChain(first, Keyword::kOr) : first;
  }

  NodeIndex ParseAnd() {
    NodeIndex first = ParseNot();
    return first != kNoNode && AtKeyword(Keyword::kAnd) ? ParseChain(first, Keyword::kAnd) : first;
  }

  NodeIndex ParseChain(NodeIndex first, Keyword keyword) {
    if (!RequireCondition(first)) return kNoNode;
    const bool is_or = keyword == Keyword::kOr;
    const NodeIndex chain = AddNode({.kind = is_or ? NodeKind::kOr : NodeKind::kAnd});
    AddLink(chain, first);
    while (AtKeyword(keyword)) {
      CountOperator();
      Advance();
      const NodeIndex child = is_or ? ParseAnd() : ParseNot();
      if (child == kNoNode || !RequireCondition(child)) return kNoNode;
      AddLink(chain, child);
    }
    SetDepth(chain, node(chain).depth);
    return chain;
  }

  // A chain of the same kind, in parentheses, is dissolved. The chain's depth is that below it
  // until its end.
  void AddLink(NodeIndex chain, NodeIndex child) {
    const Node link = node(child);
    Node& above = node(chain);
    const bool same = link.kind == above.kind;
    above.depth = std::max<std::uint8_t>(above.depth, same ? link.depth - 1 : link.depth);
    if (!same) {
      AddChild(chain, child);
      return;
    }
    AddChild(chain, link.first_child);
    above.last_child = link.last_child;
    above.count += link.count - 1;
  }

  NodeIndex ParseNot() {
    if (!AtKeyword(Keyword::kNot)) return ParsePredicate();
    if (!Enter(Level::kNot)) return kNoNode;
    CountOperator();
    Advance();
    const NodeIndex child = ParseNot();
    if (child == kNoNode || !RequireCondition(child)) return kNoNode;
    Leave();
    const NodeIndex index = AddNode({.kind = NodeKind::kNot, .count = 1, .first_child = child});
    SetDepth(index, node(child).depth);
    return index;
  }

  NodeIndex ParsePredicate() {
    const NodeIndex left = ParseOperandOrGroup();
    if (left == kNoNode || !IsOperand(node(left).kind)) return left;
    switch (token_.kind) {
      case TokenKind::kEqual:
        return ParseComparison(left, Comparator::kEqual);
      case TokenKind::kNotEqual:
        return ParseComparison(left, Comparator::kNotEqual);
      case TokenKind::kLess:
        return ParseComparison(left, Comparator::kLess);
      case TokenKind::kLessEqual:
        return ParseComparison(left, Comparator::kLessEqual);
      case TokenKind::kGreater:
        return ParseComparison(left, Comparator::kGreater);
      case TokenKind::kGreaterEqual:
        return ParseComparison(left, Comparator::kGreaterEqual);
      case TokenKind::kIdentifier:
        if (AtKeyword(Keyword::kBetween)) return ParseBetween(left);
        if (AtKeyword(Keyword::kIn)) return ParseIn(left);
        return left;
      default:
        return left;
    }
  }

  NodeIndex ParseComparison(NodeIndex left, Comparator comparator) {
    Advance();
    const NodeIndex right = ParseOperand();
    if (right == kNoNode) return kNoNode;
    const NodeIndex index = AddNode({.kind = NodeKind::kCompare, .comparator = comparator});
    AddOperand(index, left);
    AddOperand(index, right);
    FinishPredicate(index);
    return index;
  }

  NodeIndex ParseBetween(NodeIndex value) {
    Advance();
    const NodeIndex lower = ParseOperand();
    if (lower == kNoNode) return kNoNode;
    if (!AtKeyword(Keyword::kAnd)) return SyntaxError();
    Advance();
    const NodeIndex upper = ParseOperand();
    if (upper == kNoNode) return kNoNode;
    const NodeIndex index = AddNode({.kind = NodeKind::kBetween});
    for (NodeIndex operand : {value, lower, upper}) AddOperand(index, operand);
    FinishPredicate(index);
    return index;
  }

  NodeIndex ParseIn(NodeIndex value) {
    Advance();
    if (!Expect(TokenKind::kOpen)) return kNoNode;
    const NodeIndex index = AddNode({.kind = NodeKind::kIn});
    AddOperand(index, value);
    while (true) {
      const NodeIndex operand = ParseOperand();
      if (operand == kNoNode) return kNoNode;
      AddOperand(index, operand);
      if (!At(TokenKind::kComma)) break;
      Advance();
    }
    if (!Expect(TokenKind::kClose)) return kNoNode;
    in_operand_count_ = std::max(in_operand_count_, node(index).count - 1);
    if (in_operand_count_ > kInOperandsMax) {
      return Fail(
          fmt::format("The IN operator is provided with too many operands; number of operands: {}",
                      in_operand_count_));
    }
    FinishPredicate(index);
    return index;
  }

  void AddOperand(NodeIndex parent, NodeIndex operand) {
    CheckOperandUse(operand);
    // The parent's depth collects that of its operands until FinishPredicate.
    node(parent).depth = std::max(node(parent).depth, node(operand).depth);
    AddChild(parent, operand);
  }

  // Functions stand for operands here; they add no level of their own.
  void FinishPredicate(NodeIndex index) {
    CountOperator();
    const std::uint8_t depth = node(index).depth;
    SetDepth(index, depth == 0 ? 0 : static_cast<std::uint8_t>(depth - 1));
  }

  NodeIndex ParseOperand() {
    const NodeIndex operand = ParseOperandOrGroup();
    if (operand != kNoNode && !IsOperand(node(operand).kind)) return SyntaxError();
    return operand;
  }

  NodeIndex ParseOperandOrGroup() {
    if (At(TokenKind::kOpen)) return ParseGroup();
    if (At(TokenKind::kValue)) return ParseValue();
    if (!AtPath()) return SyntaxError();
    const Token first = token_;
    Advance();
    if (first.kind != TokenKind::kIdentifier || !At(TokenKind::kOpen)) return ParsePath(first);
    return ParseCall(first, /*condition=*/true, [this] {
      const NodeIndex argument = ParseOperand();
      if (argument != kNoNode) CheckOperandUse(argument);
      return argument;
    });
  }

  NodeIndex ParseGroup() {
    if (!Enter(Level::kGroup)) return kNoNode;
    Advance();
    const NodeIndex inner = ParseOr();
    if (inner == kNoNode || !Expect(TokenKind::kClose)) return kNoNode;
    Leave();
    MarkParentheses(inner);
    // `(a.b).c` goes on; it then is no group any more.
    if (node(inner).kind == NodeKind::kPath &&
        (At(TokenKind::kDot) || At(TokenKind::kOpenBracket))) {
      node(inner).in_parentheses = false;
      if (!ParsePathRest(inner)) return kNoNode;
    }
    return inner;
  }

  // Only size() has a value; the other functions of conditions are true or false.
  void CheckOperandUse(NodeIndex operand) {
    const Node& use = node(operand);
    if (use.kind == NodeKind::kFunction && use.function != Function::kSize &&
        use.function != Function::kNone)
      FaultMisusedFunction(use.token);
  }

  bool RequireCondition(NodeIndex index) {
    const Node& use = node(index);
    if (!IsOperand(use.kind)) return true;
    if (use.kind == NodeKind::kFunction) {
      if (use.function == Function::kSize) FaultMisusedFunction(use.token);
      return true;
    }
    SyntaxError();
    return false;
  }

  ConditionExpression& out_;
  int in_operand_count_ = 0;
};

}  // namespace

Status ParseCondition(std::string_view text, ExpressionKind kind, ConditionExpression& out) {
  return ConditionParser(text, kind, out).Parse();
}

}  // namespace pixii::expr
