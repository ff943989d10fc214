#include "expr/projection.h"

#include <gtest/gtest.h>

#include <string>

#include "expr/parser.h"
#include "expr/testing/literals.h"

namespace pixii::expr {
namespace {

using testing::Literals;

constexpr std::string_view kPrefix = "Invalid ProjectionExpression: ";
constexpr std::string_view kNames = "{'#a': 'a', '#b': '[3]'}";

std::string Refusal(std::string_view text, std::string_view substitutions_text = kNames) {
  Literals literals;
  Substitutions substitutions;
  literals.Fill(substitutions_text, substitutions);
  ProjectionExpression tree;
  BoundProjection projection;
  Status status = ParseProjection(text, tree);
  if (status.has_value()) status = BindProjection(tree, substitutions, projection);
  if (status.has_value()) return "";
  EXPECT_TRUE(status.error().message.starts_with(kPrefix)) << status.error().message;
  return status.error().message.substr(kPrefix.size());
}

std::string Projected(std::string_view text, std::string_view item) {
  Literals literals;
  Substitutions substitutions;
  literals.Fill(kNames, substitutions);
  ProjectionExpression tree;
  BoundProjection projection;
  EXPECT_TRUE(ParseProjection(text, tree).has_value()) << text;
  EXPECT_TRUE(BindProjection(tree, substitutions, projection).has_value()) << text;
  value::ItemBuilder builder;
  Project(projection, literals.Item(item), builder);
  const value::ItemView result = *builder.Finish();
  EXPECT_TRUE(value::ValidateItem(result.bytes())) << text;
  return testing::Text(result);
}

TEST(ProjectionRefusals, Syntax) {
  EXPECT_EQ(Refusal(""), "The expression can not be empty;");
  EXPECT_EQ(Refusal(std::string(4096, 'x')), "");
  EXPECT_EQ(Refusal(std::string(4097, 'x')),
            "Expression size has exceeded the maximum allowed size; expression size: 4097");
  for (std::string_view text : {"whatever(stuff)", ":a", "abort,", "a,,b", "a..b", "a[b]",
                                "(a.b).c", "(a)", "(a),(b)", "(a,b)", "a-b", "a b", "a[-1]", "1a"})
    EXPECT_TRUE(Refusal(text).starts_with("Syntax error; token: \"")) << text;
  EXPECT_EQ(Refusal("a-b"), "Syntax error; token: \"-\", near: \"a-b\"");
  EXPECT_EQ(Refusal("abort,"), "Syntax error; token: \"<EOF>\", near: \",\"");
}

TEST(ProjectionRefusals, Names) {
  EXPECT_EQ(Refusal("a.abORt"), "Attribute name is a reserved keyword; reserved keyword: abORt");
  EXPECT_EQ(Refusal("#q,ABSoLUTE"),
            "Attribute name is a reserved keyword; reserved keyword: ABSoLUTE");
  EXPECT_EQ(Refusal("a,b,a,#q"),
            "An expression attribute name used in the document path is not defined; attribute "
            "name: #q");
}

TEST(ProjectionRefusals, PathsThatClash) {
  const auto clash = [](std::string_view verb, std::string_view one, std::string_view two) {
    return "Two document paths " + std::string(verb) +
           " with each other; must remove or rewrite one of these paths; path one: " +
           std::string(one) + ", path two: " + std::string(two);
  };
  EXPECT_EQ(Refusal("b[1], b.a, #a.b, a"), clash("overlap", "[a, b]", "[a]"));
  EXPECT_EQ(Refusal("a, #a[1]"), clash("overlap", "[a]", "[a, [1]]"));
  EXPECT_EQ(Refusal("a,b,a"), clash("overlap", "[a]", "[a]"));
  EXPECT_EQ(Refusal("a.b, #a[1], #b"), clash("conflict", "[a, b]", "[a, [1]]"));
  EXPECT_EQ(Refusal("a.b[1], #a[1], #b"), clash("conflict", "[a, b, [1]]", "[a, [1]]"));
  EXPECT_EQ(Refusal("a[3].b, #a.#b.b"), clash("conflict", "[a, [3], b]", "[a, [3], b]"));
}

TEST(Project, KeepsStructure) {
  const std::string_view item =
      "{pk: 'k', n: 1, m: {x: 1, y: {z: 2, w: 3}}, l: [10, [11, 12], {k: 13, q: 14}, 15], s: 'x'}";
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"n, pk", "{n: 1, pk: 'k'}"},     {"m", "{m: {x: 1, y: {w: 3, z: 2}}}"},
      {"m.y.z", "{m: {y: {z: 2}}}"},    {"m.x, m.y.w", "{m: {x: 1, y: {w: 3}}}"},
      {"l[3], l[0]", "{l: [10, 15]}"},  {"l[2].q, l[2].k, l[1][1]", "{l: [[12], {k: 13, q: 14}]}"},
      {"l[7], l[3]", "{l: [15]}"},      {"l[7]", "{}"},
      {"m.y.gone, m.x", "{m: {x: 1}}"}, {"l[2].gone", "{}"},
  };
  for (const auto& [text, expected] : kCases) EXPECT_EQ(Projected(text, item), expected) << text;
  EXPECT_EQ(Projected("gone, m.gone.x, s.x, l.x, n", item), "{n: 1}");
  EXPECT_EQ(Projected("gone[0], m[0], s[0], n", item), "{n: 1}");
}

TEST(Project, ManyPaths) {
  std::string text, list = "[", expected = "{l: [";
  for (int i = 0; i < 500; ++i) list += (i > 0 ? ", " : "") + std::to_string(i);
  for (int i = 499; i >= 0; i -= 2) text += (i < 499 ? ",l[" : "l[") + std::to_string(i) + "]";
  for (int i = 1; i < 500; i += 2) expected += (i > 1 ? ", " : "") + std::to_string(i);
  EXPECT_EQ(Projected(text, "{l: " + list + "], m: 1}"), expected + "]}");
}

TEST(Projection, LooksInto) {
  ProjectionExpression tree;
  BoundProjection projection;
  Substitutions substitutions;
  ASSERT_TRUE(ParseProjection("a, b.c, d[0]", tree).has_value());
  ASSERT_TRUE(BindProjection(tree, substitutions, projection).has_value());
  EXPECT_FALSE(LooksInto(projection, "a"));
  EXPECT_TRUE(LooksInto(projection, "b"));
  EXPECT_TRUE(LooksInto(projection, "d"));
  EXPECT_FALSE(LooksInto(projection, "c"));
}

}  // namespace
}  // namespace pixii::expr
