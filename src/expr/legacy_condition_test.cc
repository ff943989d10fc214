// What each operator of Expected, QueryFilter and ScanFilter says of a value of each type and of a
// missing attribute, and what is refused, in the service's words.
#include "expr/legacy_condition.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "expr/legacy_key_condition.h"
#include "expr/testing/literals.h"

namespace pixii::expr {
namespace {

using testing::Literals;
using value::ValueView;

// Values as a list literal: "['a', 'b']".
std::vector<ValueView> Values(Literals& literals, std::string_view text) {
  std::vector<ValueView> values;
  for (const ValueView value : literals.Value(text).list_elements()) values.push_back(value);
  return values;
}

struct Row {
  std::string_view op;
  std::string_view values;
  std::string_view holds;  // one character for each attribute of kItem, T where it is true
};

constexpr std::string_view kItem =
    "{s: 'abc', n: 5, b: b'abc', t: true, z: null, ss: <'abc', 'x'>, ns: <5, 6>, "
    "bs: <b'abc', b'x'>, l: ['abc', 5, b'abc'], m: {abc: 5}}";
constexpr std::string_view kAttributes[] = {"s",  "n",  "b", "t", "z",      "ss",
                                            "ns", "bs", "l", "m", "missing"};

constexpr Row kRows[] = {
    //                                 S N B T Z SS.. L M missing
    {"EQ", "['abc']", /*            */ "T.........."},
    {"EQ", "['ab']", /*             */ "..........."},
    {"EQ", "[5]", /*                */ ".T........."},
    {"EQ", "[b'abc']", /*           */ "..T........"},
    {"EQ", "[true]", /*             */ "...T......."},
    {"EQ", "[false]", /*            */ "..........."},
    {"EQ", "[null]", /*             */ "....T......"},
    {"EQ", "[<'x', 'abc'>]", /*     */ ".....T....."},
    {"EQ", "[<6, 5>]", /*           */ "......T...."},
    {"EQ", "[<b'x', b'abc'>]", /*   */ ".......T..."},
    {"EQ", "[['abc', 5, b'abc']]", /**/ "........T.."},
    {"EQ", "[[5, 'abc', b'abc']]", /**/ "..........."},
    {"EQ", "[{abc: 5}]", /*         */ ".........T."},

    {"NE", "['abc']", /*            */ ".TTTTTTTTTT"},
    {"NE", "[5]", /*                */ "T.TTTTTTTTT"},
    {"NE", "[b'abc']", /*           */ "TT.TTTTTTTT"},
    {"NE", "[true]", /*             */ "TTT.TTTTTTT"},
    {"NE", "[null]", /*             */ "TTTT.TTTTTT"},
    {"NE", "[<'x', 'abc'>]", /*     */ "TTTTT.TTTTT"},
    {"NE", "[<6, 5>]", /*           */ "TTTTTT.TTTT"},
    {"NE", "[<b'x', b'abc'>]", /*   */ "TTTTTTT.TTT"},
    {"NE", "[['abc', 5, b'abc']]", /**/ "TTTTTTTT.TT"},
    {"NE", "[{abc: 5}]", /*         */ "TTTTTTTTT.T"},

    {"LE", "['abc']", /*            */ "T.........."},
    {"LE", "['abb']", /*            */ "..........."},
    {"LE", "[5]", /*                */ ".T........."},
    {"LE", "[4]", /*                */ "..........."},
    {"LE", "[b'abc']", /*           */ "..T........"},
    {"LT", "['abd']", /*            */ "T.........."},
    {"LT", "['abc']", /*            */ "..........."},
    {"LT", "[10]", /*               */ ".T........."},
    {"LT", "[5]", /*                */ "..........."},
    {"LT", "[b'abd']", /*           */ "..T........"},
    {"GE", "['abc']", /*            */ "T.........."},
    {"GE", "['abd']", /*            */ "..........."},
    {"GE", "[5]", /*                */ ".T........."},
    {"GE", "[10]", /*               */ "..........."},
    {"GE", "[b'abc']", /*           */ "..T........"},
    {"GT", "['ab']", /*             */ "T.........."},
    {"GT", "['abc']", /*            */ "..........."},
    {"GT", "[-5]", /*               */ ".T........."},
    {"GT", "[5]", /*                */ "..........."},
    {"GT", "[b'ab']", /*            */ "..T........"},

    {"NOT_NULL", "[]", /*           */ "TTTTTTTTTT."},
    {"NULL", "[]", /*               */ "..........T"},

    {"CONTAINS", "['abc']", /*      */ "T....T..T.."},
    {"CONTAINS", "['bc']", /*       */ "T.........."},
    {"CONTAINS", "[5]", /*          */ "......T.T.."},
    {"CONTAINS", "[b'abc']", /*     */ "..T....TT.."},
    {"CONTAINS", "[b'b']", /*       */ "..T........"},
    {"NOT_CONTAINS", "['abc']", /*  */ ".TTTT.TT.T."},
    {"NOT_CONTAINS", "['bc']", /*   */ ".TTTTTTTTT."},
    {"NOT_CONTAINS", "[5]", /*      */ "TTTTTT.T.T."},
    {"NOT_CONTAINS", "[b'abc']", /* */ "TT.TTTT..T."},

    {"BEGINS_WITH", "['ab']", /*    */ "T.........."},
    {"BEGINS_WITH", "['abcd']", /*  */ "..........."},
    {"BEGINS_WITH", "[b'']", /*     */ "..T........"},

    {"IN", "['x', 'abc']", /*       */ "T.........."},
    {"IN", "['x', 'ab']", /*        */ "..........."},
    {"IN", "[5]", /*                */ ".T........."},
    {"IN", "[b'', b'abc', b'x']", /**/ "..T........"},

    {"BETWEEN", "['abc', 'abc']", /**/ "T.........."},
    {"BETWEEN", "['abd', 'abe']", /**/ "..........."},
    {"BETWEEN", "[-1, 5]", /*       */ ".T........."},
    {"BETWEEN", "[5.5, 6]", /*      */ "..........."},
    {"BETWEEN", "[b'a', b'b']", /*  */ "..T........"},
};

TEST(LegacyCondition, EveryOperatorForEveryType) {
  Literals literals;
  const value::ItemView item = literals.Item(kItem);
  for (const Row& row : kRows) {
    const std::vector<ValueView> values = Values(literals, row.values);
    std::string holds, holds_without_item;
    for (const std::string_view attribute : kAttributes) {
      const LegacyTerm term{
          .attribute = attribute, .op = FindLegacyOperator(row.op).value(), .values = values};
      ASSERT_TRUE(CheckLegacyTerm(term)) << row.op << row.values;
      BoundCondition condition;
      ASSERT_TRUE(BindLegacyCondition({&term, 1}, LegacyJoin::kAnd, condition));
      holds += Evaluate(condition, &item) ? 'T' : '.';
      holds_without_item += Evaluate(condition, nullptr) ? 'T' : '.';
    }
    EXPECT_EQ(holds, row.holds) << row.op << row.values;
    EXPECT_EQ(holds_without_item, std::string(std::size(kAttributes), row.holds.back()))
        << row.op << row.values;
  }
}

TEST(LegacyCondition, EveryOperatorIsFoundByItsName) {
  for (int i = 0; i <= static_cast<int>(LegacyOperator::kBetween); ++i) {
    const auto op = static_cast<LegacyOperator>(i);
    EXPECT_EQ(FindLegacyOperator(LegacyOperatorName(op)), op);
  }
  EXPECT_EQ(FindLegacyOperator("eq"), std::nullopt);
  EXPECT_EQ(FindLegacyOperator(""), std::nullopt);
}

TEST(LegacyCondition, ANameIsOnePathElement) {
  Literals literals;
  const value::ItemView item = literals.Item("{'a.b': 1, 'c[0]': 2, a: {b: 3}}");
  const std::vector<ValueView> one = Values(literals, "[1]"), two = Values(literals, "[2]");
  const LegacyTerm terms[] = {{.attribute = "a.b", .values = one},
                              {.attribute = "c[0]", .values = two}};
  BoundCondition condition;
  ASSERT_TRUE(BindLegacyCondition(terms, LegacyJoin::kAnd, condition));
  EXPECT_TRUE(Evaluate(condition, &item));
}

TEST(LegacyCondition, TermsAreJoinedByAndOrOr) {
  Literals literals;
  const value::ItemView item = literals.Item("{a: 1, b: 2}");
  const std::vector<ValueView> one = Values(literals, "[1]");
  const LegacyTerm both[] = {{.attribute = "a", .values = one},
                             {.attribute = "b", .op = LegacyOperator::kNotNull, .values = {}}};
  const LegacyTerm first[] = {{.attribute = "a", .values = one}, {.attribute = "b", .values = one}};
  const LegacyTerm last[] = {{.attribute = "b", .values = one},
                             {.attribute = "x", .values = one},
                             {.attribute = "a", .op = LegacyOperator::kNotContains, .values = one}};
  const LegacyTerm none[] = {{.attribute = "b", .values = one}, {.attribute = "x", .values = one}};
  const struct {
    std::span<const LegacyTerm> terms;
    bool all, any;
  } rows[] = {{{}, true, true},
              {both, true, true},
              {first, false, true},
              {last, false, true},
              {none, false, false}};
  for (const auto& row : rows) {
    BoundCondition condition;
    ASSERT_TRUE(BindLegacyCondition(row.terms, LegacyJoin::kAnd, condition));
    EXPECT_EQ(Evaluate(condition, &item), row.all);
    ASSERT_TRUE(BindLegacyCondition(row.terms, LegacyJoin::kOr, condition));
    EXPECT_EQ(Evaluate(condition, &item), row.any);
  }
}

std::string ErrorOf(const Status& status) { return status ? "" : status.error().message; }

std::string CheckText(std::string_view op, std::string_view values) {
  Literals literals;
  const std::vector<ValueView> list = Values(literals, values);
  return ErrorOf(
      CheckLegacyTerm({.attribute = "a", .op = FindLegacyOperator(op).value(), .values = list}));
}

TEST(LegacyCondition, NumbersOfValues) {
  for (const std::string_view op : {"EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS",
                                    "BEGINS_WITH", "IN", "BETWEEN", "NULL", "NOT_NULL"}) {
    const std::string refusal =
        "One or more parameter values were invalid: Invalid number of argument(s) for the " +
        std::string(op) + " ComparisonOperator";
    const bool takes_none = op.ends_with("NULL");
    const bool takes_two = op == "BETWEEN";
    const bool takes_many = op == "IN";
    EXPECT_EQ(CheckText(op, "[]"), takes_none ? "" : refusal);
    EXPECT_EQ(CheckText(op, "['a']"), takes_none || takes_two ? refusal : "");
    EXPECT_EQ(CheckText(op, "['a', 'a']"), takes_two || takes_many ? "" : refusal);
    EXPECT_EQ(CheckText(op, "['a', 'a', 'a']"), takes_many ? "" : refusal);
  }
}

TEST(LegacyCondition, TypesOfValues) {
  const struct {
    std::string_view name, value;
  } kinds[] = {{"S", "'a'"},    {"N", "1"},    {"B", "b'a'"},    {"BOOL", "true"}, {"NULL", "null"},
               {"SS", "<'a'>"}, {"NS", "<1>"}, {"BS", "<b'a'>"}, {"L", "[]"},      {"M", "{}"}};
  const struct {
    std::string_view op, allowed;
  } operators[] = {{"EQ", "S N B BOOL NULL SS NS BS L M "},
                   {"NE", "S N B BOOL NULL SS NS BS L M "},
                   {"LE", "S N B "},
                   {"LT", "S N B "},
                   {"GE", "S N B "},
                   {"GT", "S N B "},
                   {"CONTAINS", "S N B "},
                   {"NOT_CONTAINS", "S N B "},
                   {"BEGINS_WITH", "S B "},
                   {"IN", "S N B "},
                   {"BETWEEN", "S N B "}};
  for (const auto& [op, allowed] : operators) {
    std::string accepted;
    for (const auto& [name, value] : kinds) {
      const std::string one(value);
      const std::string error =
          CheckText(op, op == "BETWEEN" ? "[" + one + ", " + one + "]" : "[" + one + "]");
      if (error.empty()) {
        accepted += std::string(name) + ' ';
        continue;
      }
      EXPECT_EQ(error, "One or more parameter values were invalid: ComparisonOperator " +
                           std::string(op) + " is not valid for " + std::string(name) +
                           " AttributeValue type");
    }
    EXPECT_EQ(accepted, allowed) << op;
  }
}

TEST(LegacyCondition, ValuesOfOneTypeInAscendingOrder) {
  constexpr std::string_view kSameType =
      "One or more parameter values were invalid: AttributeValues inside AttributeValueList must "
      "be of same type";
  constexpr std::string_view kBounds =
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper "
      "bound";
  EXPECT_EQ(CheckText("IN", "['a', 1]"), kSameType);
  EXPECT_EQ(CheckText("BETWEEN", "[1, 'a']"), kSameType);
  EXPECT_EQ(CheckText("BETWEEN", "[[], {}]"), kSameType);
  EXPECT_EQ(CheckText("BETWEEN", "['b', 'a']"), kBounds);
  EXPECT_EQ(CheckText("BETWEEN", "[10, 9]"), kBounds);
  EXPECT_EQ(CheckText("BETWEEN", "[b'b', b'a']"), kBounds);
}

TEST(LegacyCondition, MoreTermsOrValuesThanATreeHolds) {
  Literals literals;
  const std::vector<ValueView> one = Values(literals, "['x']");
  std::vector<LegacyTerm> terms(
      kLegacyTermsMax, {.attribute = "a", .op = LegacyOperator::kNotContains, .values = one});
  const value::ItemView item = literals.Item("{a: 'abc'}");
  BoundCondition condition;
  ASSERT_TRUE(BindLegacyCondition(terms, LegacyJoin::kAnd, condition));
  EXPECT_TRUE(Evaluate(condition, &item));
  terms.push_back(terms.front());
  EXPECT_EQ(ErrorOf(BindLegacyCondition(terms, LegacyJoin::kAnd, condition)),
            "One or more parameter values were invalid: Too many conditions or values");

  std::vector<ValueView> many(kLegacyValuesMax, one.front());
  LegacyTerm in{.attribute = "a", .op = LegacyOperator::kIn, .values = many};
  ASSERT_TRUE(BindLegacyCondition({&in, 1}, LegacyJoin::kAnd, condition));
  EXPECT_FALSE(Evaluate(condition, &item));
  many.push_back(one.front());
  in.values = many;
  EXPECT_EQ(ErrorOf(BindLegacyCondition({&in, 1}, LegacyJoin::kAnd, condition)),
            "One or more parameter values were invalid: Too many conditions or values");
}

TEST(LegacyCondition, QueryFilterMustNotNameAKey) {
  const KeyAttribute hash[] = {{"pk"}};
  const KeyAttribute range[] = {{"sk"}};
  const KeySchemaView schema{hash, range};
  const auto text = [&](std::string_view attribute) {
    const LegacyTerm term{.attribute = attribute, .op = LegacyOperator::kNull, .values = {}};
    return ErrorOf(CheckQueryFilterAvoidsKey({&term, 1}, schema));
  };
  EXPECT_EQ(text("a"), "");
  EXPECT_EQ(text("pk"),
            "QueryFilter can only contain non-primary key attributes: Primary key attribute: pk");
  EXPECT_EQ(text("sk"),
            "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk");
}

TEST(LegacyKeyCondition, BecomesKeyTerms) {
  Literals literals;
  const std::vector<ValueView> one = Values(literals, "['p']"), two = Values(literals, "[1, 2]");
  const struct {
    LegacyOperator op;
    KeyOperator key;
  } rows[] = {{LegacyOperator::kEq, KeyOperator::kEqual},
              {LegacyOperator::kLt, KeyOperator::kLess},
              {LegacyOperator::kLe, KeyOperator::kLessEqual},
              {LegacyOperator::kGt, KeyOperator::kGreater},
              {LegacyOperator::kGe, KeyOperator::kGreaterEqual},
              {LegacyOperator::kBeginsWith, KeyOperator::kBeginsWith},
              {LegacyOperator::kBetween, KeyOperator::kBetween}};
  for (const auto& row : rows) {
    const bool between = row.op == LegacyOperator::kBetween;
    const LegacyTerm terms[] = {{.attribute = "pk", .values = one},
                                {.attribute = "sk", .op = row.op, .values = between ? two : one}};
    const Result<KeyTerms> bound = BindLegacyKeyConditions(terms);
    ASSERT_TRUE(bound);
    ASSERT_EQ(bound->count, 2u);
    EXPECT_EQ(bound->terms[0].attribute, "pk");
    EXPECT_EQ(bound->terms[0].op, KeyOperator::kEqual);
    EXPECT_EQ(bound->terms[1].attribute, "sk");
    EXPECT_EQ(bound->terms[1].op, row.key);
    EXPECT_EQ(bound->terms[1].values[0].bytes(), (between ? two : one)[0].bytes());
    if (between) {
      EXPECT_EQ(bound->terms[1].values[1].bytes(), two[1].bytes());
    }
    EXPECT_TRUE(CheckIndexable(terms));
  }
}

TEST(LegacyKeyCondition, Refusals) {
  Literals literals;
  const std::vector<ValueView> one = Values(literals, "['p']");
  const auto error = [](const Result<KeyTerms>& result) {
    return result ? "" : result.error().message;
  };
  constexpr std::string_view kLength = "Conditions can be of length 1 or 2 only";
  EXPECT_EQ(error(BindLegacyKeyConditions({})), kLength);
  const std::vector<LegacyTerm> many(kKeyTermsMax + 1, {.attribute = "a", .values = one});
  EXPECT_EQ(error(BindLegacyKeyConditions(many)), kLength);
  EXPECT_EQ(error(BindLegacyKeyConditions(std::span(many).first(kKeyTermsMax))), "");
  for (const LegacyOperator op :
       {LegacyOperator::kNe, LegacyOperator::kNull, LegacyOperator::kNotNull, LegacyOperator::kIn,
        LegacyOperator::kContains, LegacyOperator::kNotContains}) {
    const LegacyTerm term{.attribute = "a", .op = op, .values = one};
    const Result<KeyTerms> bound = BindLegacyKeyConditions({&term, 1});
    ASSERT_TRUE(bound);
    ASSERT_EQ(bound->count, 1u);
    EXPECT_EQ(bound->terms[0].attribute, "a");
    EXPECT_FALSE(bound->terms[0].values[0]);
    EXPECT_EQ(ErrorOf(CheckIndexable({&term, 1})),
              "Attempted conditional constraint is not an indexable operation");
  }
}

}  // namespace
}  // namespace pixii::expr
