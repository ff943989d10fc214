// A term is bound to the predicate of the same meaning: `{"a.b": {"GE", [3]}}` is `#a >= :v` with
// #a = "a.b". Two differ from what their names suggest: NE holds where the attribute is missing, as
// `<>` does; NOT_CONTAINS does not, so it is bound as `attribute_exists(a) AND NOT contains(a, v)`.
#include "expr/legacy_condition.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/invalid_parameter.h"
#include "base/limits.h"

namespace pixii::expr {
namespace {

using value::Type;
using value::ValueView;

constexpr std::size_t kAny = 0;  // of values: one or more

struct OperatorRow {
  std::string_view name;
  std::size_t value_count;
  bool takes_all_types = true;
  bool takes_numbers = true;  // beside strings and binaries
};

// By LegacyOperator.
constexpr std::array<OperatorRow, 13> kOperators = {{{"EQ", 1},
                                                     {"NE", 1},
                                                     {"LE", 1, false},
                                                     {"LT", 1, false},
                                                     {"GE", 1, false},
                                                     {"GT", 1, false},
                                                     {"NOT_NULL", 0},
                                                     {"NULL", 0},
                                                     {"CONTAINS", 1, false},
                                                     {"NOT_CONTAINS", 1, false},
                                                     {"BEGINS_WITH", 1, false, false},
                                                     {"IN", kAny, false},
                                                     {"BETWEEN", 2, false}}};

const OperatorRow& RowOf(LegacyOperator op) { return kOperators[static_cast<std::size_t>(op)]; }

std::unexpected<Error> Refuse(std::string message) {
  return std::unexpected(ValidationError(std::move(message)));
}

std::unexpected<Error> Invalid(std::string_view text) {
  return std::unexpected(InvalidParameter(text));
}

bool IsCountRight(const LegacyTerm& term) {
  if (term.op == LegacyOperator::kIn) return !term.values.empty();
  return term.values.size() == RowOf(term.op).value_count;
}

bool IsTypeRight(const OperatorRow& row, Type type) {
  if (row.takes_all_types) return true;
  return value::IsOrdered(type) && (type != Type::kNumber || row.takes_numbers);
}

class LegacyBinder {
 public:
  explicit LegacyBinder(BoundCondition& out) : out_(out) {}

  void Bind(std::span<const LegacyTerm> terms, LegacyJoin join) {
    if (terms.empty()) return;
    if (terms.size() == 1) {
      out_.root = BindTerm(terms.front());
      return;
    }
    out_.root = Add({.kind = join == LegacyJoin::kAnd ? NodeKind::kAnd : NodeKind::kOr});
    NodeIndex last = kNoNode;
    for (const LegacyTerm& term : terms) last = AddChild(out_.root, last, BindTerm(term));
  }

 private:
  NodeIndex Add(const BoundNode& node) {
    out_.nodes.push_back(node);
    return static_cast<NodeIndex>(out_.nodes.size() - 1);
  }

  NodeIndex AddChild(NodeIndex parent, NodeIndex last, NodeIndex child) {
    (last == kNoNode ? out_.nodes[parent].first_child : out_.nodes[last].next) = child;
    return child;
  }

  // The attribute and `values` as operands of one predicate.
  NodeIndex Predicate(BoundNode node, PathRange path, std::span<const ValueView> values) {
    node.first_operand = static_cast<std::uint16_t>(out_.operands.size());
    node.operand_count = static_cast<std::uint16_t>(1 + values.size());
    out_.operands.push_back({.path = path, .value = {}});
    for (const ValueView value : values) out_.operands.push_back({.path = {}, .value = value});
    return Add(node);
  }

