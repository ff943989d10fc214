#include "codec/attribute_json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "value/number.h"

namespace pixii::codec {
namespace {

constexpr std::string_view kEnvelope = "1 validation error detected: ";

// The item that a JSON text becomes, as JSON; or the message of its refusal.
class Codec {
 public:
  std::string RoundTrip(const std::string& json, Dialect dialect = Dialect::kBare) {
    if (!document_.Parse(json)) return "not JSON";
    item_.Clear();
    errors_.Clear();
    if (const Status status = EncodeItem(document_.root(), item_, errors_); !status) {
      EXPECT_EQ(status.error().code, ErrorCode::kSerialization);
      return "S: " + status.error().message;
    }
    if (!errors_.empty()) return "V: " + Describe(errors_, dialect);
    const auto item = item_.Finish();
    if (!item) return "too large";
    EXPECT_TRUE(value::ValidateItem(item->bytes())) << json;
    std::string out;
    AppendItemJson(*item, out);
    return out;
  }

 private:
  JsonDocument document_;
  value::ItemBuilder item_;
  ValueErrors errors_;
};

std::string RoundTrip(const std::string& json, Dialect dialect = Dialect::kBare) {
  return Codec().RoundTrip(json, dialect);
}

// The message for one attribute value in the three dialects.
void ExpectRefused(const std::string& attribute, std::string_view bare, std::string_view enveloped,
                   std::string_view older) {
  const std::string json = R"({"a":)" + attribute + "}";
  EXPECT_EQ(RoundTrip(json, Dialect::kBare), "V: " + std::string(bare)) << attribute;
  EXPECT_EQ(RoundTrip(json, Dialect::kEnveloped), "V: " + std::string(enveloped)) << attribute;
  EXPECT_EQ(RoundTrip(json, Dialect::kOlder), "V: " + std::string(older)) << attribute;
}

void ExpectRefused(const std::string& attribute, std::string_view text) {
  ExpectRefused(attribute, text, std::string(kEnvelope) + std::string(text), text);
}

TEST(AttributeJson, AcceptedItemsComeBack) {
  const std::string unchanged[] = {
      "{}",
      R"({"z":{"S":"text"},"a":{"S":""}})",
      R"({"n":{"N":"-12.5"},"b":{"B":"AAECAw=="},"e":{"B":""}})",
      R"({"t":{"BOOL":true},"f":{"BOOL":false},"0":{"NULL":true}})",
      R"({"ss":{"SS":["","a","b"]},"ns":{"NS":["-1","0","10"]},"bs":{"BS":["AA==","AQ=="]}})",
      R"({"l":{"L":[]},"m":{"M":{}},"ll":{"L":[{"L":[{"S":"x"}]},{"N":"1"}]}})",
      R"({"m":{"M":{"a":{"M":{"b":{"L":[{"NULL":true}]}}},"c":{"S":"d"}}}})",
      "{\"\xc3\xa4\":{\"S\":\"\xf0\x9f\x98\x80\"}}",
  };
  for (const std::string& json : unchanged) EXPECT_EQ(RoundTrip(json), json);
}

TEST(AttributeJson, AcceptedItemsAreBroughtIntoOneForm) {
  const struct {
    std::string json;
    std::string expected;
  } cases[] = {
      {R"({"n":{"N":"+007.50e1"}})", R"({"n":{"N":"75"}})"},
      {R"({"ss":{"SS":["b","a"]}})", R"({"ss":{"SS":["a","b"]}})"},
      {R"({"m":{"M":{"b":{"S":"1"},"a":{"S":"2"}}}})",
       R"({"m":{"M":{"a":{"S":"2"},"b":{"S":"1"}}}})"},
      {R"({"a":{"BOOL":"true"},"b":{"BOOL":"no"},"c":{"NULL":"1"}})",
       R"({"a":{"BOOL":true},"b":{"BOOL":false},"c":{"NULL":true}})"},
      // Of a name that comes twice the last stays, in items, maps and values.
      {R"({"a":{"S":"1"},"b":{"S":"2"},"a":{"S":"3"}})", R"({"b":{"S":"2"},"a":{"S":"3"}})"},
      {R"({"m":{"M":{"a":{"S":"1"},"a":{"S":"2"}}}})", R"({"m":{"M":{"a":{"S":"2"}}}})"},
      {R"({"a":{"S":"1","S":"2"}})", R"({"a":{"S":"2"}})"},
      // Members that no type has, and nulls, do not count.
      {R"({"a":{"X":1,"S":"1","N":null}})", R"({"a":{"S":"1"}})"},
      {R"({"a":{"S":"\u0041\/"}})", R"({"a":{"S":"A/"}})"},
      {R"({"a\"\n":{"S":"\u0000\u001f\\ \b\f\r\t"}})",
       R"({"a\"\n":{"S":"\u0000\u001F\\ \b\f\r\t"}})"},
  };
  for (const auto& c : cases) EXPECT_EQ(RoundTrip(c.json), c.expected) << c.json;
}

