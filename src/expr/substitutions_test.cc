#include "expr/substitutions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expr/testing/literals.h"

namespace pixii::expr {
namespace {

using testing::Literals;

TEST(Substitutions, RefusesBrokenTokens) {
  Literals literals;
  Substitutions substitutions;
  for (std::string_view token : {"", "#", "a", ":a", "#a-b", "#a.b", "# a", "##", "#\xC3\xBC"}) {
    const Status status = substitutions.AddName(token, "x");
    ASSERT_FALSE(status.has_value()) << token;
    EXPECT_EQ(status.error().message,
              "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" +
                  std::string(token) + "\"");
  }
  for (std::string_view token : {"", ":", "v", "#v", ":v w"}) {
    const Status status = substitutions.AddValue(token, literals.Value("1"));
    ASSERT_FALSE(status.has_value()) << token;
    EXPECT_EQ(status.error().message,
              "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" +
                  std::string(token) + "\"");
  }
  EXPECT_TRUE(substitutions.AddName("#_9aZ", "x").has_value());
  EXPECT_TRUE(substitutions.AddName("#4", "x").has_value());
  EXPECT_TRUE(substitutions.AddName("#" + std::string(254, 'x'), "x").has_value());
  EXPECT_FALSE(substitutions.AddName("#" + std::string(255, 'x'), "x").has_value());
}

TEST(Substitutions, RefusesNamesThatNoAttributeHas) {
  Substitutions substitutions;
  EXPECT_TRUE(substitutions.AddName("#a", std::string(65535, 'x')).has_value());
  EXPECT_EQ(substitutions.AddName("#b", std::string(65536, 'x')).error().message,
            "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be "
            "less than 65536 bytes for key #b");
  EXPECT_EQ(substitutions.AddName("#c", "").error().message,
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #c");
}

TEST(Substitutions, NamesUnusedOnesInTheOrderOfTheRequest) {
  Literals literals;
  Substitutions substitutions;
  literals.Fill("{'#a': 'x', '#b': 'y', '#c': 'z', ':v': 1, ':w': 2}", substitutions);
  EXPECT_EQ(*substitutions.UseName("#b"), "y");
  EXPECT_EQ(substitutions.UseName("#d"), nullptr);
  EXPECT_EQ(testing::Text(substitutions.UseValue(":w")), "2");
  EXPECT_FALSE(substitutions.UseValue(":x"));
  EXPECT_EQ(substitutions.CheckAllUsed().error().message,
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}");
  substitutions.UseName("#a");
  substitutions.UseName("#c");
  EXPECT_EQ(substitutions.CheckAllUsed().error().message,
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}");
  substitutions.UseValue(":v");
  EXPECT_TRUE(substitutions.CheckAllUsed().has_value());
  substitutions.Clear();
  EXPECT_TRUE(substitutions.CheckAllUsed().has_value());
  EXPECT_EQ(substitutions.UseName("#a"), nullptr);
}

TEST(Substitutions, FindsEachOfMany) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 2000; ++i) tokens.push_back("#n" + std::to_string(i));
  Substitutions substitutions;
  for (const std::string& token : tokens)
    ASSERT_TRUE(substitutions.AddName(token, std::string_view(token).substr(1)).has_value());
  ASSERT_TRUE(substitutions.AddName("#n7", "again").has_value());
  for (const std::string& token : tokens) {
    const std::string_view* const name = substitutions.UseName(token);
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(*name, token == "#n7" ? "again" : token.substr(1));
  }
  EXPECT_EQ(substitutions.UseName("#n2000"), nullptr);
  EXPECT_TRUE(substitutions.CheckAllUsed().has_value());
}

}  // namespace
}  // namespace pixii::expr
