// Random conditions on random items, against an evaluator that works on values of its own and knows
// nothing of trees, bytes or views: each text is made together with the function that says what it
// means.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "expr/condition.h"
#include "expr/parser.h"
#include "expr/testing/literals.h"

namespace pixii::expr {
namespace {

// One of: S, B (text), N (number), BOOL, NULL, SS, NS (elements), L, M.
struct Model {
  std::string type;
  std::string text;
  int number = 0;
  std::vector<Model> elements;
  std::map<std::string, Model> entries;

  bool operator==(const Model& other) const {
    if (type != other.type) return false;
    if (type != "SS" && type != "NS")
      return text == other.text && number == other.number && elements == other.elements &&
             entries == other.entries;
    const auto covers = [](const Model& a, const Model& b) {
      for (const Model& element : a.elements) {
        if (std::find(b.elements.begin(), b.elements.end(), element) == b.elements.end())
          return false;
      }
      return true;
    };
    return covers(*this, other) && covers(other, *this);
  }
};
using Item = std::map<std::string, Model>;

struct Operand {
  std::string text;
  std::function<std::optional<Model>(const Item&)> value;
  bool is_path = false;
};
struct Condition {
  std::string text;
  std::function<bool(const Item&)> holds;
  bool atomic = true;
};

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  int Below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

  Model MakeValue(int depth) {
    switch (Below(depth > 0 ? 9 : 5)) {
      case 0:
        return {.type = "S", .text = MakeText()};
      case 1:
        return {.type = "N", .number = Below(5) - 2};
      case 2:
        return {.type = "B", .text = MakeText()};
      case 3:
        return {.type = "BOOL", .number = Below(2)};
      case 4:
        return {.type = "NULL"};
      case 5:
        return MakeSet("SS");
      case 6:
        return MakeSet("NS");
      case 7: {
        Model list{.type = "L"};
        for (int i = Below(4); i > 0; --i) list.elements.push_back(MakeValue(depth - 1));
        return list;
      }
      default: {
        Model map{.type = "M"};
        for (int i = Below(4); i > 0; --i) map.entries[MakeName()] = MakeValue(depth - 1);
        return map;
      }
    }
  }

  Item MakeItem() {
    Item item;
    for (int i = Below(6); i > 0; --i) item[MakeName()] = MakeValue(2);
    return item;
  }

  Condition MakeCondition(int depth) {
    const int kind = Below(depth > 0 ? 10 : 5);
    if (kind < 5) return MakePredicate(kind);
    if (kind == 5) {
      Condition inner = MakeCondition(depth - 1);
      return {"NOT " + Group(inner), [inner](const Item& item) { return !inner.holds(item); },
              false};
    }
    const bool is_or = kind < 8;
    std::vector<Condition> parts;
    Condition chain{.atomic = false};
    for (int i = 2 + Below(3); i > 0; --i) {
      parts.push_back(MakeCondition(depth - 1));
      if (!chain.text.empty()) chain.text += is_or ? " OR " : " AND ";
      chain.text += Group(parts.back());
    }
    chain.holds = [parts, is_or](const Item& item) {
      for (const Condition& part : parts) {
        if (part.holds(item) == is_or) return is_or;
      }
      return !is_or;
    };
    return chain;
  }

  // The values that the conditions since the last call used.
  std::vector<std::pair<std::string, Model>> TakeValues() { return std::move(values_); }

 private:
  std::string MakeText() {
    return std::string(static_cast<std::size_t>(Below(3)), 'x') + (Below(2) == 0 ? "y" : "");
  }
  std::string MakeName() { return std::string(1, static_cast<char>('p' + Below(5))); }

  Model MakeSet(const std::string& type) {
    Model set{.type = type};
    for (int i = 1 + Below(3); i > 0; --i) {
      Model element = type == "SS" ? Model{.type = "S", .text = MakeText()}
                                   : Model{.type = "N", .number = Below(4)};
      if (std::find(set.elements.begin(), set.elements.end(), element) == set.elements.end())
        set.elements.push_back(element);
    }
    return set;
  }

  static std::string Group(const Condition& condition) {
    return condition.atomic ? condition.text : "(" + condition.text + ")";
  }

