// The unbound trees: what the text of an expression says, before names and values are put in place.
//
// A tree lies in flat vectors; children are sibling links, so nothing is allocated once the vectors
// have grown. Trees are reusable: a parse begins with Clear(). They hold positions and a view of
// the text, which the caller keeps alive. They are for one thread at a time. AND and OR have any
// number of children and never one of their own kind, so `a OR (b OR (c OR d))` is one node with
// four children.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "expr/lexer.h"

namespace pixii::expr {

// Which request member the text came from; decides the prefix of messages and the grammar.
enum class ExpressionKind : std::uint8_t {
  kUpdate,
  kCondition,
  kKeyCondition,
  kFilter,
  kProjection
};

// `Invalid ConditionExpression: ` and its like.
std::string_view MessagePrefix(ExpressionKind kind);

enum class Comparator : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual
};

enum class Function : std::uint8_t {
  kNone,  // an unknown name
  kAttributeExists,
  kAttributeNotExists,
  kAttributeType,
  kBeginsWith,
  kContains,
  kSize,
  kIfNotExists,
  kListAppend,
};

// As written in an expression.
std::string_view ComparatorText(Comparator comparator);
std::string_view FunctionName(Function function);
// Case-sensitive. kNone if there is no such function.
Function FindFunction(std::string_view name);

enum class NodeKind : std::uint8_t {
  // Conditions.
  kAnd,
  kOr,
  kNot,
  kCompare,
  kBetween,
  kIn,
  // A condition or an operand, as the function may be.
  kFunction,
  // Operands.
  kPath,
  kValue,
  kPlus,
  kMinus,
};

using NodeIndex = std::uint16_t;
inline constexpr NodeIndex kNoNode = 0xFFFF;

struct Node {
  NodeKind kind = NodeKind::kPath;
  Comparator comparator = Comparator::kEqual;
  Function function = Function::kNone;
  bool in_parentheses = false;
  // Levels: 0 for a path or value, 1 for a predicate, one more for each NOT, AND, OR or function
  // around.
  std::uint8_t depth = 0;
  std::uint16_t count = 0;  // children; elements of a path
  NodeIndex first_child = kNoNode;
  NodeIndex last_child = kNoNode;
  NodeIndex next = kNoNode;
  std::uint16_t first_element = 0;  // of a path
  Token token;                      // of a value or a function's name
};

enum class ElementKind : std::uint8_t { kIdentifier, kName, kIndex };

struct PathElement {
  ElementKind kind = ElementKind::kIdentifier;
  std::uint32_t index = 0;  // of kIndex
  Token token;              // of the others
};

// What all unbound trees share.
struct Tree {
  std::string_view text;
  ExpressionKind kind = ExpressionKind::kCondition;
  std::vector<Node> nodes;
  std::vector<PathElement> elements;
  // Tokens read and nodes made: what the worst text costs.
  std::uint32_t step_count = 0;

  std::string_view TextOf(const Token& token) const {
    return text.substr(token.offset, token.size);
  }
  void Clear(std::string_view new_text, ExpressionKind new_kind);
};

struct ConditionExpression : Tree {
  NodeIndex root = kNoNode;
};

struct ProjectionExpression : Tree {
  std::vector<NodeIndex> paths;
};

enum class UpdateSection : std::uint8_t { kSet, kRemove, kAdd, kDelete };
std::string_view SectionName(UpdateSection section);

struct UpdateAction {
  UpdateSection section = UpdateSection::kSet;
  NodeIndex path = kNoNode;
  NodeIndex value = kNoNode;  // none for REMOVE
};

struct UpdateExpression : Tree {
  std::vector<UpdateAction> actions;
};

}  // namespace pixii::expr
