#include "expr/key_condition.h"

#include <gtest/gtest.h>

#include <string>

#include "expr/parser.h"
#include "expr/testing/literals.h"

namespace pixii::expr {
namespace {

using testing::Literals;
using value::Type;

constexpr KeyAttribute kHash[] = {{"pk", Type::kString}};
constexpr KeyAttribute kRange[] = {{"sk", Type::kNumber}};
constexpr KeySchemaView kSimple{.hash = kHash, .range = {}};
constexpr KeySchemaView kComposite{.hash = kHash, .range = kRange};

// The key condition as text, `pk = 'a'; sk BETWEEN 1 AND 2`, or the message.
std::string Result(std::string_view text, std::string_view values,
                   const KeySchemaView& schema = kComposite) {
  constexpr std::string_view kOperators[] = {"=", "<", "<=", ">", ">=", "BETWEEN", "BEGINS"};
  Literals literals;
  Substitutions substitutions;
  literals.Fill(values, substitutions);
  ConditionExpression tree;
  BoundCondition condition;
  Status status = ParseCondition(text, ExpressionKind::kKeyCondition, tree);
  if (status.has_value()) status = BindCondition(tree, substitutions, condition);
  if (!status.has_value()) return status.error().message;
  const auto terms = TakeApart(condition);
  if (!terms.has_value()) return terms.error().message;
  const auto key = MatchKeySchema(terms->view(), schema);
  if (!key.has_value()) return key.error().message;
  EXPECT_EQ(key->hash_count, schema.hash.size());
  std::string out;
  for (std::size_t i = 0; i < key->hash_count + key->range_count; ++i) {
    const KeyTerm& term = key->terms[i];
    if (i > 0) out += "; ";
    out.append(term.attribute).append(" ").append(kOperators[static_cast<int>(term.op)]);
    out += " " + testing::Text(term.values[0]);
    if (term.values[1]) out += " AND " + testing::Text(term.values[1]);
  }
  return out;
}

TEST(KeyCondition, Accepts) {
  const std::tuple<std::string_view, std::string_view, std::string_view> kCases[] = {
      {"pk = :p", "{':p': 'a'}", "pk = 'a'"},
      {":p = pk", "{':p': 'a'}", "pk = 'a'"},
      {"sk > :s AND pk = :p", "{':p': 'a', ':s': 1}", "pk = 'a'; sk > 1"},
      {":s <= sk AND pk = :p", "{':p': 'a', ':s': 1}", "pk = 'a'; sk >= 1"},
      {":s > sk AND pk = :p", "{':p': 'a', ':s': 1}", "pk = 'a'; sk < 1"},
      {"((sk = :s) AND (pk = :p))", "{':p': 'a', ':s': 1}", "pk = 'a'; sk = 1"},
      {"#p=:p AnD sk BeTwEeN :a aNd :b", "{'#p': 'pk', ':p': 'a', ':a': 1, ':b': 2}",
       "pk = 'a'; sk BETWEEN 1 AND 2"},
  };
  for (const auto& [text, values, expected] : kCases) EXPECT_EQ(Result(text, values), expected);
  constexpr KeyAttribute range[] = {{"sk", Type::kString}};
  EXPECT_EQ(Result("pk = :p AND begins_with(sk, :s)", "{':p': 'a', ':s': 'x'}",
                   {.hash = kHash, .range = range}),
            "pk = 'a'; sk BEGINS 'x'");
}

TEST(KeyCondition, RefusesShapes) {
  const std::string_view values = "{':a': 1, ':b': 2}";
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"a > b and size(b) > c or a > c", "Invalid operator used in KeyConditionExpression: OR"},
      {"a in (b, size(c), d)", "Invalid operator used in KeyConditionExpression: IN"},
      {"attribute_exists(a)", "Invalid operator used in KeyConditionExpression: attribute_exists"},
      {"attribute_not_exists(a)",
       "Invalid operator used in KeyConditionExpression: attribute_not_exists"},
      {"contains(a.d, b)", "Invalid operator used in KeyConditionExpression: contains"},
      {"not a > b", "Invalid operator used in KeyConditionExpression: NOT"},
      {"a <> b", "Invalid operator used in KeyConditionExpression: <>"},
      {"a = :a AND b <> :b", "Invalid operator used in KeyConditionExpression: <>"},
      {"size(b) > a AND a.b > b AND b > c",
       "KeyConditionExpressions cannot contain nested operations"},
      {"a > size(b.d)", "KeyConditionExpressions cannot contain nested operations"},
      {"a between size(b) and size(a)", "KeyConditionExpressions cannot contain nested operations"},
      {":a between size(b) and size(a) and b > :b",
       "Invalid condition in KeyConditionExpression: BETWEEN "
       "operator must have the key attribute "
       "as its first operand"},
      {"b > a.b",
       "Invalid condition in KeyConditionExpression: Multiple "
       "attribute names used in one "
       "condition"},
      {"a between b and size(a)",
       "Invalid condition in KeyConditionExpression: Multiple "
       "attribute names used in one "
       "condition"},
      {"begins_with(a, b)",
       "Invalid condition in KeyConditionExpression: Multiple "
       "attribute names used in one "
       "condition"},
      {"b.d > a AND c.d > e.f",
       "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested "
       "attributes"},
      {"b[0] > a",
       "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested "
       "attributes"},
      {":b > :a AND a < :b",
       "Invalid condition in KeyConditionExpression: No key "
       "attribute specified"},
      {"b > :a AND b < :a and c = :a and d = :a",
       "KeyConditionExpressions must only contain one condition per key"},
      {"(a > :a and b > :b) and (b > :a and c > :a)",
       "KeyConditionExpressions must only contain one condition per key"},
      {"a between :b and :a",
       "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater "
       "than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound "
       "operand: AttributeValue: {N:1}"},
      {"a = :a and b = :a and c = :a", "Conditions can be of length 1 or 2 only"},
      {"a=:a and b=:a and c=:a and d=:a and e=:a and f=:a and g=:a and h=:a and i=:a",
       "Conditions can be of length 1 or 2 only"},
  };
  for (const auto& [text, message] : kCases) EXPECT_EQ(Result(text, values), message) << text;
  EXPECT_EQ(Result("begins_with(:a, b) and a > :b", "{':a': 'x', ':b': 2}"),
            "Invalid condition in KeyConditionExpression: "
            "begins_with operator must have the key "
            "attribute as its first operand");
}