  Operand MakePath() {
    const std::string name = MakeName();
    if (Below(3) > 0) return {name, [name](const Item& item) { return Find(item, name); }, true};
    if (Below(2) == 0) {
      const std::string inner = MakeName();
      return {name + "." + inner,
              [name, inner](const Item& item) -> std::optional<Model> {
                const auto value = Find(item, name);
                if (!value || value->type != "M") return {};
                return Find(value->entries, inner);
              },
              true};
    }
    const std::size_t index = static_cast<std::size_t>(Below(3));
    return {name + "[" + std::to_string(index) + "]",
            [name, index](const Item& item) -> std::optional<Model> {
              const auto value = Find(item, name);
              if (!value || value->type != "L" || index >= value->elements.size()) return {};
              return value->elements[index];
            },
            true};
  }

  static std::optional<Model> Find(const std::map<std::string, Model>& entries,
                                   const std::string& name) {
    const auto found = entries.find(name);
    if (found == entries.end()) return {};
    return found->second;
  }

  Operand MakeLiteral(const Model& value) {
    const std::string token = ":v" + std::to_string(values_.size());
    values_.emplace_back(token, value);
    return {token, [value](const Item&) { return std::optional(value); }};
  }

  Model MakeScalar(int types) {
    Model value;
    do value = MakeValue(0);
    while ((types == 2 && value.type != "S" && value.type != "B") ||
           (types == 3 && value.type != "S" && value.type != "N" && value.type != "B"));
    return value;
  }

  Operand MakeSize() {
    const Operand path = MakePath();
    return {"size(" + path.text + ")", [path](const Item& item) -> std::optional<Model> {
              const auto value = path.value(item);
              if (!value) return {};
              if (value->type == "S" || value->type == "B")
                return Model{.type = "N", .number = static_cast<int>(value->text.size())};
              if (value->type == "M")
                return Model{.type = "N", .number = static_cast<int>(value->entries.size())};
              if (value->type == "L" || value->type == "SS" || value->type == "NS")
                return Model{.type = "N", .number = static_cast<int>(value->elements.size())};
              return {};
            }};
  }

  Condition MakePredicate(int kind) {
    switch (kind) {
      case 0:
        return MakeComparison();
      case 1:
        return MakeBetween();
      case 2:
        return MakeIn();
      case 3:
        return MakeContains();
      default:
        return MakeOther();
    }
  }

  static int Order(const Model& a, const Model& b) {
    if (a.type == "N") return a.number - b.number;
    return a.text.compare(b.text);
  }
  static bool Ordered(const std::optional<Model>& a, const std::optional<Model>& b) {
    return a && b && a->type == b->type && (a->type == "S" || a->type == "N" || a->type == "B");
  }

  Condition MakeComparison() {
    const int op = Below(6);
    const Operand a = Below(4) == 0 ? MakeSize() : MakePath();
    const Operand b = MakeLiteral(op < 2 ? MakeValue(2) : MakeScalar(3));
    const char* const texts[] = {" = ", " <> ", " < ", " <= ", " > ", " >= "};
    return {a.text + texts[op] + b.text, [a, b, op](const Item& item) {
              const auto x = a.value(item), y = b.value(item);
              const bool equal = x && y && *x == *y;
              if (op == 0) return equal;
              if (op == 1) return !equal;
              if (!Ordered(x, y)) return false;
              const int order = Order(*x, *y);
              return op == 2 ? order < 0 : op == 3 ? order <= 0 : op == 4 ? order > 0 : order >= 0;
            }};
  }

  Condition MakeBetween() {
    const Operand a = Below(4) == 0 ? MakeSize() : MakePath();
    Model low = MakeScalar(3), high = MakeScalar(3);
    while (low.type != high.type || Order(low, high) > 0) high = MakeScalar(3), low = MakeScalar(3);
    const Operand b = MakeLiteral(low), c = MakeLiteral(high);
    return {a.text + " BETWEEN " + b.text + " AND " + c.text, [a, b, c](const Item& item) {
              const auto x = a.value(item), y = b.value(item), z = c.value(item);
              return Ordered(x, y) && Order(*x, *y) >= 0 && Order(*x, *z) <= 0;
            }};
  }

  Condition MakeIn() {
    const Operand a = MakePath();
    std::vector<Operand> others;
    std::string text = a.text + " IN (";
    for (int i = 1 + Below(3); i > 0; --i) {
      others.push_back(MakeLiteral(MakeValue(1)));
      text += (others.size() > 1 ? ", " : "") + others.back().text;
    }
    return {text + ")", [a, others](const Item& item) {
              const auto x = a.value(item);
              for (const Operand& other : others) {
                if (x && *x == *other.value(item)) return true;
              }
              return false;
            }};
  }

