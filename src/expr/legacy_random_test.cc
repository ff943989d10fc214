// 100,000 random conditions and updates, each in its legacy form and as an expression: both must
// say the same of random items. PIXII_SEED repeats a run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "expr/legacy_condition.h"
#include "expr/legacy_update.h"
#include "expr/parser.h"
#include "expr/testing/literals.h"
#include "value/number.h"

namespace pixii::expr {
namespace {

using testing::Literals;
using testing::Text;
using value::ItemView;
using value::Type;
using value::ValueView;

constexpr int kConditions = 50'000;
constexpr int kUpdates = 50'000;

// Names that an expression could not spell without a token among them.
constexpr std::string_view kNames[] = {"a", "b", "a.b", "c[0]", "size", "x y", "\u00e9"};
constexpr std::string_view kTokens[] = {"#a", "#b", "#c", "#d", "#e", "#f", "#g"};
constexpr std::string_view kValueTokens[] = {":a", ":b", ":c", ":d", ":e", ":f", ":g", ":h", ":i"};
constexpr std::string_view kValues[] = {
    "''",     "'a'",        "'ab'",      "'abc'",  "'b'",     "0",           "1",     "-1.5",
    "10",     "2e3",        "b''",       "b'a'",   "b'ab'",   "b'b'",        "true",  "false",
    "null",   "<'a'>",      "<'a','b'>", "<1>",    "<1,10>",  "<b'a'>",      "[]",    "['a', 1]",
    "[1, 1]", "[b'a', []]", "{}",        "{a: 1}", "{b: {}}", "<b'a',b'b'>", "[null]"};

unsigned Seed() {
  const char* const text = std::getenv("PIXII_SEED");
  return text != nullptr ? static_cast<unsigned>(std::atoll(text)) : std::random_device()();
}

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {
    for (const std::string_view text : kValues) values_.push_back(literals_.Value(text));
    for (int i = 0; i < 200; ++i) items_.push_back(MakeItem(i));
  }

  std::size_t Below(std::size_t count) { return random_() % count; }
  ValueView AnyValue() { return values_[Below(values_.size())]; }
  ItemView AnyItem() { return items_[Below(items_.size())]; }
  ValueView empty_list() { return values_[22]; }
  Literals& literals() { return literals_; }

 private:
  ItemView MakeItem(int number) {
    value::ItemBuilder& builder = builders_.emplace_back();
    builder.BeginAttribute("pk").Number(value::NumberOf(number));
    for (const std::string_view name : kNames) {
      if (Below(3) > 0) builder.Add(name, AnyValue());
    }
    return *builder.Finish();
  }

  std::mt19937 random_;
  Literals literals_;
  std::vector<ValueView> values_;
  std::deque<value::ItemBuilder> builders_;
  std::vector<ItemView> items_;
};

// An expression under construction, with its names and values.
struct Written {
  std::string text;
  Substitutions substitutions;
  std::size_t name_count = 0;
  std::size_t value_count = 0;

