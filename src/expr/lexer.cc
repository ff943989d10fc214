#include "expr/lexer.h"

#include <array>

namespace pixii::expr {
namespace {

// From kLetter on: what may go on in a name.
enum Class : std::uint8_t { kOther, kSpace, kLetter, kDigit, kUnderscore };

constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (char c : {' ', '\t', '\r', '\n'}) classes[static_cast<unsigned char>(c)] = kSpace;
  for (int c = 'a'; c <= 'z'; ++c) classes[c] = kLetter;
  for (int c = 'A'; c <= 'Z'; ++c) classes[c] = kLetter;
  classes['_'] = kUnderscore;
  for (int c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  return classes;
}();

std::uint8_t ClassOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }

// Length of a character that begins no token, so that a message shows it whole.
std::size_t SequenceSize(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return size;
}

constexpr std::array<TokenKind, 256> kPunctuation = [] {
  std::array<TokenKind, 256> kinds{};
  kinds.fill(TokenKind::kInvalid);
  kinds['.'] = TokenKind::kDot;
  kinds[','] = TokenKind::kComma;
  kinds['('] = TokenKind::kOpen;
  kinds[')'] = TokenKind::kClose;
  kinds['['] = TokenKind::kOpenBracket;
  kinds[']'] = TokenKind::kCloseBracket;
  kinds['='] = TokenKind::kEqual;
  kinds['<'] = TokenKind::kLess;
  kinds['>'] = TokenKind::kGreater;
  kinds['+'] = TokenKind::kPlus;
  kinds['-'] = TokenKind::kMinus;
  return kinds;
}();

}  // namespace

bool IsTokenCharacter(char c) { return ClassOf(c) >= kLetter; }

bool IsKeyword(std::string_view word, std::string_view keyword) {
  if (word.size() != keyword.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    // Clears the bit that tells lower case from upper case; the keyword has letters only.
    if ((static_cast<unsigned char>(word[i]) & 0xDF) != static_cast<unsigned char>(keyword[i]))
      return false;
  }
  return true;
}

Token Lexer::Next() {
  std::size_t at = position_;
  while (at < text_.size() && ClassOf(text_[at]) == kSpace) ++at;
  if (at == text_.size()) {
    position_ = at;
    return {TokenKind::kEnd, static_cast<std::uint16_t>(at), 0};
  }
  const char c = text_[at];
  std::size_t end = at + 1;
  TokenKind kind = TokenKind::kInvalid;
  switch (ClassOf(c)) {
    case kLetter:
      kind = TokenKind::kIdentifier;
      while (end < text_.size() && ClassOf(text_[end]) >= kLetter) ++end;
      break;
    case kDigit:
      kind = TokenKind::kDigits;
      while (end < text_.size() && ClassOf(text_[end]) == kDigit) ++end;
      break;
    default:
      if (c == '#' || c == ':') {
        while (end < text_.size() && ClassOf(text_[end]) >= kLetter) ++end;
        if (end > at + 1) kind = c == '#' ? TokenKind::kName : TokenKind::kValue;
        break;
      }
      kind = kPunctuation[static_cast<unsigned char>(c)];
      if (kind == TokenKind::kInvalid) {
        end = at + SequenceSize(text_.substr(at));
      } else if (end < text_.size() && (c == '<' || c == '>')) {
        if (text_[end] == '=') {
          kind = c == '<' ? TokenKind::kLessEqual : TokenKind::kGreaterEqual;
          ++end;
        } else if (c == '<' && text_[end] == '>') {
          kind = TokenKind::kNotEqual;
          ++end;
        }
      }
  }
  position_ = end;
  return {kind, static_cast<std::uint16_t>(at), static_cast<std::uint16_t>(end - at)};
}

}  // namespace pixii::expr
