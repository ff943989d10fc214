#include "codec/json_value.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "codec/json_types.h"

namespace pixii::codec {
namespace {

TEST(JsonDocument, RefusesWhatIsNotJson) {
  const std::string_view bad[] = {
      "",
      " ",
      "{",
      "}",
      "[1 2]",
      "tru",
      "01",
      "1e",
      R"("\q")",
      "[1,]",
      R"({"a":})",
      R"({"a"})",
      R"({a:1})",
      "{}x",
      "\xEF\xBB\xBF{}",
      "\"\xff\"",
      R"("\ud800")",
      "'a'",
      "NaN",
      "\"\x01\"",
      R"({"a":1,})",
      "1e400",
      "{} {}",
      std::string_view("{}\0", 3),
      // Overlong and surrogate UTF-8.
      "\"\xc0\x80\"",
      "\"\xed\xa0\x80\"",
  };
  JsonDocument document;
  for (const std::string_view text : bad) {
    const Status status = document.Parse(text);
    ASSERT_FALSE(status) << text;
    EXPECT_EQ(status.error().code, ErrorCode::kSerialization) << text;
    EXPECT_EQ(status.error().message, "") << text;
  }
}

TEST(JsonDocument, DepthEndsAt1024) {
  JsonDocument document;
  const auto nested = [](int n) {
    return std::string(static_cast<std::size_t>(n), '[') +
           std::string(static_cast<std::size_t>(n), ']');
  };
  EXPECT_TRUE(document.Parse(nested(1000)).has_value());
  EXPECT_FALSE(document.Parse(nested(1100)).has_value());
  EXPECT_FALSE(document.Parse(std::string(200'000, '[')).has_value());
  EXPECT_TRUE(document.Parse("{}").has_value());
}

TEST(JsonDocument, EveryPrefixOfADocumentIsRefused) {
  const std::string text = R"({"TableName":"users","Key":{"id":{"N":"1"}},"l":[true,null,1.5]})";
  JsonDocument document;
  ASSERT_TRUE(document.Parse(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(document.Parse(std::string_view(text).substr(0, size))) << size;
  }
}

TEST(JsonDocument, PaddedBodiesAreReadInPlace) {
  std::string buffer = R"({"a":"text"})";
  const std::size_t size = buffer.size();
  buffer.append(kJsonPaddingBytes, 'x');
  JsonDocument document;
  ASSERT_TRUE(document.ParsePadded(std::string_view(buffer).substr(0, size)));
  EXPECT_EQ(document.root().Find("a").text(), "text");
}

TEST(JsonDocument, LargeAndSmallBodiesInTurn) {
  JsonDocument document;
  for (const std::size_t size : {10U, 300'000U, 5'000U, 2'000'000U, 100U}) {
    const std::string text = R"({"a":")" + std::string(size, 'x') + R"("})";
    ASSERT_TRUE(document.Parse(text));
    EXPECT_EQ(document.root().Find("a").text().size(), size);
  }
}

TEST(JsonValue, KindsAndValues) {
  JsonDocument document;
  ASSERT_TRUE(document.Parse(
      R"([null,true,false,-5,1.5,"t\u00e4\n",[],{},18446744073709551615,9223372036854775807,1e2])"));
  const JsonKind kinds[] = {JsonKind::kNull,    JsonKind::kTrue,    JsonKind::kFalse,
                            JsonKind::kInteger, JsonKind::kDecimal, JsonKind::kString,
                            JsonKind::kArray,   JsonKind::kObject,  JsonKind::kInteger,
                            JsonKind::kInteger, JsonKind::kDecimal};
  JsonElements elements(document.root());
  std::vector<JsonValue> values;
  for (const JsonKind kind : kinds) {
    ASSERT_TRUE(elements.Next());
    EXPECT_EQ(elements.value().kind(), kind);
    values.push_back(elements.value());
  }
  EXPECT_FALSE(elements.Next());
  EXPECT_TRUE(values[1].boolean());
  EXPECT_FALSE(values[2].boolean());
  EXPECT_EQ(values[3].integer(), -5);
  EXPECT_EQ(values[3].decimal(), -5.0);
  EXPECT_EQ(values[4].decimal(), 1.5);
  EXPECT_EQ(values[5].text(), "t\xc3\xa4\n");
  EXPECT_EQ(values[8].integer(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(values[9].integer(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(document.root().size(), 11U);
  EXPECT_TRUE(JsonValue().IsNull());
}

TEST(JsonValue, MembersInDocumentOrderTheLastOfANameWins) {
  JsonDocument document;
  ASSERT_TRUE(document.Parse(R"({"z":1,"a":{"b":[2]},"z":3})"));
  std::string names;
  for (JsonMembers members(document.root()); members.Next();) names += members.name();
  EXPECT_EQ(names, "zaz");
  EXPECT_EQ(document.root().Find("z").integer(), 3);
  EXPECT_TRUE(document.root().Find("x").IsNull());
  EXPECT_TRUE(document.root().Has("a"));
  EXPECT_FALSE(document.root().Has("b"));
  EXPECT_EQ(document.root().size(), 3U);
  EXPECT_EQ(document.root().Find("a").Find("b").size(), 1U);
}

std::string TextOf(std::string_view json, WireType wanted, std::string_view java_type = {}) {
  JsonDocument document;
  EXPECT_TRUE(document.Parse(json)) << json;
  const Error error = WrongJsonType(document.root(), wanted, java_type);
  EXPECT_EQ(error.code, ErrorCode::kSerialization);
  return error.message;
}

TEST(WrongJsonType, TextsAreThoseOfTheJavaConverters) {
  EXPECT_EQ(TextOf("1", WireType::kString), "NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(TextOf("1.5", WireType::kString), "DECIMAL_VALUE cannot be converted to String");
  EXPECT_EQ(TextOf("true", WireType::kString), "TRUE_VALUE cannot be converted to String");
  EXPECT_EQ(TextOf("false", WireType::kString), "FALSE_VALUE cannot be converted to String");
  EXPECT_EQ(TextOf("[]", WireType::kString), "Unrecognized collection type class java.lang.String");
  EXPECT_EQ(TextOf("{}", WireType::kString), "Start of structure or map found where not expected");
  EXPECT_EQ(TextOf("\"1\"", WireType::kInteger), "STRING_VALUE cannot be converted to Integer");
  EXPECT_EQ(TextOf("\"1\"", WireType::kLong), "STRING_VALUE cannot be converted to Long");
  EXPECT_EQ(TextOf("\"x\"", WireType::kBoolean), "Unexpected token received from parser");
  EXPECT_EQ(TextOf("1", WireType::kBoolean), "NUMBER_VALUE cannot be converted to Boolean");
  EXPECT_EQ(TextOf("1", WireType::kBlob), "only base-64-encoded strings are convertible to bytes");
  EXPECT_EQ(TextOf("[]", WireType::kBlob),
            "Unrecognized collection type class java.nio.ByteBuffer");
  EXPECT_EQ(TextOf("\"x\"", WireType::kList), "Unexpected field type");
  EXPECT_EQ(TextOf("{}", WireType::kList), "Start of structure or map found where not expected");
  EXPECT_TRUE(TextOf("1", WireType::kNestedList).starts_with("class sun.reflect.generics"));
  EXPECT_EQ(TextOf("{}", WireType::kNestedList),
            "Start of structure or map found where not expected");
  EXPECT_EQ(TextOf("true", WireType::kNestedAttributeMap), TextOf("1", WireType::kNestedList));
  EXPECT_EQ(TextOf("[]", WireType::kNestedAttributeMap), TextOf("[]", WireType::kAttributeMap));
  EXPECT_EQ(TextOf("1", WireType::kAttributeMap), "Unexpected field type");
  EXPECT_EQ(TextOf("[]", WireType::kAttributeMap),
            "Unrecognized collection type java.util.Map<java.lang.String, "
            "com.amazonaws.dynamodb.v20120810.AttributeValue>");
  EXPECT_EQ(TextOf("1", WireType::kAttributeValue), "Unexpected value type in payload");
  EXPECT_EQ(TextOf("1", WireType::kFieldAttributeValue), "Unexpected field type");
  EXPECT_EQ(TextOf("[]", WireType::kAttributeValue),
            "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue");
  EXPECT_EQ(TextOf("[]", WireType::kStructure, "com.amazonaws.dynamodb.v20120810.Tag"),
            "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.Tag");
  EXPECT_EQ(TextOf("1", WireType::kFieldStructure), "Unexpected field type");
}

TEST(ReadBoolean, TakesSomeStrings) {
  JsonDocument document;
  for (const std::string_view yes : {"true", R"("true")", R"("1")", R"("yes")"}) {
    ASSERT_TRUE(document.Parse(yes));
    EXPECT_TRUE(*ReadBoolean(document.root())) << yes;
  }
  for (const std::string_view no : {"false", R"("false")", R"("0")", R"("no")"}) {
    ASSERT_TRUE(document.Parse(no));
    EXPECT_FALSE(*ReadBoolean(document.root())) << no;
  }
  for (const std::string_view bad : {"1", "0", "null", R"("")", R"("on")", "[]", "{}"}) {
    ASSERT_TRUE(document.Parse(bad));
    EXPECT_FALSE(ReadBoolean(document.root()).has_value()) << bad;
  }
}

}  // namespace
}  // namespace pixii::codec
