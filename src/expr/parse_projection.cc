#include "expr/parser.h"
#include "expr/parser_base.h"

namespace pixii::expr {
namespace {

class ProjectionParser : ParserBase {
 public:
  ProjectionParser(std::string_view text, ProjectionExpression& out)
      : ParserBase(out, text, ExpressionKind::kProjection), out_(out) {
    out_.paths.clear();
  }

  Status Parse() {
    RETURN_IF_ERROR(Begin());
    while (true) {
      if (!AtPath()) {
        SyntaxError();
        break;
      }
      const Token first = token_;
      Advance();
      const NodeIndex path = ParsePath(first);
      if (path == kNoNode) break;
      out_.paths.push_back(path);
      if (At(TokenKind::kEnd)) break;
      if (!Expect(TokenKind::kComma)) break;
    }
    return Finish();
  }

 private:
  ProjectionExpression& out_;
};

}  // namespace

Status ParseProjection(std::string_view text, ProjectionExpression& out) {
  return ProjectionParser(text, out).Parse();
}

}  // namespace pixii::expr