  Condition MakeContains() {
    const Operand a = MakePath(), b = MakeLiteral(MakeValue(1));
    return {"contains(" + a.text + ", " + b.text + ")", [a, b](const Item& item) {
              const auto x = a.value(item), y = b.value(item);
              if (!x) return false;
              if (x->type == "S" || x->type == "B")
                return x->type == y->type && x->text.find(y->text) != std::string::npos;
              return std::find(x->elements.begin(), x->elements.end(), *y) != x->elements.end();
            }};
  }

  Condition MakeOther() {
    const Operand a = MakePath();
    switch (Below(4)) {
      case 0:
        return {"attribute_exists(" + a.text + ")",
                [a](const Item& item) { return a.value(item).has_value(); }};
      case 1:
        return {"attribute_not_exists(" + a.text + ")",
                [a](const Item& item) { return !a.value(item); }};
      case 2: {
        const std::string type = MakeValue(1).type;
        const Operand b = MakeLiteral({.type = "S", .text = type});
        return {"attribute_type(" + a.text + ", " + b.text + ")", [a, type](const Item& item) {
                  const auto x = a.value(item);
                  return x && x->type == type;
                }};
      }
      default: {
        const Operand b = MakeLiteral(MakeScalar(2));
        return {"begins_with(" + a.text + ", " + b.text + ")", [a, b](const Item& item) {
                  const auto x = a.value(item), y = b.value(item);
                  return x && x->type == y->type && x->text.rfind(y->text, 0) == 0;
                }};
      }
    }
  }

  std::mt19937 random_;
  std::vector<std::pair<std::string, Model>> values_;
};

std::string LiteralOf(const Model& value) {
  const auto join = [](const std::vector<Model>& elements) {
    std::string all;
    for (const Model& element : elements) all += (all.empty() ? "" : ", ") + LiteralOf(element);
    return all;
  };
  if (value.type == "S") return "'" + value.text + "'";
  if (value.type == "B") return "b'" + value.text + "'";
  if (value.type == "N") return std::to_string(value.number);
  if (value.type == "BOOL") return value.number != 0 ? "true" : "false";
  if (value.type == "NULL") return "null";
  if (value.type == "L") return "[" + join(value.elements) + "]";
  if (value.type == "SS" || value.type == "NS") return "<" + join(value.elements) + ">";
  std::string all;
  for (const auto& [name, entry] : value.entries)
    all += (all.empty() ? "" : ", ") + name + ": " + LiteralOf(entry);
  return "{" + all + "}";
}

TEST(ConditionOracle, RandomConditionsOnRandomItems) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Maker maker(seed);
  ConditionExpression tree;
  BoundCondition bound;
  Substitutions substitutions;
  int held = 0;
  constexpr int kRounds = 2000;
  for (int round = 0; round < kRounds; ++round) {
    testing::Literals literals;
    const Condition condition = maker.MakeCondition(3);
    substitutions.Clear();
    for (const auto& [token, value] : maker.TakeValues())
      ASSERT_TRUE(substitutions.AddValue(literals.Keep(token), literals.Value(LiteralOf(value))));
    const Status parsed = ParseCondition(condition.text, ExpressionKind::kFilter, tree);
    ASSERT_TRUE(parsed.has_value()) << condition.text << ": " << parsed.error().message;
    const Status status = BindCondition(tree, substitutions, bound);
    ASSERT_TRUE(status.has_value()) << condition.text << ": " << status.error().message;
    ASSERT_TRUE(substitutions.CheckAllUsed().has_value()) << condition.text;
    for (int i = 0; i < 5; ++i) {
      const Item item = maker.MakeItem();
      const std::string literal = LiteralOf({.type = "M", .entries = item});
      const value::ItemView view = literals.Item(literal);
      const bool expected = condition.holds(item);
      held += expected ? 1 : 0;
      ASSERT_EQ(Evaluate(bound, &view), expected) << condition.text << " on " << literal;
    }
    ASSERT_EQ(Evaluate(bound, nullptr), condition.holds({})) << condition.text;
  }
  // The conditions say something: neither outcome is rare.
  EXPECT_GT(held, kRounds);
  EXPECT_LT(held, kRounds * 4);
}

}  // namespace
}  // namespace pixii::expr
