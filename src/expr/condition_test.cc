#include "expr/condition.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expr/parser.h"
#include "expr/testing/literals.h"

namespace pixii::expr {
namespace {

using testing::Literals;

// Parses, binds and checks that all substitutions were used; the message, or "" if all is well.
std::string Refusal(std::string_view text, std::string_view substitutions_text = "{}",
                    ExpressionKind kind = ExpressionKind::kFilter) {
  Literals literals;
  Substitutions substitutions;
  literals.Fill(substitutions_text, substitutions);
  ConditionExpression tree;
  BoundCondition condition;
  Status status = ParseCondition(text, kind, tree);
  if (status.has_value()) status = BindCondition(tree, substitutions, condition);
  if (status.has_value()) return "";
  EXPECT_EQ(status.error().code, ErrorCode::kValidation);
  EXPECT_TRUE(status.error().message.starts_with(MessagePrefix(kind))) << status.error().message;
  return status.error().message.substr(MessagePrefix(kind).size());
}

bool Holds(std::string_view text, std::string_view substitutions_text, std::string_view item_text) {
  Literals literals;
  Substitutions substitutions;
  literals.Fill(substitutions_text, substitutions);
  ConditionExpression tree;
  BoundCondition condition;
  const Status parsed = ParseCondition(text, ExpressionKind::kCondition, tree);
  EXPECT_TRUE(parsed.has_value()) << text << ": " << parsed.error().message;
  const Status bound = BindCondition(tree, substitutions, condition);
  EXPECT_TRUE(bound.has_value()) << text << ": " << bound.error().message;
  if (item_text.empty()) return Evaluate(condition, nullptr);
  const value::ItemView item = literals.Item(item_text);
  return Evaluate(condition, &item);
}

TEST(ConditionRefusals, SizeAndSyntax) {
  EXPECT_EQ(Refusal(""), "The expression can not be empty;");
  EXPECT_EQ(Refusal(std::string(4097, 'x')),
            "Expression size has exceeded the maximum allowed size; expression size: 4097");
  EXPECT_EQ(Refusal("attribute_exists(" + std::string(4078, 'x') + ")"), "");
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"a", "token: \"<EOF>\", near: \"a\""},
      {" ", "token: \"<EOF>\", near: \"\""},
      {"a =", "token: \"<EOF>\", near: \"=\""},
      {"a ! b", "token: \"!\", near: \"a ! b\""},
      {"things are not gonna be ok", "token: \"are\", near: \"things are not\""},
      {"a > 4", "token: \"4\", near: \"> 4\""},
      {"a IN ()", "token: \")\", near: \"()\""},
      {"a in b, c", "token: \"b\", near: \"in b,\""},
      {"a in (b,c,)", "token: \")\", near: \",)\""},
      {"attribute_exists(a..b)", "token: \".\", near: \"..b\""},
      {"attribute_exists(\"a\")", "token: \"\"\", near: \"(\"a\""},
      {"attribute_exists(a[b])", "token: \"b\", near: \"[b]\""},
      {"a > :v.b", "token: \".\", near: \":v.b\""},
      {"\xC3\xBC > a", "token: \"\xC3\xBC\", near: \"\xC3\xBC >\""},
      {"a > between", "token: \"between\", near: \"> between\""},
      {"(a = b) = c", "token: \"=\", near: \") = c\""},
      {"a = (b = c)", "token: \"<EOF>\", near: \")\""},
      {"a AND b = c", "token: \"AND\", near: \"a AND b\""},
      {"NOT a", "token: \"<EOF>\", near: \"a\""},
      {"a = b b", "token: \"b\", near: \"b b\""},
      {"(a = b", "token: \"<EOF>\", near: \"b\""},
      {"a = b)", "token: \")\", near: \"b)\""},
      {"size(a).b > a", "token: \".\", near: \").b\""},
      {"(size(a))[0] > a", "token: \"[\", near: \")[0\""},
      {"(a)between(b.(c.d))and(c)", "token: \"(\", near: \".(c\""},
      {"(a)between(b.c[4.5].#d)and(:a)", "token: \".\", near: \"4.5\""},
      {"#$.b > a", "token: \"#\", near: \"#$\""},
      {"b[:a] > a", "token: \":a\", near: \"[:a]\""},
      {"attribute_exists(a-b)", "token: \"-\", near: \"a-b\""},
  };
  for (const auto& [text, rest] : kCases)
    EXPECT_EQ(Refusal(text), "Syntax error; " + std::string(rest)) << text;
}

