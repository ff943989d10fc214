// Lexer: cuts the text of an expression into tokens, one pass, without copies.
#pragma once

#include <cstdint>
#include <string_view>

namespace pixii::expr {

enum class TokenKind : std::uint8_t {
  kEnd,
  kIdentifier,  // a letter, then letters, digits, `_`; keywords are identifiers too
  kName,        // #x
  kValue,       // :x
  kDigits,
  kDot,
  kComma,
  kOpen,
  kClose,
  kOpenBracket,
  kCloseBracket,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kPlus,
  kMinus,
  kInvalid,  // a character that begins no token; one whole UTF-8 sequence
};

// Where a token stands in the text. An expression has at most 4,096 bytes.
struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::uint16_t offset = 0;
  std::uint16_t size = 0;

  std::uint16_t end() const { return static_cast<std::uint16_t>(offset + size); }
};

// Requires: `text` has at most 65,535 bytes and outlives the lexer.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  // The next token; kEnd for ever at the end.
  Token Next();

  std::string_view TextOf(const Token& token) const {
    return text_.substr(token.offset, token.size);
  }
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

// True if `word` is `keyword` in upper or lower case. Requires: `keyword` is upper-case ASCII.
bool IsKeyword(std::string_view word, std::string_view keyword);

// True for what may follow `#` or `:` in a token: letters, digits and `_`.
bool IsTokenCharacter(char c);

}  // namespace pixii::expr
