#include "expr/parser_base.h"

#include <fmt/core.h>

#include <charconv>

#include "base/limits.h"
#include "expr/parser.h"
#include "expr/reserved_words.h"

namespace pixii::expr {
namespace {

// Levels of recursion. Each pair of parentheses that is not redundant holds an operator, and so
// does each NOT, so an acceptable text stays below; its tree is flatter, since chains within chains
// are one.
constexpr int kRecursionMax = kExpressionOperatorsMax + 8;

Keyword ConditionKeywordOf(std::string_view word) {
  switch (word.size()) {
    case 2:
      if (IsKeyword(word, "OR")) return Keyword::kOr;
      return IsKeyword(word, "IN") ? Keyword::kIn : Keyword::kNone;
    case 3:
      if (IsKeyword(word, "AND")) return Keyword::kAnd;
      return IsKeyword(word, "NOT") ? Keyword::kNot : Keyword::kNone;
    case 7:
      return IsKeyword(word, "BETWEEN") ? Keyword::kBetween : Keyword::kNone;
    default:
      return Keyword::kNone;
  }
}

Keyword UpdateKeywordOf(std::string_view word) {
  switch (word.size()) {
    case 3:
      if (IsKeyword(word, "SET")) return Keyword::kSet;
      return IsKeyword(word, "ADD") ? Keyword::kAdd : Keyword::kNone;
    case 6:
      if (IsKeyword(word, "REMOVE")) return Keyword::kRemove;
      return IsKeyword(word, "DELETE") ? Keyword::kDelete : Keyword::kNone;
    default:
      return Keyword::kNone;
  }
}

// The keywords of conditions are names in an update and the other way round; neither counts in a
// projection.
Keyword KeywordOf(std::string_view word, ExpressionKind kind) {
  if (kind == ExpressionKind::kUpdate) return UpdateKeywordOf(word);
  return kind == ExpressionKind::kProjection ? Keyword::kNone : ConditionKeywordOf(word);
}

constexpr std::string_view kRedundantParentheses = "The expression has redundant parentheses;";

// The service stops counting at the first that is too many.
std::string TooManyOperators() {
  return fmt::format("The expression contains too many operators; operator count: {}",
                     kExpressionOperatorsMax + 1);
}

std::string TooManyLevels() {
  return fmt::format("The expression has too many nesting levels; nesting levels: {}",
                     kExpressionNestingMax + 1);
}

bool IsUpdateFunction(Function function) {
  return function == Function::kIfNotExists || function == Function::kListAppend;
}

}  // namespace

ParserBase::ParserBase(Tree& tree, std::string_view text, ExpressionKind kind)
    : tree_(tree), lexer_(text) {
  tree_.Clear(text, kind);
}

Status ParserBase::Begin() {
  const std::size_t size = lexer_.text().size();
  if (size == 0) {
    Fail("The expression can not be empty;");
    return Finish();
  }
  if (size > kExpressionSizeBytesMax) {
    Fail(fmt::format("Expression size has exceeded the maximum allowed size; expression size: {}",
                     size));
    return Finish();
  }
  Advance();
  return {};
}

std::string ParserBase::ReservedWordMessage() const {
  return fmt::format("Attribute name is a reserved keyword; reserved keyword: {}",
                     lexer_.TextOf(reserved_word_));
}

// An update looks for reserved words before it looks at functions; the others do it afterwards.
Status ParserBase::Finish() {
  if (!failed()) [[likely]] {
    if (operator_count_ > kExpressionOperatorsMax) {
      Fail(TooManyOperators());
    } else if (deepest_ > kExpressionNestingMax) {
      Fail(TooManyLevels());
    } else if (longest_path_ > kPathElementsMax) {
      Fail(fmt::format("The document path has too many nesting levels; nesting levels: {}",
                       longest_path_));
    } else if (redundant_parentheses_) {
      Fail(std::string(kRedundantParentheses));
    } else if (reserved_word_.size != 0 && tree_.kind == ExpressionKind::kUpdate) {
      Fail(ReservedWordMessage());
    } else if (!function_fault_.empty()) {
      Fail(std::move(function_fault_));
    } else if (misused_function_.size != 0) {
      Fail(fmt::format(
          "The function is not allowed to be used this way in an expression; function: {}",
          lexer_.TextOf(misused_function_)));
    } else if (reserved_word_.size != 0) {
      Fail(ReservedWordMessage());
    } else {
      return {};
    }
  }
  std::string message(MessagePrefix(tree_.kind));
  message += error_;
  return std::unexpected(ValidationError(std::move(message)));
}

void ParserBase::Advance() {
  ++tree_.step_count;
  previous_ = token_;
  token_ = lexer_.Next();
  keyword_ = token_.kind == TokenKind::kIdentifier ? KeywordOf(lexer_.TextOf(token_), tree_.kind)
                                                   : Keyword::kNone;
}

bool ParserBase::AtPath() const {
  return token_.kind == TokenKind::kName ||
         (token_.kind == TokenKind::kIdentifier && keyword_ == Keyword::kNone);
}

// The message shows the token with its neighbours, as they stand in the text.
NodeIndex ParserBase::SyntaxError() {
  if (failed()) return kNoNode;
  const Token next = lexer_.Next();
  const std::size_t begin = previous_.size != 0 ? previous_.offset : token_.offset;
  const std::size_t end = next.kind != TokenKind::kEnd     ? next.end()
                          : token_.kind != TokenKind::kEnd ? token_.end()
                                                           : previous_.end();
  const std::string_view text = lexer_.text();
  return Fail(fmt::format("Syntax error; token: \"{}\", near: \"{}\"",
                          At(TokenKind::kEnd) ? "<EOF>" : lexer_.TextOf(token_),
                          text.substr(begin, end > begin ? end - begin : 0)));
}

NodeIndex ParserBase::Fail(std::string message) {
  if (error_.empty()) error_ = std::move(message);
  return kNoNode;
}

bool ParserBase::Expect(TokenKind kind) {
  if (!At(kind)) {
    SyntaxError();
    return false;
  }
  Advance();
  return true;
}

NodeIndex ParserBase::AddNode(const Node& node) {
  ++tree_.step_count;
  tree_.nodes.push_back(node);
  return static_cast<NodeIndex>(tree_.nodes.size() - 1);
}

void ParserBase::AddChild(NodeIndex parent, NodeIndex child) {
  Node& above = node(parent);
  if (above.last_child == kNoNode)
    above.first_child = child;
  else
    node(above.last_child).next = child;
  above.last_child = child;
  ++above.count;
}

NodeIndex ParserBase::ParsePath(const Token& first) {
  Node path{.kind = NodeKind::kPath, .count = 1, .token = first};
  path.first_element = static_cast<std::uint16_t>(tree_.elements.size());
  AddName(first);
  const NodeIndex index = AddNode(path);
  return ParsePathRest(index) ? index : kNoNode;
}

bool ParserBase::ParsePathRest(NodeIndex path) {
  while (true) {
    if (At(TokenKind::kDot)) {
      Advance();
      if (!AtPath()) {
        SyntaxError();
        return false;
      }
      AddName(token_);
      Advance();
    } else if (At(TokenKind::kOpenBracket)) {
      Advance();
      if (!ParseIndex()) return false;
    } else {
      break;
    }
    ++node(path).count;
  }
  longest_path_ = std::max(longest_path_, node(path).count);
  return true;
}

void ParserBase::AddName(const Token& token) {
  const bool is_name = token.kind == TokenKind::kName;
  tree_.elements.push_back(
      {.kind = is_name ? ElementKind::kName : ElementKind::kIdentifier, .token = token});
  if (!is_name && reserved_word_.size == 0 && IsReservedWord(lexer_.TextOf(token))) [[unlikely]]
    reserved_word_ = token;
}

bool ParserBase::ParseIndex() {
  if (!At(TokenKind::kDigits)) {
    SyntaxError();
    return false;
  }
  const std::string_view digits = lexer_.TextOf(token_);
  std::int32_t index = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), index).ec != std::errc()) {
    Fail(fmt::format("List index is not within the allowable range; index: [{}]", digits));
    return false;
  }
  tree_.elements.push_back(
      {.kind = ElementKind::kIndex, .index = static_cast<std::uint32_t>(index), .token = token_});
  Advance();
  return Expect(TokenKind::kCloseBracket);
}