TEST(ConditionRefusals, RedundantParentheses) {
  for (std::string_view text :
       {"a=a and a > ((views))", "(a)between(((b.c)).d)and(c)", "a > whatever((:things), ((a)))",
        "a=a AND ((a=a AND a=a)) AND a=a", "a=a OR ((a=a OR a=a)) OR a=a",
        "a=a AND ((a=a AND (a=a AND a=a)))", "((a = b))", "((size(a))) > b"})
    EXPECT_EQ(Refusal(text), "The expression has redundant parentheses;") << text;
  for (std::string_view text :
       {"(a = b)", "((a = b) AND (c = d))", "(a) = (b)", "NOT (NOT (a = b))", "size((a)) > b",
        "(b.c).d = a", "(a) IN ((b), (c))"})
    EXPECT_EQ(Refusal(text), "") << text;
}

TEST(ConditionRefusals, Functions) {
  EXPECT_EQ(Refusal("a=a and whatever((:things)) > a"),
            "Invalid function name; function: whatever");
  EXPECT_EQ(Refusal("attRIbute_exIsts((views), #a)"),
            "Invalid function name; function: attRIbute_exIsts");
  EXPECT_EQ(Refusal("list_append(a, b) = c"),
            "The function is not allowed in a condition expression; function: list_append");
  const std::pair<std::string_view, std::string_view> kMisuses[] = {
      {"a=a and attribute_exists((views), (#a)) > b", "attribute_exists"},
      {"attribute_not_exists(things) > b", "attribute_not_exists"},
      {"attribute_type(things, :a) > b", "attribute_type"},
      {"begins_with(things, a) > b", "begins_with"},
      {"contains(:things, c) > b", "contains"},
      {"size(contains(a, b)) > a", "contains"},
      {"size(things)", "size"},
      {"a between b and attribute_exists(things)", "attribute_exists"},
      {"a in (b, attribute_exists(things))", "attribute_exists"},
      {"NOT size(a)", "size"},
  };
  for (const auto& [text, name] : kMisuses) {
    EXPECT_EQ(Refusal(text),
              "The function is not allowed to be used this way in an expression; function: " +
                  std::string(name))
        << text;
  }
}

TEST(ConditionRefusals, NamesAndValues) {
  EXPECT_EQ(Refusal("attribute_exists(views, #a)"),
            "Attribute name is a reserved keyword; reserved keyword: views");
  EXPECT_EQ(Refusal(":a < a.abOrT"),
            "Attribute name is a reserved keyword; reserved keyword: abOrT");
  for (std::string_view text :
       {"attribute_exists(#P.RearView, :a) and a=a", "begins_with(Pictures.#P)",
        "(#P between :lo and :hi) and (#PC in (:c1, :c2))", "(a)between(b.c[45].#P)and(:a)"}) {
    EXPECT_EQ(Refusal(text),
              "An expression attribute name used in the document path is not defined; attribute "
              "name: #P")
        << text;
  }
  for (std::string_view text : {"begins_with(:h, #a, #b)", ":h < :b"}) {
    EXPECT_EQ(Refusal(text),
              "An expression attribute value used in expression is not defined; attribute value: "
              ":h")
        << text;
  }
}