TEST(AttributeJson, WrongJsonTypes) {
  const struct {
    std::string json;
    std::string_view message;
  } cases[] = {
      {R"("x")", "Unexpected field type"},
      {"1", "Unexpected field type"},
      {"[]",
       "Unrecognized collection type java.util.Map<java.lang.String, "
       "com.amazonaws.dynamodb.v20120810.AttributeValue>"},
      {R"({"a":1})", "Unexpected value type in payload"},
      {R"({"a":"x"})", "Unexpected value type in payload"},
      {R"({"a":true})", "Unexpected value type in payload"},
      {R"({"a":[]})",
       "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"},
      {R"({"a":{"S":1}})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"a":{"S":1.5}})", "DECIMAL_VALUE cannot be converted to String"},
      {R"({"a":{"S":true}})", "TRUE_VALUE cannot be converted to String"},
      {R"({"a":{"S":[]}})", "Unrecognized collection type class java.lang.String"},
      {R"({"a":{"S":{}}})", "Start of structure or map found where not expected"},
      {R"({"a":{"N":1}})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"a":{"N":false}})", "FALSE_VALUE cannot be converted to String"},
      {R"({"a":{"B":1}})", "only base-64-encoded strings are convertible to bytes"},
      {R"({"a":{"B":"abc"}})",
       "Base64 encoded length is expected a multiple of 4 bytes but found: 3"},
      {R"({"a":{"B":"AB=="}})", "Invalid last non-pad Base64 character dectected"},
      {R"({"a":{"BOOL":1}})", "NUMBER_VALUE cannot be converted to Boolean"},
      {R"({"a":{"BOOL":"x"}})", "Unexpected token received from parser"},
      {R"({"a":{"NULL":"x"}})", "Unexpected token received from parser"},
      {R"({"a":{"SS":"x"}})", "Unexpected field type"},
      {R"({"a":{"SS":{}}})", "Start of structure or map found where not expected"},
      {R"({"a":{"SS":[1]}})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"a":{"NS":[1]}})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"a":{"BS":[1]}})", "only base-64-encoded strings are convertible to bytes"},
      {R"({"a":{"BS":["a"]}})",
       "Base64 encoded length is expected a multiple of 4 bytes but found: 1"},
      {R"({"a":{"L":1}})", "Unexpected field type"},
      {R"({"a":{"L":[1]}})", "Unexpected value type in payload"},
      {R"({"a":{"M":1}})", "Unexpected field type"},
      {R"({"a":{"M":{"b":1}}})", "Unexpected value type in payload"},
      {R"({"a":{"M":{"b":{"L":[{"S":1}]}}}})", "NUMBER_VALUE cannot be converted to String"},
      // A wrong type of a later member comes before a bad value of an earlier one.
      {R"({"a":{"N":"x"},"b":{"S":1}})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"a":{"NS":["x"]},"b":{"L":[{"N":1}]}})", "NUMBER_VALUE cannot be converted to String"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(RoundTrip(c.json), "S: " + std::string(c.message)) << c.json;
}

TEST(AttributeJson, ValuesWithoutOneTypeStandWithoutEnvelope) {
  constexpr std::string_view kEmpty =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  constexpr std::string_view kSeveral =
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
      "supported datatypes";
  for (const std::string attribute : {"{}", "null", R"({"X":1})", R"({"S":null})"}) {
    ExpectRefused(attribute, kEmpty, kEmpty, kEmpty);
  }
  ExpectRefused(R"({"L":[{}]})", kEmpty, kEmpty, kEmpty);
  ExpectRefused(R"({"S":"a","N":"1"})", kSeveral, kSeveral, kSeveral);
}

TEST(AttributeJson, BadNumbers) {
  ExpectRefused(
      R"({"N":""})", "The parameter cannot be converted to a numeric value: ",
      "1 validation error detected: The parameter cannot be converted to a numeric value: ",
      "The parameter cannot be converted to a numeric value");
  ExpectRefused(R"({"N":"abc"})", "The parameter cannot be converted to a numeric value: abc");
  ExpectRefused(R"({"NS":["1","abc"]})",
                "The parameter cannot be converted to a numeric value: abc");
  constexpr std::string_view kOverflow =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  constexpr std::string_view kUnderflow =
      "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  ExpectRefused(R"({"N":"1e126"})", kOverflow);
  ExpectRefused(R"({"N":"0e126"})", kOverflow);
  ExpectRefused(R"({"N":"1e-131"})", kUnderflow);
  ExpectRefused(R"({"N":"123456789012345678901234567890123456789"})",
                "Attempting to store more than 38 significant digits in a Number");
  const std::string enveloped = std::string(kEnvelope) + std::string(kOverflow);
  ExpectRefused(R"({"N":"1e2147483647"})", kOverflow, enveloped, kUnderflow);
  ExpectRefused(R"({"N":"1e2147483648"})", kOverflow, enveloped,
                "The parameter cannot be converted to a numeric value: 1e2147483648");
}

TEST(AttributeJson, BadSetsAndNull) {
  const std::string prefix = "One or more parameter values were invalid: ";
  const std::string envelope(kEnvelope);
  const auto refused = [&](const std::string& attribute, const std::string& text,
                           const std::string& older) {
    ExpectRefused(attribute, prefix + text, envelope + prefix + text, prefix + older);
  };
  refused(R"({"SS":[]})", "An string set  may not be empty", "An string set  may not be empty");
  refused(R"({"NS":[]})", "An number set  may not be empty", "An number set  may not be empty");
  ExpectRefused(R"({"BS":[]})", prefix + "Binary sets should not be empty");
  ExpectRefused(R"({"NULL":false})",
                prefix + "Null attribute value types must have the value of true");
  refused(R"({"SS":["b","a","b"]})", R"(Input collection ["a", "b", "b"] contains duplicates.)",
          "Input collection [b, a, b] contains duplicates.");
  refused(R"({"SS":["c","b","a","b","z","a"]})",
          R"(Input collection ["a", "b", "c", "b", "z", "a"] contains duplicates.)",
          "Input collection [c, b, a, b, z, a] contains duplicates.");
  refused(R"({"BS":["Yg==","Yg=="]})",
          R"(Input collection ["Yg==","Yg=="]of type BS contains duplicates.)",
          "Input collection [Yg==, Yg==]of type BS contains duplicates.");
  const std::string number_set = "Input collection contains duplicates";
  ExpectRefused(R"({"NS":["1","1.0"]})", prefix + number_set, envelope + prefix + number_set,
                number_set);
}

// 300,000 strings in descending order: moving the later ones for each takes minutes.
TEST(AttributeJson, ManyStringsOfWhichOneCameBefore) {
  constexpr int kCount = 300'000;
  std::vector<std::string> members;
  for (int i = kCount; i > 0; --i) members.push_back(std::to_string(1'000'000 + i));
  members.push_back(members.front());
  ValueErrors errors;
  errors.AddDuplicates(value::Type::kStringSet, members);
  const std::string text = Describe(errors, Dialect::kBare);
  const std::string start =
      "One or more parameter values were invalid: Input collection [\"1000001\", \"1000002\", ";
  EXPECT_EQ(text.substr(0, start.size()), start);
  const std::string end = "\"1299999\", \"1300000\", \"1300000\"] contains duplicates.";
  EXPECT_EQ(text.substr(text.size() - end.size()), end);
}

TEST(AttributeJson, BadNames) {
  const std::string prefix = "One or more parameter values were invalid: ";
  EXPECT_EQ(RoundTrip(R"({"":{"S":"a"}})"), "V: " + prefix + "Empty attribute name");
  EXPECT_EQ(RoundTrip(R"({"a":{"M":{"":{"S":"a"}}}})"), "V: " + prefix + "Empty attribute name");
  const std::string longest(65535, 'n');
  const std::string json = R"({")" + longest + R"(":{"S":"a"}})";
  EXPECT_EQ(RoundTrip(json), json);
  EXPECT_EQ(RoundTrip(R"({"n)" + longest + R"(":{"S":"a"}})"),
            "V: " + prefix + "Attribute name is too large, must be less than 65536 bytes");
}

TEST(AttributeJson, TheFirstBadValueIsReported) {
  EXPECT_EQ(RoundTrip(R"({"a":{"N":"x"},"b":{"N":"y"},"c":{}})"),
            "V: The parameter cannot be converted to a numeric value: x");
}

TEST(AttributeJson, NestingEndsAt32Levels) {
  const auto nested = [](int containers, bool map) {
    std::string json = R"({"S":"x"})";
    for (int i = 0; i < containers; ++i)
      json = map ? R"({"M":{"a":)" + json + "}}" : R"({"L":[)" + json + "]}";
    return R"({"a":)" + json + "}";
  };
  constexpr std::string_view kText =
      "V: Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
      "beyond supported limit";
  for (const bool map : {false, true}) {
    EXPECT_EQ(RoundTrip(nested(31, map)), nested(31, map));
    EXPECT_EQ(RoundTrip(nested(32, map)), kText);
    EXPECT_EQ(RoundTrip(nested(200, map)), kText);
    EXPECT_EQ(RoundTrip(nested(2000, map)), "not JSON");
  }
}

TEST(AttributeJson, ABuilderIsGoodAgainAfterEachRefusal) {
  Codec codec;
  const std::string good = R"({"a":{"M":{"b":{"SS":["x","y"]}}}})";
  for (const std::string bad :
       {R"({"a":{"M":{"b":{"SS":["x",1]}}}})", R"({"a":{"L":[{"L":[{"B":"a"}]}]}})",
        R"({"a":{"M":{"c":{}}}})", R"({"a":{"N":"x"}})"}) {
    EXPECT_NE(codec.RoundTrip(bad)[0], '{');
    EXPECT_EQ(codec.RoundTrip(good), good);
  }
}

TEST(AttributeJson, LargeItems) {
  Codec codec;
  std::string json = "{";
  for (int i = 0; i < 20'000; ++i)
    json += "\"attribute" + std::to_string(i) + R"(":{"N":")" + std::to_string(i) + R"("},)";
  json.back() = '}';
  EXPECT_EQ(codec.RoundTrip(json), json);
  const std::string text = R"({"a":{"S":")" + std::string(17 << 20, 'x') + R"("}})";
  EXPECT_EQ(codec.RoundTrip(text), "too large");
}

TEST(AttributeJson, ValuesAlone) {
  JsonDocument document;
  ASSERT_TRUE(document.Parse(R"({"L":[{"S":"a"},{"NS":["2","1"]}]})"));
  value::ValueBuilder builder;
  ValueErrors errors;
  ASSERT_TRUE(EncodeValue(document.root(), builder, errors));
  ASSERT_TRUE(errors.empty());
  std::string out = "before ";
  AppendValueJson(builder.view(), out);
  EXPECT_EQ(out, R"(before {"L":[{"S":"a"},{"NS":["1","2"]}]})");
}

}  // namespace
}  // namespace pixii::codec