  NodeIndex BindTerm(const LegacyTerm& term) {
    const PathRange path{.first = static_cast<std::uint16_t>(out_.elements.size()), .count = 1};
    out_.elements.push_back(BoundElement::Name(term.attribute));
    const auto compare = [&](Comparator comparator) {
      return Predicate({.kind = NodeKind::kCompare, .comparator = comparator}, path, term.values);
    };
    const auto function = [&](Function which, std::span<const ValueView> values) {
      return Predicate({.kind = NodeKind::kFunction, .function = which}, path, values);
    };
    switch (term.op) {
      case LegacyOperator::kEq:
        return compare(Comparator::kEqual);
      case LegacyOperator::kNe:
        return compare(Comparator::kNotEqual);
      case LegacyOperator::kLe:
        return compare(Comparator::kLessEqual);
      case LegacyOperator::kLt:
        return compare(Comparator::kLess);
      case LegacyOperator::kGe:
        return compare(Comparator::kGreaterEqual);
      case LegacyOperator::kGt:
        return compare(Comparator::kGreater);
      case LegacyOperator::kNotNull:
        return function(Function::kAttributeExists, {});
      case LegacyOperator::kNull:
        return function(Function::kAttributeNotExists, {});
      case LegacyOperator::kContains:
        return function(Function::kContains, term.values);
      case LegacyOperator::kBeginsWith:
        return function(Function::kBeginsWith, term.values);
      case LegacyOperator::kIn:
        return Predicate({.kind = NodeKind::kIn}, path, term.values);
      case LegacyOperator::kBetween:
        return Predicate({.kind = NodeKind::kBetween}, path, term.values);
      case LegacyOperator::kNotContains:
        break;
    }
    const NodeIndex both = Add({.kind = NodeKind::kAnd});
    const NodeIndex exists = AddChild(both, kNoNode, function(Function::kAttributeExists, {}));
    const NodeIndex negation = AddChild(both, exists, Add({.kind = NodeKind::kNot}));
    AddChild(negation, kNoNode, function(Function::kContains, term.values));
    return both;
  }

  BoundCondition& out_;
};

}  // namespace

std::string_view LegacyOperatorName(LegacyOperator op) { return RowOf(op).name; }

std::optional<LegacyOperator> FindLegacyOperator(std::string_view name) {
  const auto found = std::ranges::find(kOperators, name, &OperatorRow::name);
  if (found == kOperators.end()) return std::nullopt;
  return static_cast<LegacyOperator>(found - kOperators.begin());
}

Status CheckLegacyTerm(const LegacyTerm& term) {
  const OperatorRow& row = RowOf(term.op);
  if (!IsCountRight(term)) {
    return Invalid(
        fmt::format("Invalid number of argument(s) for the {} ComparisonOperator", row.name));
  }
  if (term.values.empty()) return {};
  const Type type = term.values.front().type();
  if (!std::ranges::all_of(term.values, [type](ValueView value) { return value.Is(type); }))
    return Invalid("AttributeValues inside AttributeValueList must be of same type");
  if (!IsTypeRight(row, type)) {
    return Invalid(fmt::format("ComparisonOperator {} is not valid for {} AttributeValue type",
                               row.name, value::TypeName(type)));
  }
  if (term.op == LegacyOperator::kBetween && value::Compare(term.values[0], term.values[1]) > 0) {
    return Refuse(
        "The BETWEEN condition was provided a range where the lower bound is greater than the "
        "upper bound");
  }
  return {};
}

Status BindLegacyCondition(std::span<const LegacyTerm> terms, LegacyJoin join,
                           BoundCondition& out) {
  out.Clear();
  std::size_t value_count = 0;
  for (const LegacyTerm& term : terms) value_count += term.values.size();
  if (terms.size() > kLegacyTermsMax || value_count > kLegacyValuesMax)
    return Invalid("Too many conditions or values");
  LegacyBinder(out).Bind(terms, join);
  return {};
}

Status CheckQueryFilterAvoidsKey(std::span<const LegacyTerm> terms, const KeySchemaView& schema) {
  for (const LegacyTerm& term : terms) {
    const auto is_it = [&term](const KeyAttribute& key) { return key.name == term.attribute; };
    if (std::ranges::any_of(schema.hash, is_it) || std::ranges::any_of(schema.range, is_it)) {
      return Refuse(fmt::format(
          "QueryFilter can only contain non-primary key attributes: Primary key attribute: {}",
          term.attribute));
    }
  }
  return {};
}

}  // namespace pixii::expr
