// Updates: sections in any order, each of them a list of actions.
#include <fmt/core.h>

#include <algorithm>

#include "expr/parser.h"
#include "expr/parser_base.h"

namespace pixii::expr {
namespace {

class UpdateParser : ParserBase {
 public:
  UpdateParser(std::string_view text, UpdateExpression& out)
      : ParserBase(out, text, ExpressionKind::kUpdate), out_(out) {
    out_.actions.clear();
  }

  Status Parse() {
    RETURN_IF_ERROR(Begin());
    do {
      if (!ParseSection()) break;
    } while (!At(TokenKind::kEnd));
    RETURN_IF_ERROR(Finish());
    if (repeated_ == nullptr) return {};
    return std::unexpected(ValidationError(
        fmt::format("{}The \"{}\" section can only be used once in an update expression;",
                    MessagePrefix(ExpressionKind::kUpdate), repeated_)));
  }

 private:
  bool ParseSection() {
    UpdateSection section;
    if (AtKeyword(Keyword::kSet)) {
      section = UpdateSection::kSet;
    } else if (AtKeyword(Keyword::kRemove)) {
      section = UpdateSection::kRemove;
    } else if (AtKeyword(Keyword::kAdd)) {
      section = UpdateSection::kAdd;
    } else if (AtKeyword(Keyword::kDelete)) {
      section = UpdateSection::kDelete;
    } else {
      SyntaxError();
      return false;
    }
    const unsigned bit = 1u << static_cast<int>(section);
    if ((seen_ & bit) != 0 && repeated_ == nullptr) repeated_ = SectionName(section).data();
    seen_ |= bit;
    do {
      Advance();  // over the keyword, then over each comma
      if (!ParseAction(section)) return false;
    } while (At(TokenKind::kComma));
    return true;
  }

  bool ParseAction(UpdateSection section) {
    if (!AtPath()) {
      SyntaxError();
      return false;
    }
    const Token first = token_;
    Advance();
    const NodeIndex path = ParsePath(first);
    if (path == kNoNode) return false;
    NodeIndex value = kNoNode;
    if (section == UpdateSection::kSet) {
      if (!Expect(TokenKind::kEqual)) return false;
      value = ParseSum();
      if (value == kNoNode) return false;
    } else if (section != UpdateSection::kRemove) {
      if (!At(TokenKind::kValue)) {
        SyntaxError();
        return false;
      }
      value = ParseValue();
    }
    out_.actions.push_back({.section = section, .path = path, .value = value});
    return true;
  }

  // A term, or two terms with a sign between them; also all of it in parentheses.
  NodeIndex ParseSum() {
    const NodeIndex left = ParseTerm(/*sum_in_parentheses=*/true);
    if (left == kNoNode || IsSum(left)) return left;
    if (!At(TokenKind::kPlus) && !At(TokenKind::kMinus)) return left;
    const bool plus = At(TokenKind::kPlus);
    CountOperator();
    Advance();
    const NodeIndex right = ParseTerm(/*sum_in_parentheses=*/false);
    if (right == kNoNode) return kNoNode;
    const NodeIndex sum = AddNode({.kind = plus ? NodeKind::kPlus : NodeKind::kMinus});
    AddChild(sum, left);
    AddChild(sum, right);
    SetDepth(sum, std::max(node(left).depth, node(right).depth));
    return sum;
  }

  NodeIndex ParseTerm(bool sum_in_parentheses) {
    if (At(TokenKind::kValue)) return ParseValue();
    if (At(TokenKind::kOpen)) {
      if (!Enter(Level::kGroup)) return kNoNode;
      Advance();
      const NodeIndex inner =
          sum_in_parentheses ? ParseSum() : ParseTerm(/*sum_in_parentheses=*/false);
      if (inner == kNoNode || !Expect(TokenKind::kClose)) return kNoNode;
      Leave();
      MarkParentheses(inner);
      return inner;
    }
    if (!AtPath()) return SyntaxError();
    const Token first = token_;
    Advance();
    if (first.kind != TokenKind::kIdentifier || !At(TokenKind::kOpen)) return ParsePath(first);
    return ParseCall(first, /*condition=*/false, [this] { return ParseArgument(); });
  }

  // The service takes if_not_exists within functions, list_append not.
  NodeIndex ParseArgument() {
    const NodeIndex term = ParseTerm(/*sum_in_parentheses=*/false);
    if (term != kNoNode && node(term).function == Function::kListAppend)
      FaultMisusedFunction(node(term).token);
    return term;
  }

  bool IsSum(NodeIndex index) {
    return node(index).kind == NodeKind::kPlus || node(index).kind == NodeKind::kMinus;
  }

  UpdateExpression& out_;
  unsigned seen_ = 0;
  const char* repeated_ = nullptr;
};

}  // namespace

Status ParseUpdate(std::string_view text, UpdateExpression& out) {
  return UpdateParser(text, out).Parse();
}

}  // namespace pixii::expr