TEST(ConditionRefusals, OperandCounts) {
  const std::tuple<std::string_view, std::string_view, int> kCases[] = {
      {"attribute_exists(things, a) and a=a", "attribute_exists", 2},
      {"attribute_not_exists(things, b)", "attribute_not_exists", 2},
      {"attribute_type(things)", "attribute_type", 1},
      {"begins_with(things)", "begins_with", 1},
      {"begins_with(things, size(a), b)", "begins_with", 3},
      {"contains(things)", "contains", 1},
      {"size(things, a) > b", "size", 2},
  };
  for (const auto& [text, name, count] : kCases) {
    EXPECT_EQ(Refusal(text),
              "Incorrect number of operands for operator or function; operator or function: " +
                  std::string(name) + ", number of operands: " + std::to_string(count));
  }
}

TEST(ConditionRefusals, OperandsMustDiffer) {
  const std::tuple<std::string_view, std::string_view, std::string_view> kCases[] = {
      {"a = a AND #a = b AND :views > a", "=", "[a]"},
      {"#a <> a", "<>", "[a]"},
      {"a > #a", ">", "[a]"},
      {"((a=a) OR (a=a))", "=", "[a]"},
      {"contains(ab.bc[1].a, ab.bc[1].#a)", "contains", "[ab, bc, [1], a]"},
      {"attribute_type(ab.bc[1].#a, ab.bc[1].a)", "attribute_type", "[ab, bc, [1], a]"},
      {"begins_with(ab.bc[1].a, ab.bc[1].#a)", "begins_with", "[ab, bc, [1], a]"},
      {"a BETWEEN b AND a", "BETWEEN", "[a]"},
      {"a IN (b, c, a)", "IN", "[a]"},
  };
  for (const auto& [text, name, path] : kCases) {
    EXPECT_EQ(Refusal(text, "{'#a': 'a'}"),
              "The first operand must be distinct from the remaining operands for this operator or "
              "function; operator: " +
                  std::string(name) + ", first operand: " + std::string(path))
        << text;
  }
  EXPECT_EQ(Refusal(":a = :a", "{':a': 1}"), "");
  EXPECT_EQ(Refusal("a = b OR b = a"), "");
  EXPECT_EQ(Refusal("a[1] = a[2]"), "");
}