  void Clear() {
    text.clear();
    substitutions.Clear();
    name_count = value_count = 0;
  }
  std::string Name(std::string_view name) {
    const std::string_view token = kTokens[name_count++];
    EXPECT_TRUE(substitutions.AddName(token, name));
    return std::string(token);
  }
  std::string Value(ValueView value) {
    const std::string_view token = kValueTokens[value_count++];
    EXPECT_TRUE(substitutions.AddValue(token, value));
    return std::string(token);
  }
};

struct Term {
  LegacyTerm legacy;
  std::vector<ValueView> values;
};

// What the documentation says the operator is as an expression.
std::string TextOf(const Term& term, Written& out) {
  const std::string name = out.Name(term.legacy.attribute);
  std::vector<std::string> values;
  for (const ValueView value : term.values) values.push_back(out.Value(value));
  switch (term.legacy.op) {
    case LegacyOperator::kEq:
      return name + " = " + values[0];
    case LegacyOperator::kNe:
      return name + " <> " + values[0];
    case LegacyOperator::kLe:
      return name + " <= " + values[0];
    case LegacyOperator::kLt:
      return name + " < " + values[0];
    case LegacyOperator::kGe:
      return name + " >= " + values[0];
    case LegacyOperator::kGt:
      return name + " > " + values[0];
    case LegacyOperator::kNotNull:
      return "attribute_exists(" + name + ")";
    case LegacyOperator::kNull:
      return "attribute_not_exists(" + name + ")";
    case LegacyOperator::kContains:
      return "contains(" + name + ", " + values[0] + ")";
    case LegacyOperator::kNotContains:
      return "(attribute_exists(" + name + ") AND NOT contains(" + name + ", " + values[0] + "))";
    case LegacyOperator::kBeginsWith:
      return "begins_with(" + name + ", " + values[0] + ")";
    case LegacyOperator::kBetween:
      return name + " BETWEEN " + values[0] + " AND " + values[1];
    case LegacyOperator::kIn:
      break;
  }
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + value;
  return name + " IN (" + list + ")";
}

// A term that CheckLegacyTerm accepts.
Term AnyTerm(Random& random, std::string_view name) {
  for (;;) {
    Term term;
    term.legacy.attribute = name;
    term.legacy.op = static_cast<LegacyOperator>(random.Below(13));
    const bool none =
        term.legacy.op == LegacyOperator::kNull || term.legacy.op == LegacyOperator::kNotNull;
    const std::size_t count = term.legacy.op == LegacyOperator::kBetween ? 2
                              : term.legacy.op == LegacyOperator::kIn    ? 1 + random.Below(3)
                                                                         : !none;
    for (std::size_t i = 0; i < count; ++i) term.values.push_back(random.AnyValue());
    term.legacy.values = term.values;
    if (CheckLegacyTerm(term.legacy)) return term;
  }
}

TEST(LegacyRandom, ConditionsMeanWhatTheirExpressionsMean) {
  const unsigned seed = Seed();
  SCOPED_TRACE("PIXII_SEED=" + std::to_string(seed));
  Random random(seed);
  Written written;
  ConditionExpression tree;
  BoundCondition legacy, modern;
  int true_count = 0;
  for (int i = 0; i < kConditions && !HasFailure(); ++i) {
    written.Clear();
    std::vector<Term> terms;
    std::vector<LegacyTerm> legacy_terms;
    const bool any = random.Below(2) == 0;
    const std::size_t count = 1 + random.Below(3);
    const std::size_t first_name = random.Below(std::size(kNames));
    for (std::size_t k = 0; k < count; ++k) {
      terms.push_back(AnyTerm(random, kNames[(first_name + k) % std::size(kNames)]));
      if (k > 0) written.text += any ? " OR " : " AND ";
      written.text += TextOf(terms.back(), written);
      // Moving a term keeps the values where they are.
      legacy_terms.push_back(terms.back().legacy);
    }
    ASSERT_TRUE(
        BindLegacyCondition(legacy_terms, any ? LegacyJoin::kOr : LegacyJoin::kAnd, legacy));
    const Status parsed = ParseCondition(written.text, ExpressionKind::kCondition, tree);
    ASSERT_TRUE(parsed) << written.text << ": " << parsed.error().message;
    const Status bound = BindCondition(tree, written.substitutions, modern);
    ASSERT_TRUE(bound) << written.text << ": " << bound.error().message;
    const ItemView item = random.AnyItem();
    const bool no_item = random.Below(10) == 0;
    const bool holds = Evaluate(legacy, no_item ? nullptr : &item);
    true_count += holds;
    EXPECT_EQ(holds, Evaluate(modern, no_item ? nullptr : &item))
        << written.text << " of " << Text(item);
  }
  // Both outcomes are common.
  EXPECT_GT(true_count, kConditions / 10);
  EXPECT_LT(true_count, kConditions * 9 / 10);
}

// An update that CheckLegacyUpdate accepts.
LegacyUpdate AnyUpdate(Random& random, std::string_view name) {
  for (;;) {
    const LegacyUpdate update{.attribute = name,
                              .action = static_cast<LegacyAction>(random.Below(3)),
                              .value = random.Below(4) == 0 ? ValueView() : random.AnyValue()};
    if (CheckLegacyUpdate(update)) return update;
  }
}

// The clauses of an UpdateExpression that say the same.
struct Clauses {
  std::string set, remove, add, del;

