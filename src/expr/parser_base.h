// ParserBase: what the three parsers share: the current token, paths, function calls, messages, and
// the faults that are found on the way but reported only once the whole text has been read.
// Internal to src/expr.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/result.h"
#include "expr/expression.h"

namespace pixii::expr {

enum class Keyword : std::uint8_t {
  kNone,
  kAnd,
  kOr,
  kNot,
  kBetween,
  kIn,
  kSet,
  kRemove,
  kAdd,
  kDelete,
};

class ParserBase {
 protected:
  enum class Level : std::uint8_t { kGroup, kNot, kCall };

  ParserBase(Tree& tree, std::string_view text, ExpressionKind kind);

  // Size and emptiness; then reads the first token.
  Status Begin();
  // The first of the faults in AWS's order, or the error that ended the parse.
  Status Finish();

  void Advance();
  bool At(TokenKind kind) const { return token_.kind == kind; }
  bool AtKeyword(Keyword keyword) const { return keyword_ == keyword; }
  // True for a token that begins a path: a name, or an identifier that is no keyword.
  bool AtPath() const;

  // Each fails the parse and returns kNoNode; the first failure stays.
  NodeIndex SyntaxError();
  NodeIndex Fail(std::string message);
  bool failed() const { return !error_.empty(); }
  // Advances over `kind`, or fails.
  bool Expect(TokenKind kind);

  NodeIndex AddNode(const Node& node);
  Node& node(NodeIndex index) { return tree_.nodes[index]; }
  void AddChild(NodeIndex parent, NodeIndex child);

  // Requires: `first` was AtPath() and has been advanced over.
  NodeIndex ParsePath(const Token& first);
  // Reads what follows the first element; appends to `elements`, which must end with this path's.
  bool ParsePathRest(NodeIndex path);
  NodeIndex ParseValue();
  // Requires: at `(`, behind the identifier `name`. `condition` tells in which language the call
  // stands. `parse_argument` reads one argument.
  template <class ParseArgument>
  NodeIndex ParseCall(const Token& name, bool condition, ParseArgument parse_argument);

  // Counts a level of recursion; false if there are too many, and then the parse has failed.
  bool Enter(Level level);
  void Leave() { --depth_; }
  void CountOperator() { ++operator_count_; }
  // Sets the depth of a node to one level above `below`.
  void SetDepth(NodeIndex index, std::uint8_t below);
  // A group `( ( ... ) )` that directly holds a group.
  void MarkParentheses(NodeIndex index);
  void FaultMisusedFunction(const Token& name);

  Tree& tree_;
  Token token_;
  Token previous_;

 private:
  void FaultFunction(const Token& name, Function function, bool condition);
  std::string ReservedWordMessage() const;
  void AddName(const Token& token);
  bool ParseIndex();

  Lexer lexer_;
  Keyword keyword_ = Keyword::kNone;
  std::string error_;
  int depth_ = 0;
  int operator_count_ = 0;
  int deepest_ = 0;
  std::uint16_t longest_path_ = 0;
  bool redundant_parentheses_ = false;
  std::string function_fault_;
  Token misused_function_;
  Token reserved_word_;
};

template <class ParseArgument>
NodeIndex ParserBase::ParseCall(const Token& name, bool condition, ParseArgument parse_argument) {
  const Function function = FindFunction(lexer_.TextOf(name));
  FaultFunction(name, function, condition);
  if (!Enter(Level::kCall)) return kNoNode;
  Advance();  // over the parenthesis
  const NodeIndex call =
      AddNode({.kind = NodeKind::kFunction, .function = function, .token = name});
  std::uint8_t deepest = 0;
  while (true) {
    const NodeIndex argument = parse_argument();
    if (argument == kNoNode) return kNoNode;
    deepest = std::max(deepest, node(argument).depth);
    AddChild(call, argument);
    if (!At(TokenKind::kComma)) break;
    Advance();
  }
  if (!Expect(TokenKind::kClose)) return kNoNode;
  Leave();
  SetDepth(call, deepest);
  return call;
}

}  // namespace pixii::expr