NodeIndex ParserBase::ParseValue() {
  const NodeIndex index = AddNode({.kind = NodeKind::kValue, .token = token_});
  Advance();
  return index;
}

bool ParserBase::Enter(Level level) {
  if (++depth_ <= kRecursionMax) [[likely]]
    return true;
  // What the whole text would be refused for.
  if (level == Level::kNot || operator_count_ > kExpressionOperatorsMax)
    Fail(TooManyOperators());
  else if (level == Level::kGroup)
    Fail(std::string(kRedundantParentheses));
  else if (!function_fault_.empty())
    Fail(std::move(function_fault_));
  else
    Fail(TooManyLevels());
  return false;
}

void ParserBase::SetDepth(NodeIndex index, std::uint8_t below) {
  const int depth = below + 1;
  node(index).depth = static_cast<std::uint8_t>(std::min(depth, 255));
  if (depth > deepest_) deepest_ = depth;
}

void ParserBase::MarkParentheses(NodeIndex index) {
  if (node(index).in_parentheses) redundant_parentheses_ = true;
  node(index).in_parentheses = true;
}

void ParserBase::FaultFunction(const Token& name, Function function, bool condition) {
  if (function != Function::kNone && IsUpdateFunction(function) != condition) [[likely]]
    return;
  if (!function_fault_.empty()) return;
  const std::string_view text = lexer_.TextOf(name);
  if (function == Function::kNone) {
    function_fault_ = fmt::format("Invalid function name; function: {}", text);
  } else {
    function_fault_ = fmt::format("The function is not allowed in {} expression; function: {}",
                                  condition ? "a condition" : "an update", text);
  }
}

void ParserBase::FaultMisusedFunction(const Token& name) {
  if (misused_function_.size == 0 || name.offset < misused_function_.offset)
    misused_function_ = name;
}

}  // namespace pixii::expr