TEST(ConditionRefusals, OperandTypes) {
  const std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>
      kCases[] = {
          {"attribute_type(a, size(a)) and a=a and a=:a", "attribute_type", "1", "N"},
          {"attribute_type(a, :a)", "attribute_type", "1", "N"},
          {"attribute_type(a, :a)", "attribute_type", "<'x'>", "SS"},
          {"attribute_type(a, b)", "attribute_type", "1", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"},
          {"begins_with(a, size(a)) and a=:a", "begins_with", "1", "N"},
          {"begins_with(a, :a)", "begins_with", "true", "BOOL"},
          {"begins_with(:a, a)", "begins_with", "null", "NULL"},
          {"begins_with(:a, a)", "begins_with", "{}", "M"},
          {"size(size(a)) > :a", "size", "1", "N"},
          {"attribute_not_exists(size(:a))", "size", "1", "N"},
          {"size(:a) > a", "size", "true", "BOOL"},
          {"size(:a) > a", "size", "null", "NULL"},
          {"a < :a", "<", "[]", "L"},
          {":a >= a", ">=", "<1>", "NS"},
          {"a BETWEEN :a AND b", "BETWEEN", "true", "BOOL"},
          {"contains(:a, b)", "contains", "1", "N"},
          {"contains(:a, b)", "contains", "{}", "M"},
      };
  for (const auto& [text, name, value, type] : kCases) {
    EXPECT_EQ(Refusal(text, "{':a': " + std::string(value) + "}"),
              "Incorrect operand type for operator or function; operator or function: " +
                  std::string(name) + ", operand type: " + std::string(type))
        << text;
  }
  EXPECT_EQ(Refusal("attribute_type(a, :a)", "{':a': '1'}"),
            "Invalid attribute type name found; type: 1, valid types: "
            "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
  for (const auto& [text, name] :
       {std::pair("attribute_exists(:a) and a=a", "attribute_exists"),
        std::pair("attribute_not_exists(size(:a))", "attribute_not_exists")}) {
    EXPECT_EQ(Refusal(text, "{':a': '1'}"),
              "Operator or function requires a document path; operator or function: " +
                  std::string(name));
  }
}

TEST(ConditionRefusals, Bounds) {
  EXPECT_EQ(Refusal("a between :b and :a", "{':a': 'a', ':b': 1}"),
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
            "operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}");
  EXPECT_EQ(Refusal("a between :b and :a", "{':a': b'a', ':b': b'b'}"),
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
            "lower bound operand: AttributeValue: {B:Yg==}, upper bound operand: AttributeValue: "
            "{B:YQ==}");
  EXPECT_EQ(Refusal("a between :b and :a", "{':a': 2, ':b': 10}"),
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
            "lower bound operand: AttributeValue: {N:10}, upper bound operand: AttributeValue: "
            "{N:2}");
  EXPECT_EQ(Refusal("a between :b and :a", "{':a': 2, ':b': 2}"), "");
  EXPECT_EQ(Refusal("a between :b and c", "{':b': 2}"), "");
}

std::string Repeat(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(ConditionLimits, Operators) {
  const std::string too_many = "The expression contains too many operators; operator count: 301";
  EXPECT_EQ(Refusal("a<b" + Repeat(" or a<b", 149)), "");  // 150 of one, 149 of the other
  EXPECT_EQ(Refusal("a<b" + Repeat(" or a<b", 149) + " or contains(a,b)"), "");
  EXPECT_EQ(Refusal("a<b" + Repeat(" or a<b", 150)), too_many);
  EXPECT_EQ(Refusal("a<b" + Repeat(" or a<b", 500)), too_many);
  EXPECT_EQ(Refusal(Repeat("not ", 1000) + "a<b"), too_many);
  // Parentheses are free.
  EXPECT_EQ(Refusal("a<b " + Repeat("or (a<b ", 149) + Repeat(")", 149)), "");
  EXPECT_EQ(Refusal("a<b " + Repeat("or (a<b ", 454) + Repeat(")", 454)), too_many);
}

TEST(ConditionLimits, OperandsOfIn) {
  EXPECT_EQ(Refusal("a IN (b" + Repeat(",b", 99) + ")"), "");
  EXPECT_EQ(Refusal("a IN (b" + Repeat(",b", 100) + ")"),
            "The IN operator is provided with too many operands; number of operands: 101");
}

TEST(ConditionLimits, Nesting) {
  const std::string too_deep = "The expression has too many nesting levels; nesting levels: 33";
  EXPECT_EQ(Refusal(Repeat("NOT ", 31) + "a=b"), "");
  EXPECT_EQ(Refusal(Repeat("NOT ", 32) + "a=b"), too_deep);
  EXPECT_EQ(Refusal(Repeat("NOT (", 31) + "a=b" + Repeat(")", 31)), "");
  EXPECT_EQ(Refusal(Repeat("NOT (", 32) + "a=b" + Repeat(")", 32)), too_deep);
  EXPECT_EQ(Refusal(Repeat("(a=b OR (a=b AND ", 15) + "a=b" + Repeat("))", 15)), "");
  EXPECT_EQ(Refusal(Repeat("(a=b OR (a=b AND ", 16) + "a=b" + Repeat("))", 16)), too_deep);
  EXPECT_NE(Refusal(std::string(4096, '(')), "");
  EXPECT_EQ(Refusal(Repeat("(", 2046) + "a<b" + Repeat(")", 2046)),
            "The expression has redundant parentheses;");
  EXPECT_EQ(Refusal("a < " + Repeat("f(", 1355) + "b" + Repeat(")", 1355)),
            "Invalid function name; function: f");
  EXPECT_NE(Refusal("a < " + Repeat("size(", 680) + "b" + Repeat(")", 680)), "");
}

TEST(ConditionLimits, DocumentPaths) {
  EXPECT_EQ(Refusal("a" + Repeat("[0]", 31) + " = b"), "");
  EXPECT_EQ(Refusal("a" + Repeat("[0]", 32) + " = b"),
            "The document path has too many nesting levels; nesting levels: 33");
  EXPECT_EQ(Refusal("attribute_exists(a" + Repeat(".b", 1000) + ")"),
            "The document path has too many nesting levels; nesting levels: 1001");
}

TEST(ConditionLimits, StepsOfTheWorstTexts) {
  // What a parse does is counted in tokens read and nodes made; each byte is read once beside.
  const auto steps = [](const std::string& text) {
    ConditionExpression tree;
    (void)ParseCondition(text, ExpressionKind::kFilter, tree);
    return tree.step_count;
  };
  std::vector<std::string> worst = {
      std::string(4096, '('),
      Repeat("NOT ", 1000) + "a=b",
      Repeat("a=b OR ", 500) + "a=b",
      "a=b" + Repeat(".b", 2046),
      "a=b" + Repeat("[1]", 1364),
      "a IN (b" + Repeat(",b", 2043) + ")",
      Repeat("f(", 2048),
      "f(" + Repeat("a,", 2046) + "a)",
      std::string(4096, '='),
      "a<b " + Repeat("or (a<b ", 454) + Repeat(")", 454),
  };
  for (const std::string& text : worst) {
    ASSERT_LE(text.size(), 4096u);
    EXPECT_LE(steps(text), 10'000u) << text.substr(0, 40);
    EXPECT_GE(steps(text), 1u);
  }
}

constexpr std::string_view kItem =
    "{s: 'hello', n: 5, b: b'hi there', t: true, f: false, z: null, ss: <'x', 'y'>, ns: <1, 2.5>, "
    "bs: <b'p'>, l: [1, 'two', [3], {k: 4}], m: {a: 1, b: {c: [10, 20]}}, e: '', u: 'h\xC3\xA9"
    "\xF0\x9F\x98\x80'}";

TEST(Evaluate, ComparesSameTypes) {
  const std::tuple<std::string_view, std::string_view, bool> kCases[] = {
      {"s = :v", "'hello'", true},
      {"s = :v", "'Hello'", false},
      {"s <> :v", "'Hello'", true},
      {"n = :v", "5.00", true},
      {"n < :v", "10", true},
      {"n < :v", "5", false},
      {"n <= :v", "5", true},
      {"n > :v", "-10", true},
      {"n >= :v", "5.1", false},
      {"s < :v", "'i'", true},
      {"b > :v", "b'hi'", true},
      {"t = :v", "true", true},
      {"t = :v", "false", false},
      {"z = :v", "null", true},
      {"ss = :v", "<'y', 'x'>", true},
      {"ns = :v", "<2.50, 1.0>", true},
      {"ns <> :v", "<2>", true},
      {"l = :v", "[1, 'two', [3], {k: 4}]", true},
      {"l = :v", "['two', 1, [3], {k: 4}]", false},
      {"m = :v", "{b: {c: [10, 20]}, a: 1}", true},
      // Other types.
      {"s = :v", "5", false},
      {"s <> :v", "5", true},
      {"n < :v", "'9'", false},
      {"NOT n < :v", "'9'", true},
      {"ss < :v", "'z'", false},
      {"t >= :v", "0", false},
  };
  for (const auto& [text, value, holds] : kCases)
    EXPECT_EQ(Holds(text, "{':v': " + std::string(value) + "}", kItem), holds) << text << value;
}

TEST(Evaluate, AbsentAttributes) {
  for (std::string_view item : {kItem, std::string_view()}) {
    EXPECT_TRUE(Holds("absent <> :v", "{':v': 1}", item));
    for (std::string_view text :
         {"absent = :v", "absent < :v", "absent <= :v", "absent > :v", "absent >= :v",
          "absent BETWEEN :v AND :v", "absent IN (:v)", "size(absent) > :v", "m.q.r = :v",
          "l[99] = :v", "s.x = :v", "s[0] = :v", "attribute_exists(absent) AND n = :v",
          "contains(absent, :v)"})
      EXPECT_FALSE(Holds(text, "{':v': 1}", item)) << text;
    EXPECT_FALSE(Holds("begins_with(absent, :v)", "{':v': ''}", item));
    EXPECT_TRUE(Holds("attribute_not_exists(absent)", "{}", item));
    EXPECT_TRUE(Holds("absent <> another", "{}", item));
    EXPECT_FALSE(Holds("absent = another", "{}", item));
  }
}

TEST(Evaluate, BetweenAndIn) {
  EXPECT_TRUE(Holds("n BETWEEN :a AND :b", "{':a': 5, ':b': 5}", kItem));
  EXPECT_FALSE(Holds("n BETWEEN :a AND :b", "{':a': 6, ':b': 7}", kItem));
  EXPECT_FALSE(Holds("n BETWEEN :a AND :b", "{':a': 'a', ':b': 'z'}", kItem));
  EXPECT_TRUE(Holds(":v between m.a and n", "{':v': 3}", kItem));
  EXPECT_TRUE(Holds("NOT n BETWEEN :a AND :b", "{':a': 6, ':b': 7}", kItem));
  EXPECT_TRUE(Holds("n IN (:a, :b)", "{':a': 'x', ':b': 5}", kItem));
  EXPECT_TRUE(Holds("ss IN (:a)", "{':a': <'x', 'y'>}", kItem));
  EXPECT_FALSE(Holds("n IN (:a, absent)", "{':a': 'x'}", kItem));
}

TEST(Evaluate, Functions) {
  const std::tuple<std::string_view, std::string_view, bool> kCases[] = {
      {"begins_with(s, :v)", "'he'", true},      {"begins_with(s, :v)", "''", true},
      {"begins_with(s, :v)", "'hello!'", false}, {"begins_with(s, :v)", "b'he'", false},
      {"begins_with(b, :v)", "b'hi'", true},     {"begins_with(n, :v)", "'5'", false},
      {"begins_with(:v, e)", "'x'", true},       {"contains(s, :v)", "'ell'", true},
      {"contains(s, :v)", "b'ell'", false},      {"contains(b, :v)", "b'there'", true},
      {"contains(ss, :v)", "'x'", true},         {"contains(ss, :v)", "'z'", false},
      {"contains(ns, :v)", "2.50", true},        {"contains(ns, :v)", "'1'", false},
      {"contains(bs, :v)", "b'p'", true},        {"contains(bs, :v)", "'p'", false},
      {"contains(l, :v)", "[3]", true},          {"contains(l, :v)", "{k: 4}", true},
      {"contains(l, :v)", "4", false},           {"contains(m, :v)", "'a'", false},
      {"contains(n, :v)", "5", false},           {"contains(:v, s)", "['hello']", true},
      {"attribute_type(s, :v)", "'S'", true},    {"attribute_type(t, :v)", "'BOOL'", true},
      {"attribute_type(f, :v)", "'BOOL'", true}, {"attribute_type(z, :v)", "'NULL'", true},
      {"attribute_type(ns, :v)", "'NS'", true},  {"attribute_type(m.b.c, :v)", "'L'", true},
      {"attribute_type(s, :v)", "'N'", false},   {"attribute_type(:v, :v)", "'S'", true},
  };
  for (const auto& [text, value, holds] : kCases)
    EXPECT_EQ(Holds(text, "{':v': " + std::string(value) + "}", kItem), holds) << text << value;
  EXPECT_TRUE(Holds("attribute_exists(z) AND attribute_exists(m.b.c[1])", "{}", kItem));
  EXPECT_FALSE(Holds("attribute_exists(m.b.c[2])", "{}", kItem));
  EXPECT_TRUE(Holds("attribute_not_exists(l[3].x)", "{}", kItem));
}

// As many searches as an expression has room for, each for aa...ab in a long text of a's: together
// minutes, if one takes the product of both sizes.
TEST(Evaluate, SearchesOfLongTexts) {
  const std::string many(260'000, 'a');
  const std::string part = std::string(130'000, 'a') + 'b';
  std::string text = "contains(s, :v)";
  for (int i = 1; i < 200; ++i) text += " or contains(s, :v)";
  for (const std::string_view type : {"", "b"}) {
    const std::string values = fmt::format("{{':v': {}'{}'}}", type, part);
    EXPECT_FALSE(Holds(text, values, fmt::format("{{s: {}'{}'}}", type, many)));
    EXPECT_TRUE(Holds(text, values, fmt::format("{{s: {}'{}b'}}", type, many)));
  }
}

TEST(Evaluate, Size) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"s", "5"}, {"b", "8"}, {"ss", "2"}, {"ns", "2"}, {"bs", "1"},
      {"l", "4"}, {"m", "2"}, {"e", "0"},  {"u", "4"},  // UTF-16: the last takes two
  };
  for (const auto& [path, size] : kCases) {
    EXPECT_TRUE(
        Holds("size(" + std::string(path) + ") = :v", "{':v': " + std::string(size) + "}", kItem))
        << path;
  }
  for (std::string_view path : {"n", "t", "z"}) {
    EXPECT_FALSE(Holds("size(" + std::string(path) + ") >= :v", "{':v': 0}", kItem)) << path;
    EXPECT_TRUE(Holds("size(" + std::string(path) + ") <> :v", "{':v': 0}", kItem)) << path;
  }
  EXPECT_FALSE(Holds("size(s) = :v", "{':v': 'dog'}", kItem));
  EXPECT_TRUE(Holds("size(s) = n", "{}", kItem));
  EXPECT_TRUE(Holds("size(:v) = n", "{':v': 'abcde'}", kItem));
  EXPECT_TRUE(Holds("size(l) BETWEEN size(m) AND size(s)", "{}", kItem));
}

TEST(Evaluate, Logic) {
  EXPECT_TRUE(Holds("n = :v OR n = :v AND absent = :v", "{':v': 5}", kItem));
  EXPECT_FALSE(Holds("(n = :v OR n = :v) AND absent = :v", "{':v': 5}", kItem));
  EXPECT_TRUE(Holds("NOT absent = :v AND n = :v", "{':v': 5}", kItem));
  EXPECT_TRUE(Holds("NOT NOT n = :v", "{':v': 5}", kItem));
  EXPECT_TRUE(Holds("nOt (n = :v aNd absent = :v) oR s = :v", "{':v': 5}", kItem));
  EXPECT_TRUE(Holds("absent = :v OR (absent = :v OR (absent = :v OR n = :v))", "{':v': 5}", kItem));
}

TEST(Evaluate, NoConditionIsTrue) {
  BoundCondition condition;
  EXPECT_TRUE(Evaluate(condition, nullptr));
}

TEST(Condition, MentionsAttribute) {
  ConditionExpression tree;
  BoundCondition condition;
  Substitutions substitutions;
  ASSERT_TRUE(substitutions.AddName("#n", "na.me").has_value());
  ASSERT_TRUE(ParseCondition("a.b = c[1] OR size(#n) > d", ExpressionKind::kFilter, tree));
  ASSERT_TRUE(BindCondition(tree, substitutions, condition));
  for (std::string_view name : {"a", "c", "na.me", "d"})
    EXPECT_TRUE(MentionsAttribute(condition, name)) << name;
  EXPECT_FALSE(MentionsAttribute(condition, "b"));
  EXPECT_TRUE(LooksInto(condition, "a"));
  EXPECT_TRUE(LooksInto(condition, "c"));
  EXPECT_FALSE(LooksInto(condition, "na.me"));
  EXPECT_FALSE(LooksInto(condition, "d"));
}

}  // namespace
}  // namespace pixii::expr