TEST(KeyCondition, RefusesWhatTheSchemaDoesNotAllow) {
  const std::string_view values = "{':a': 'x', ':n': 1}";
  const std::string not_supported = "Query key condition not supported";
  const std::string wrong_type =
      "One or more parameter values were invalid: Condition parameter type does not match schema "
      "type";
  EXPECT_EQ(Result("z = :n", values), "Query condition missed key schema element: pk");
  EXPECT_EQ(Result("sk between :n and :n", values),
            "Query condition missed key schema element: pk");
  EXPECT_EQ(Result("pk = :a AND z = :n", values), "Query condition missed key schema element: sk");
  EXPECT_EQ(Result(":n > pk", values), wrong_type);
  EXPECT_EQ(Result("pk = :a AND sk = :a", values), wrong_type);
  for (std::string_view text : {"pk > :a", "pk < :a", ":a <= pk", ":a >= pk", "begins_with(pk, :a)",
                                "pk between :a and :a", "pk = :a AND sk = :n", "y = :a and z = :a"})
    EXPECT_EQ(Result(text, values, kSimple), not_supported) << text;
  EXPECT_EQ(Result("pk > :a AND sk = :n", values), not_supported);
}

TEST(KeyCondition, KeysOfSeveralAttributes) {
  constexpr KeyAttribute hash[] = {{"h1", Type::kString}, {"h2", Type::kNumber}};
  constexpr KeyAttribute range[] = {{"r1", Type::kString}, {"r2", Type::kNumber}};
  const KeySchemaView schema{.hash = hash, .range = range};
  const std::string_view values = "{':s': 'x', ':n': 1}";
  EXPECT_EQ(Result("r1 = :s AND h2 = :n AND h1 = :s AND r2 > :n", values, schema),
            "h1 = 'x'; h2 = 1; r1 = 'x'; r2 > 1");
  EXPECT_EQ(Result("h2 = :n AND h1 = :s AND begins_with(r1, :s)", values, schema),
            "h1 = 'x'; h2 = 1; r1 BEGINS 'x'");
  const std::string hash_fixed =
      "HASH key attributes h2 must have equality conditions specified in the query";
  EXPECT_EQ(Result("h1 = :s", values, schema), hash_fixed);
  EXPECT_EQ(Result("h1 = :s AND h2 > :n", values, schema), hash_fixed);
  const std::string range_fixed =
      "RANGE key attributes r1 must have equality conditions specified in the query because a "
      "condition is present on key attribute r2";
  EXPECT_EQ(Result("h1 = :s AND h2 = :n AND r2 = :n", values, schema), range_fixed);
  EXPECT_EQ(Result("h1 = :s AND h2 = :n AND r1 > :s AND r2 = :n", values, schema), range_fixed);
}

TEST(KeyCondition, RefusesEmptyValues) {
  const std::string_view values = "{':e': '', ':b': b'', ':a': 'x'}";
  const auto empty = [](std::string_view what, std::string_view key) {
    return "One or more parameter values are not valid. The AttributeValue for a key attribute "
           "cannot contain an empty " +
           std::string(what) + " value. Key: " + std::string(key);
  };
  constexpr KeyAttribute hash[] = {{"h", Type::kString}};
  constexpr KeyAttribute range[] = {{"r", Type::kBinary}};
  const KeySchemaView schema{.hash = hash, .range = range};
  EXPECT_EQ(Result("h = :e", values, schema), empty("string", "h"));
  for (std::string_view text : {"r = :b", "r > :b", "begins_with(r, :b)", "r between :b and :b"})
    EXPECT_EQ(Result("h = :a AND " + std::string(text), values, schema), empty("binary", "r"))
        << text;
}

TEST(KeyCondition, FilterMayNotNameTheKey) {
  Literals literals;
  Substitutions substitutions;
  literals.Fill("{':v': 1}", substitutions);
  ConditionExpression tree;
  BoundCondition filter;
  ASSERT_TRUE(ParseCondition("a = :v OR size(sk.x) > :v", ExpressionKind::kFilter, tree));
  ASSERT_TRUE(BindCondition(tree, substitutions, filter));
  EXPECT_TRUE(CheckFilterAvoidsKey(filter, kSimple).has_value());
  EXPECT_EQ(CheckFilterAvoidsKey(filter, kComposite).error().message,
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: "
            "sk");
}

}  // namespace
}  // namespace pixii::expr