  void Say(const LegacyUpdate& update, Random& random, Written& out) {
    const std::string name = out.Name(update.attribute);
    const auto append = [](std::string& clause, const std::string& action) {
      clause += (clause.empty() ? "" : ", ") + action;
    };
    if (!update.value) return append(remove, name);
    const std::string value = out.Value(update.value);
    if (update.action == LegacyAction::kPut) return append(set, name + " = " + value);
    if (update.action == LegacyAction::kDelete) return append(del, name + " " + value);
    if (!update.value.Is(Type::kList)) return append(add, name + " " + value);
    append(set, name + " = list_append(if_not_exists(" + name + ", " +
                    out.Value(random.empty_list()) + "), " + value + ")");
  }
  std::string Text() const {
    std::string text;
    if (!set.empty()) text += "SET " + set;
    if (!remove.empty()) text += " REMOVE " + remove;
    if (!add.empty()) text += " ADD " + add;
    if (!del.empty()) text += " DELETE " + del;
    return text;
  }
};

TEST(LegacyRandom, UpdatesDoWhatTheirExpressionsDo) {
  const unsigned seed = Seed();
  SCOPED_TRACE("PIXII_SEED=" + std::to_string(seed));
  Random random(seed);
  ASSERT_EQ(Text(random.empty_list()), "[]");
  Written written;
  UpdateExpression tree;
  BoundUpdate legacy, modern;
  UpdateScratch scratch;
  value::ItemBuilder legacy_out, modern_out;
  const ItemView key = random.literals().Item("{pk: 7}");
  int done_count = 0;
  for (int i = 0; i < kUpdates && !HasFailure(); ++i) {
    written.Clear();
    std::vector<LegacyUpdate> updates;
    Clauses clauses;
    const std::size_t count = 1 + random.Below(3);
    const std::size_t first_name = random.Below(std::size(kNames));
    for (std::size_t k = 0; k < count; ++k) {
      updates.push_back(AnyUpdate(random, kNames[(first_name + k) % std::size(kNames)]));
      clauses.Say(updates.back(), random, written);
    }
    written.text = clauses.Text();
    ASSERT_TRUE(BindLegacyUpdate(updates, legacy));
    const Status parsed = ParseUpdate(written.text, tree);
    ASSERT_TRUE(parsed) << written.text << ": " << parsed.error().message;
    const Status bound = BindUpdate(tree, written.substitutions, modern);
    ASSERT_TRUE(bound) << written.text << ": " << bound.error().message;
    const ItemView item = random.AnyItem();
    const ItemView* const old = random.Below(10) == 0 ? nullptr : &item;
    legacy_out.Clear();
    const bool legacy_done = ApplyUpdate(legacy, old, key, scratch, legacy_out).has_value();
    modern_out.Clear();
    const bool modern_done = ApplyUpdate(modern, old, key, scratch, modern_out).has_value();
    ASSERT_EQ(legacy_done, modern_done) << written.text << " of " << Text(item);
    if (!legacy_done) continue;
    ++done_count;
    const ItemView legacy_item = *legacy_out.Finish(), modern_item = *modern_out.Finish();
    EXPECT_TRUE(value::Equals(legacy_item, modern_item))
        << written.text << " of " << Text(item) << ": " << Text(legacy_item) << " and "
        << Text(modern_item);
  }
  EXPECT_GT(done_count, kUpdates / 10);
  EXPECT_LT(done_count, kUpdates * 9 / 10);
}

}  // namespace
}  // namespace pixii::expr
