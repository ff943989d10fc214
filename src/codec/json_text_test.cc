#include "codec/json_text.h"

#include <gtest/gtest.h>

#include <string>

#include "base/base64.h"

namespace pixii::codec {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

std::string Encoded(std::string_view bytes) {
  std::string out;
  AppendBase64(bytes, out);
  return out;
}

std::string Decoded(std::string_view text) {
  std::string out;
  const Status status = DecodeBase64(text, out);
  return status ? out : status.error().message;
}

TEST(JsonString, EscapesAtEveryPlace) {
  EXPECT_EQ(Quoted(""), R"("")");
  for (const std::size_t size : {1U, 7U, 8U, 9U, 15U, 16U, 17U, 40U, 100U}) {
    const std::string plain(size, 'x');
    EXPECT_EQ(Quoted(plain), '"' + plain + '"');
    for (std::size_t at = 0; at < size; ++at) {
      for (const auto& [c, escape] :
           {std::pair{'"', R"(\")"}, {'\\', R"(\\)"}, {'\n', R"(\n)"}, {'\x1f', R"(\u001F)"}}) {
        std::string text = plain;
        text[at] = c;
        const std::string expected =
            '"' + plain.substr(0, at) + escape + plain.substr(at + 1) + '"';
        ASSERT_EQ(Quoted(text), expected) << size << " " << at;
      }
    }
  }
}

TEST(JsonString, EveryByte) {
  for (int c = 0; c < 256; ++c) {
    const bool plain = c >= 0x20 && c != '"' && c != '\\';
    const std::string text(20, static_cast<char>(c));
    const std::string quoted = Quoted(text);
    EXPECT_EQ(quoted == '"' + text + '"', plain) << c;
    EXPECT_EQ(Quoted(text.substr(0, 8)).size() == 10, plain) << c;
  }
}

TEST(JsonString, Appends) {
  std::string out = "a:";
  AppendJsonString("b", out);
  EXPECT_EQ(out, "a:\"b\"");
}

TEST(Base64, KnownTexts) {
  // RFC 4648, section 10.
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xfb\xff", "+/8="},
  };
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(Encoded(bytes), text);
    EXPECT_EQ(Decoded(text), bytes);
  }
}

TEST(Base64, Refusals) {
  for (const std::string_view text : {"A", "AA", "AAA", "AAAAA", "Zg=", "="}) {
    EXPECT_EQ(Decoded(text), "Base64 encoded length is expected a multiple of 4 bytes but found: " +
                                 std::to_string(text.size()));
  }
  for (const std::string_view text :
       {"Zh==", "Zm9=", "====", "A===", "=AAA", "AA=A", "A=AA", "AA==AAAA", "A A=", "AAA\n", "AA-_",
        "!!!!", "AAA\xff", "+/+="}) {
    EXPECT_EQ(Decoded(text), "Invalid last non-pad Base64 character dectected") << text;
  }
  std::string out = "kept";
  EXPECT_FALSE(DecodeBase64("Zh==", out));
  EXPECT_EQ(out, "kept");
}

}  // namespace
}  // namespace pixii::codec
