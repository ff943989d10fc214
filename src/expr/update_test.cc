#include "expr/update.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "expr/parser.h"
#include "expr/testing/literals.h"

namespace pixii::expr {
namespace {

using testing::Literals;

constexpr std::string_view kPrefix = "Invalid UpdateExpression: ";

std::string Refusal(std::string_view text, std::string_view substitutions_text = "{}") {
  Literals literals;
  Substitutions substitutions;
  literals.Fill(substitutions_text, substitutions);
  UpdateExpression tree;
  BoundUpdate update;
  Status status = ParseUpdate(text, tree);
  if (status.has_value()) status = BindUpdate(tree, substitutions, update);
  if (status.has_value()) return "";
  EXPECT_TRUE(status.error().message.starts_with(kPrefix)) << status.error().message;
  return status.error().message.substr(kPrefix.size());
}

// What an update did; on failure all texts are the error's.
struct Outcome {
  std::string item;
  std::string updated_old;
  std::string updated_new;
};

// `item_text` is "" where there is no item; the key is {pk: 'k'}.
Outcome Apply(std::string_view text, std::string_view substitutions_text,
              std::string_view item_text) {
  Literals literals;
  Substitutions substitutions;
  literals.Fill(substitutions_text, substitutions);
  UpdateExpression tree;
  BoundUpdate update;
  const Status parsed = ParseUpdate(text, tree);
  EXPECT_TRUE(parsed.has_value()) << text << ": " << parsed.error().message;
  const Status bound = BindUpdate(tree, substitutions, update);
  EXPECT_TRUE(bound.has_value()) << text << ": " << bound.error().message;
  const bool exists = !item_text.empty();
  const value::ItemView old = exists ? literals.Item(item_text) : value::ItemView();
  UpdateScratch scratch;
  value::ItemBuilder builder;
  const Status applied =
      ApplyUpdate(update, exists ? &old : nullptr, literals.Item("{pk: 'k'}"), scratch, builder);
  if (!applied.has_value()) {
    const std::string& message = applied.error().message;
    return {message, message, message};
  }
  const value::ItemView item = *builder.Finish();
  EXPECT_TRUE(value::ValidateItem(item.bytes())) << text;
  Outcome outcome{.item = testing::Text(item)};
  value::ItemBuilder touched;
  ProjectTouched(update, old, touched);
  outcome.updated_old = testing::Text(*touched.Finish());
  touched.Clear();
  ProjectTouched(update, item, touched);
  outcome.updated_new = testing::Text(*touched.Finish());
  return outcome;
}

constexpr std::string_view kInvalidPath =
    "The document path provided in the update expression is invalid for update";
constexpr std::string_view kWrongOperand =
    "An operand in the update expression has an incorrect data type";
constexpr std::string_view kMissing =
    "The provided expression refers to an attribute that does not exist in the item";

TEST(UpdateRefusals, Syntax) {
  EXPECT_EQ(Refusal(""), "The expression can not be empty;");
  EXPECT_EQ(Refusal("SET" + std::string(4094, ' ')),
            "Expression size has exceeded the maximum allowed size; expression size: 4097");
  for (std::string_view text : {"whatever",
                                "set a",
                                "add a",
                                "delete a",
                                "set a=set",
                                "remove a = b",
                                "add a = b",
                                "delete a = b",
                                "delete a b",
                                "delete a if_not_exist(b)",
                                "add abort b",
                                "add a if_not_exist(b)",
                                "remove a b",
                                "set a b",
                                "set :a = b",
                                "add :a b",
                                "delete :a b",
                                "remove :a",
                                "set a = b / c",
                                "set a = b * c",
                                "set a[1] = \"eight\"",
                                "set a[1] = 1",
                                "SET a = if_not_exist(a, 100)",
                                "SET if_not_exist(a, b) = a",
                                "set (a = (b + c))",
                                "set a = (b.c).d + e",
                                "set a = (b.c)[0] + e",
                                "set a = b + c + d",
                                "set a = b,",
                                "set a = list_append(b + c, d)",
                                "set",
                                "set a = b set"})
    EXPECT_TRUE(Refusal(text).starts_with("Syntax error; token: \"")) << text << Refusal(text);
  for (std::string_view text :
       {"set a[1] = b", "set a.b = b", "SET a = if_not_exists(a, b) + b", "set a = (b + c)",
        "SET a = if_not_exists(a, if_not_exists(a, b))", "set a = ((b.c.d)+(e))",
        "sEt a = b ReMoVe c", "remove a, b.c, d[0]", "set a = b, c = d - e"})
    EXPECT_EQ(Refusal(text), "") << text;
  EXPECT_EQ(Refusal("SET a = b c"), "Syntax error; token: \"c\", near: \"b c\"");
  EXPECT_EQ(Refusal("SET a[99999999999] = b"),
            "List index is not within the allowable range; index: [99999999999]");
  EXPECT_EQ(Refusal("SET a = ((b))"), "The expression has redundant parentheses;");
}

TEST(UpdateRefusals, InAwsOrder) {
  EXPECT_EQ(Refusal(" set #c = :c set abOrt = true "),
            "Attribute name is a reserved keyword; reserved keyword: abOrt");
  EXPECT_EQ(Refusal("set a = whatever(b), Absolute = c"),
            "Attribute name is a reserved keyword; reserved keyword: Absolute");
  EXPECT_EQ(Refusal("set #c = if_not_exist(:c) set c = d"),
            "Invalid function name; function: if_not_exist");
  EXPECT_EQ(Refusal("set a = size(b)"),
            "The function is not allowed in an update expression; function: size");
  EXPECT_EQ(Refusal("set a = list_append(list_append(:a, :b), #c)"),
            "The function is not allowed to be used this way in an expression; function: "
            "list_append");
  EXPECT_EQ(Refusal("SET _123 = :v"), "Syntax error; token: \"_\", near: \"SET _123\"");
  EXPECT_EQ(Refusal("set a = #c set c = :d"),
            "The \"SET\" section can only be used once in an update expression;");
  EXPECT_EQ(Refusal("remove #d set a = b remove e"),
            "The \"REMOVE\" section can only be used once in an update expression;");
  EXPECT_EQ(Refusal("add #d :e set a = b add e :f"),
            "The \"ADD\" section can only be used once in an update expression;");
  EXPECT_EQ(Refusal("delete #d :e set a = b delete #e :f"),
            "The \"DELETE\" section can only be used once in an update expression;");
  EXPECT_EQ(Refusal("SET #c = if_not_exists(:c)"),
            "An expression attribute name used in the document path is not defined; attribute "
            "name: #c");
  EXPECT_EQ(Refusal("SET #a = if_not_exists(:c)", "{'#a': 'a'}"),
            "An expression attribute value used in expression is not defined; attribute value: :c");
}

TEST(UpdateRefusals, PathsThatClash) {
  const std::string_view kNames = "{'#c': 'c', '#d': '[3]'}";
  const auto clash = [](std::string_view verb, std::string_view one, std::string_view two) {
    return "Two document paths " + std::string(verb) +
           " with each other; must remove or rewrite one of these paths; path one: " +
           std::string(one) + ", path two: " + std::string(two);
  };
  EXPECT_EQ(Refusal("set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)", kNames),
            clash("overlap", "[c, [1], a]", "[c]"));
  EXPECT_EQ(Refusal("set #c[3].#d = a, #c[3] = a", kNames),
            clash("overlap", "[c, [3], [3]]", "[c, [3]]"));
  EXPECT_EQ(Refusal("set a = b remove a"), clash("overlap", "[a]", "[a]"));
  EXPECT_EQ(Refusal("set a = b remove a.b.c"), clash("overlap", "[a]", "[a, b, c]"));
  EXPECT_EQ(Refusal("set #c[3].#d = a, #c.#d[3] = if_not_exists(a)", kNames),
            clash("conflict", "[c, [3], [3]]", "[c, [3], [3]]"));
  EXPECT_EQ(Refusal("remove a.#c set a[1] = #d", kNames), clash("conflict", "[a, c]", "[a, [1]]"));
  EXPECT_EQ(Refusal("remove a.b, a.c, b[0].x, b[1], b[0].y"), "");
  std::string many = "remove a0";
  for (int i = 1; i < 400; ++i) many += ",a" + std::to_string(i);
  EXPECT_EQ(Refusal(many), "");
  EXPECT_EQ(Refusal(many + ",a77"), clash("overlap", "[a77]", "[a77]"));
}

TEST(UpdateRefusals, OperandTypes) {
  const std::tuple<std::string_view, std::string_view, std::string_view> kSections[] = {
      {"set b = list_append(:a, a), c = if_not_exists(a) add a.b :a", "'a'",
       "ADD, operand type: STRING"},
      {"delete a.b :a", "'a'", "DELETE, operand type: STRING"},
      {"add a.b :a", "null", "ADD, operand type: NULL"},
      {"add a.b :a", "true", "ADD, operand type: BOOLEAN"},
      {"delete a.b :a", "b'x'", "DELETE, operand type: BINARY"},
      {"add a.b :a", "{}", "ADD, operand type: MAP"},
      {"delete a.b :a", "[1]", "DELETE, operand type: LIST"},
      {"delete a.b :a", "1", "DELETE, operand type: NUMBER"},
  };
  for (const auto& [text, value, rest] : kSections) {
    EXPECT_EQ(Refusal(text, "{':a': " + std::string(value) + "}"),
              "Incorrect operand type for operator or function; operator: " + std::string(rest));
  }
  const std::tuple<std::string_view, std::string_view, std::string_view> kFunctions[] = {
      {"set a = list_append(:a, a)", "'a'", "list_append, operand type: S"},
      {"set a = list_append(a, :a)", "1", "list_append, operand type: N"},
      {"set a = list_append(a, :a)", "<1>", "list_append, operand type: NS"},
      {"set a = a + :a", "'a'", "+, operand type: S"},
      {"set a = :a + a", "b'a'", "+, operand type: B"},
      {"set a = a - :a", "[]", "-, operand type: L"},
      {"set a = a - :a", "true", "-, operand type: BOOL"},
  };
  for (const auto& [text, value, rest] : kFunctions) {
    EXPECT_EQ(Refusal(text, "{':a': " + std::string(value) + "}"),
              "Incorrect operand type for operator or function; operator or function: " +
                  std::string(rest));
  }
  EXPECT_EQ(Refusal("set a = list_append(c)"),
            "Incorrect number of operands for operator or function; operator or function: "
            "list_append, number of operands: 1");
  EXPECT_EQ(Refusal("set a = if_not_exists(c)"),
            "Incorrect number of operands for operator or function; operator or function: "
            "if_not_exists, number of operands: 1");
  for (std::string_view text :
       {"set a = if_not_exists(:a, c)", "set a = if_not_exists(if_not_exists(a, b), c)"}) {
    EXPECT_EQ(Refusal(text, "{':a': 1}"),
              "Operator or function requires a document path; operator or function: "
              "if_not_exists");
  }
}

TEST(UpdateRefusals, KeyAttributes) {
  UpdateExpression tree;
  BoundUpdate update;
  Substitutions substitutions;
  const std::string_view keys[] = {"a", "b"};
  ASSERT_TRUE(ParseUpdate("remove d set c = a, b.x = d, a = d", tree).has_value());
  ASSERT_TRUE(BindUpdate(tree, substitutions, update).has_value());
  const Status status = CheckKeyUntouched(update, keys);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().message,
            "One or more parameter values were invalid: Cannot update attribute b. This attribute "
            "is part of the key");
  EXPECT_TRUE(CheckKeyUntouched(update, std::span(keys).first(0)).has_value());
}

TEST(UpdateRefusals, WrittenTypeIsWhatTheRequestAloneSays) {
  UpdateExpression tree;
  BoundUpdate update;
  Substitutions substitutions;
  ASSERT_TRUE(ParseUpdate("set a = list_append(b, c), d = e, g = if_not_exists(h, i), j.k = a "
                          "remove f",
                          tree)
                  .has_value());
  ASSERT_TRUE(BindUpdate(tree, substitutions, update).has_value());
  EXPECT_EQ(WrittenType(update, "a"), value::Type::kList);
  for (std::string_view name : {"b", "d", "f", "g", "j", "k", "z"})
    EXPECT_EQ(WrittenType(update, name), std::nullopt) << name;
  ASSERT_TRUE(ParseUpdate("set a = b + c, d = e - f", tree).has_value());
  ASSERT_TRUE(BindUpdate(tree, substitutions, update).has_value());
  EXPECT_EQ(WrittenType(update, "a"), value::Type::kNumber);
  EXPECT_EQ(WrittenType(update, "d"), value::Type::kNumber);
}

TEST(UpdateRefusals, LooksIntoTargetsAndOperands) {
  UpdateExpression tree;
  BoundUpdate update;
  Substitutions substitutions;
  ASSERT_TRUE(ParseUpdate("set a = list_append(b, c[1]), d.x = e remove f", tree).has_value());
  ASSERT_TRUE(BindUpdate(tree, substitutions, update).has_value());
  EXPECT_TRUE(LooksInto(update, "c"));
  EXPECT_TRUE(LooksInto(update, "d"));
  for (std::string_view name : {"a", "b", "e", "f", "x"}) EXPECT_FALSE(LooksInto(update, name));
  EXPECT_EQ(KeyLookedInto("IndexKey", "c").message,
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
            "allowed: IndexKey: c");
}

TEST(UpdateRefusals, StepsOfTheWorstTexts) {
  std::string many = "remove a";
  for (int i = 0; many.size() < 4090; ++i)
    many += "," + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i);
  for (const std::string& text :
       {many, "set a=" + std::string(4000, '('), "add a :" + std::string(4000, 'a')}) {
    UpdateExpression tree;
    (void)ParseUpdate(text, tree);
    EXPECT_LE(tree.step_count, 10'000u);
    EXPECT_GE(tree.step_count, 5u);
  }
}

TEST(Update, Set) {
  EXPECT_EQ(Apply("SET b = :v", "{':v': 2}", "{pk: 'k', a: 1}").item, "{pk: 'k', a: 1, b: 2}");
  EXPECT_EQ(Apply("SET a = :v", "{':v': [1]}", "{pk: 'k', a: 1, c: 3}").item,
            "{pk: 'k', a: [1], c: 3}");
  EXPECT_EQ(Apply("SET a = c, c = a", "{}", "{pk: 'k', a: 1, c: 3}").item, "{pk: 'k', a: 3, c: 1}");
  EXPECT_EQ(Apply("SET a = m.x[1]", "{}", "{pk: 'k', m: {x: [1, {y: 2}]}}").item,
            "{pk: 'k', m: {x: [1, {y: 2}]}, a: {y: 2}}");
  EXPECT_EQ(Apply("SET a = gone", "{}", "{pk: 'k'}").item, kMissing);
  EXPECT_EQ(Apply("SET a = :v", "{':v': 1}", "").item, "{pk: 'k', a: 1}");
  EXPECT_EQ(Apply("SET a = pk", "{}", "").item, kMissing);
  EXPECT_EQ(Apply("SET a = pk", "{}", "{pk: 'k'}").item, "{pk: 'k', a: 'k'}");
}

TEST(Update, SetNested) {
  const std::string_view item = "{pk: 'k', m: {x: 1, y: {z: 2}}, l: [1, 2, 3], s: 'text'}";
  EXPECT_EQ(Apply("SET m.x = :v, m.y.z = m.x, m.n = :v", "{':v': 9}", item).item,
            "{pk: 'k', m: {n: 9, x: 9, y: {z: 1}}, l: [1, 2, 3], s: 'text'}");
  EXPECT_EQ(Apply("SET l[1] = :v", "{':v': 9}", item).item,
            "{pk: 'k', m: {x: 1, y: {z: 2}}, l: [1, 9, 3], s: 'text'}");
  EXPECT_EQ(Apply("SET l[84] = :a, l[37] = :b, l[0] = :c, l[3] = :d",
                  "{':a': 'a', ':b': 'b', ':c': 'c', ':d': 'd'}", item)
                .item,
            "{pk: 'k', m: {x: 1, y: {z: 2}}, l: ['c', 2, 3, 'd', 'b', 'a'], s: 'text'}");
  for (std::string_view text :
       {"SET s.x = :v", "SET s[0] = :v", "SET m[0] = :v", "SET l.x = :v", "SET gone.x = :v",
        "SET gone[0] = :v", "SET m.gone.x = :v", "SET l[9].x = :v", "SET m.x.y = :v"})
    EXPECT_EQ(Apply(text, "{':v': 9}", item).item, kInvalidPath) << text;
  EXPECT_EQ(Apply("SET m.x = :v", "{':v': 9}", "").item, kInvalidPath);
  EXPECT_EQ(Apply("SET #p = :v", "{'#p': 'a.b', ':v': 9}", "{pk: 'k'}").item, "{pk: 'k', a.b: 9}");
}

TEST(Update, Arithmetic) {
  const std::string_view item = "{pk: 'k', n: 5, s: 'x'}";
  EXPECT_EQ(Apply("SET n = n + :v", "{':v': 0.5}", item).item, "{pk: 'k', n: 5.5, s: 'x'}");
  EXPECT_EQ(Apply("SET n = :v - n", "{':v': 1}", item).item, "{pk: 'k', n: -4, s: 'x'}");
  EXPECT_EQ(Apply("SET n = if_not_exists(gone, :z) + :v", "{':z': 0, ':v': 1}", item).item,
            "{pk: 'k', n: 1, s: 'x'}");
  EXPECT_EQ(Apply("SET n = n + s", "{}", item).item, kWrongOperand);
  EXPECT_EQ(Apply("SET n = gone + :v", "{':v': 1}", item).item, kMissing);
  EXPECT_EQ(Apply("SET n = n + :v", "{':v': 1e50}", item).item,
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range");
}

TEST(Update, Functions) {
  const std::string_view item = "{pk: 'k', l: [1], n: 5}";
  EXPECT_EQ(Apply("SET l = list_append(l, :v)", "{':v': [2, 'x']}", item).item,
            "{pk: 'k', l: [1, 2, 'x'], n: 5}");
  EXPECT_EQ(Apply("SET l = list_append(:v, if_not_exists(l, :v))", "{':v': [0]}", item).item,
            "{pk: 'k', l: [0, 1], n: 5}");
  EXPECT_EQ(
      Apply("SET q = list_append(if_not_exists(q, :e), :v)", "{':e': [], ':v': [2]}", item).item,
      "{pk: 'k', l: [1], n: 5, q: [2]}");
  EXPECT_EQ(Apply("SET l = list_append(l, n)", "{}", item).item, kWrongOperand);
  EXPECT_EQ(Apply("SET n = if_not_exists(n, :v)", "{':v': 9}", item).item,
            "{pk: 'k', l: [1], n: 5}");
  EXPECT_EQ(Apply("SET n = if_not_exists(n, gone)", "{}", item).item, "{pk: 'k', l: [1], n: 5}");
  EXPECT_EQ(Apply("SET n = if_not_exists(gone, gone2)", "{}", item).item, kMissing);
}

TEST(Update, Remove) {
  const std::string_view item = "{pk: 'k', a: [2, 3, 4, 5, 6, 7], m: {x: 1}, s: 'x'}";
  EXPECT_EQ(Apply("REMOVE a[1] SET a[3] = :v", "{':v': 17}", item).item,
            "{pk: 'k', a: [2, 4, 17, 6, 7], m: {x: 1}, s: 'x'}");
  EXPECT_EQ(Apply("SET a[3] = :v REMOVE a[1], s, gone, m.x", "{':v': 17}", item).item,
            "{pk: 'k', a: [2, 4, 17, 6, 7], m: {}}");
  EXPECT_EQ(Apply("REMOVE a[17], m.gone", "{}", item).item,
            "{pk: 'k', a: [2, 3, 4, 5, 6, 7], m: {x: 1}, s: 'x'}");
  for (std::string_view text : {"REMOVE s.x", "REMOVE a.x", "REMOVE gone.x", "REMOVE gone[0]",
                                "REMOVE m.gone.x", "REMOVE s[0]"})
    EXPECT_EQ(Apply(text, "{}", item).item, kInvalidPath) << text;
  EXPECT_EQ(Apply("REMOVE x.y, z[0]", "{}", "").item, "{pk: 'k'}");
  EXPECT_EQ(Apply("REMOVE a.c[1].x.y[1], a.c[1].q", "{}",
                  "{pk: 'k', a: {b: 3, c: ['hi', {x: {y: [3, 5, 7]}, q: 2}]}}")
                .item,
            "{pk: 'k', a: {b: 3, c: ['hi', {x: {y: [3, 7]}}]}}");
}

TEST(Update, AddAndDelete) {
  const std::string_view item = "{pk: 'k', n: 5, ss: <'a', 'b'>, m: {n: 1}, s: 'x'}";
  EXPECT_EQ(Apply("ADD n :v, q :v, m.n :v", "{':v': 2}", item).item,
            "{pk: 'k', n: 7, ss: <'a', 'b'>, m: {n: 3}, s: 'x', q: 2}");
  EXPECT_EQ(Apply("ADD ss :v, q :v", "{':v': <'b', 'c'>}", item).item,
            "{pk: 'k', n: 5, ss: <'a', 'b', 'c'>, m: {n: 1}, s: 'x', q: <'b', 'c'>}");
  EXPECT_EQ(Apply("DELETE ss :v", "{':v': <'b', 'c'>}", item).item,
            "{pk: 'k', n: 5, ss: <'a'>, m: {n: 1}, s: 'x'}");
  EXPECT_EQ(Apply("DELETE ss :v, q :v", "{':v': <'b', 'a'>}", item).item,
            "{pk: 'k', n: 5, m: {n: 1}, s: 'x'}");
  EXPECT_EQ(Apply("DELETE ss :v", "{':v': <'b'>}", "").item, "{pk: 'k'}");
  EXPECT_EQ(Apply("ADD n :v", "{':v': 1}", "").item, "{pk: 'k', n: 1}");
  for (std::string_view text : {"ADD s :v", "ADD n :v", "DELETE n :v", "DELETE s :v"})
    EXPECT_EQ(Apply(text, "{':v': <'b'>}", item).item, kWrongOperand) << text;
  EXPECT_EQ(Apply("ADD ss :v", "{':v': <1>}", item).item, kWrongOperand);
  EXPECT_EQ(Apply("ADD gone.x :v", "{':v': <1>}", item).item, kInvalidPath);
  EXPECT_EQ(Apply("ADD n :v", "{':v': 1e125}", "{pk: 'k', n: 9.99e125}").item,
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range");
}

TEST(Update, DeleteTakesElementsFromTheWholeSet) {
  const std::string_view item = "{pk: 'k', s: <'b', 'c', 'd', 'f'>, n: <-2, 0, 10, 9>}";
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"<'a'>", "<'b', 'c', 'd', 'f'>"},
      {"<'z'>", "<'b', 'c', 'd', 'f'>"},
      {"<'b'>", "<'c', 'd', 'f'>"},
      {"<'f', 'a'>", "<'b', 'c', 'd'>"},
      {"<'a', 'c', 'cc', 'e', 'f', 'g'>", "<'b', 'd'>"},
  };
  for (const auto& [taken, rest] : kCases) {
    EXPECT_EQ(Apply("DELETE s :v", "{':v': " + std::string(taken) + "}", item).item,
              "{pk: 'k', s: " + std::string(rest) + ", n: <-2, 0, 9, 10>}")
        << taken;
  }
  EXPECT_EQ(Apply("DELETE n :v", "{':v': <9.0, -2, 11>}", item).item,
            "{pk: 'k', s: <'b', 'c', 'd', 'f'>, n: <0, 10>}");
}

// One element of many is left: a search through the whole set for each takes minutes.
TEST(Update, DeleteOfAlmostALargeSet) {
  std::string taken;
  for (int i = 0; i < 80'000; ++i) taken += fmt::format("{}'{}'", i == 0 ? "" : ", ", 10'000 + i);
  EXPECT_EQ(
      Apply("DELETE s :v", "{':v': <" + taken + ">}", "{pk: 'k', s: <" + taken + ", 'x'>}").item,
      "{pk: 'k', s: <'x'>}");
}

TEST(Update, ResultsThatNestTooDeep) {
  std::string deep = "1";
  for (int i = 0; i < 31; ++i) deep = "[" + deep + "]";
  EXPECT_EQ(Apply("SET a = :v", "{':v': " + deep + "}", "{pk: 'k'}").item,
            "{pk: 'k', a: " + deep + "}");
  EXPECT_EQ(Apply("SET a.b = :v", "{':v': " + deep + "}", "{pk: 'k', a: {}}").item,
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
            "levels beyond supported limit");
}

// Names and what stands in the item already are for the caller, who measures the whole.
TEST(Update, ValuesThatNoItemCanHold) {
  const std::string half(kItemSizeBytesMax / 2, 'x');
  const std::string item = "{pk: 'k', h: '" + half + "', m: {n: 1}}";
  const auto refused = [&](std::string_view text) {
    return Apply(text, "{':s': 's', ':l': ['s']}", item).item ==
           "Item size to update has exceeded the maximum allowed size";
  };
  EXPECT_FALSE(refused("SET a = h, m.n = h"));
  EXPECT_TRUE(refused("SET a = h, m.n = h, b = :s"));
  EXPECT_TRUE(refused("SET a = h, h = h, m.n = h"));
  EXPECT_TRUE(refused("SET a = if_not_exists(b, h), c = if_not_exists(h, :s), d = :s"));
  EXPECT_FALSE(refused("SET a = h, b = :s REMOVE h"));

  // An empty list counts 3, each element 1 more than its text.
  const std::string list = "['" + std::string(kItemSizeBytesMax - 6, 'x') + "']";
  EXPECT_EQ(Apply("SET a = list_append(a, :v)", "{':v': ['']}", "{pk: 'k', a: " + list + "}").item,
            "{pk: 'k', a: " + list.substr(0, list.size() - 1) + ", '']}");
  EXPECT_EQ(
      Apply("SET a = list_append(a, :v)", "{':v': ['ab']}", "{pk: 'k', a: " + list + "}").item,
      "Item size to update has exceeded the maximum allowed size");
}

TEST(Update, UpdatedOldAndNew) {
  const std::string_view item = "{pk: 'k', a: {b: 'dog', c: [1, 2, 3]}, d: 'cat', e: 5}";
  Outcome outcome = Apply("SET a.c[1] = :v, a.b = :w, d = :v", "{':v': 8, ':w': 'yo'}", item);
  EXPECT_EQ(outcome.updated_old, "{a: {b: 'dog', c: [2]}, d: 'cat'}");
  EXPECT_EQ(outcome.updated_new, "{a: {b: 'yo', c: [8]}, d: 8}");
  outcome = Apply("REMOVE a.c[1], a.c[3]", "{}", item);
  EXPECT_EQ(outcome.updated_old, "{a: {c: [2]}}");
  EXPECT_EQ(outcome.updated_new, "{a: {c: [3]}}");  // what moved into its place
  outcome = Apply("SET a.x = :v", "{':v': 8}", item);
  EXPECT_EQ(outcome.updated_old, "{}");
  EXPECT_EQ(outcome.updated_new, "{a: {x: 8}}");
  outcome = Apply("SET a.c[100] = :v", "{':v': 8}", item);
  EXPECT_EQ(outcome.item, "{pk: 'k', a: {b: 'dog', c: [1, 2, 3, 8]}, d: 'cat', e: 5}");
  EXPECT_EQ(outcome.updated_new, "{}");
  outcome = Apply("ADD e :v REMOVE d", "{':v': 8}", item);
  EXPECT_EQ(outcome.updated_old, "{e: 5, d: 'cat'}");
  EXPECT_EQ(outcome.updated_new, "{e: 13}");
}

TEST(Update, WrittenSize) {
  const std::tuple<std::string_view, std::string_view, std::size_t> kCases[] = {
      {"SET ab = :v", "{':v': 'xyz'}", 3 + 19 + 2 + 3},
      {"REMOVE ab, c", "{}", 3 + 2 + 2},
      {"SET ab = ab + :v", "{':v': 7}", 3 + 19 + 2 + 34 + (1 + 14 + 2) + 2},
      {"SET ab = ab - :v", "{':v': 7}", 3 + 19 + 2 + 37 + (1 + 14 + 2) + 2},
      {"SET ab = list_append(ab, :v)", "{':v': []}", 3 + 19 + 2 + 37 + (1 + 14 + 2) + 3},
      {"SET ab = if_not_exists(ab, :v)", "{':v': ''}", 3 + 19 + 2 + 39 + (1 + 14 + 2) + 0},
      {"SET a[1] = :v", "{':v': 'x'}", 3 + 19 + 2 + 1},
  };
  for (const auto& [text, values, size] : kCases) {
    Literals literals;
    Substitutions substitutions;
    literals.Fill(values, substitutions);
    UpdateExpression tree;
    BoundUpdate update;
    ASSERT_TRUE(ParseUpdate(text, tree).has_value());
    ASSERT_TRUE(BindUpdate(tree, substitutions, update).has_value());
    EXPECT_EQ(WrittenSizeBytes(update), size) << text;
  }
}

}  // namespace
}  // namespace pixii::expr
