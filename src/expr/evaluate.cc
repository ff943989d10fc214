// Evaluation of a bound condition on one item. Recursion follows the tree, at most
// kExpressionNestingMax levels.
//
// An operand has a value or none: a path that leads nowhere, or size() of something without a size.
// Without a value every predicate is false, except `<>`, which is the exact complement of `=`, and
// attribute_not_exists.
#include <cstring>

#include "base/check.h"
#include "expr/condition.h"
#include "value/number.h"

namespace pixii::expr {
namespace {

using value::Type;
using value::ValueView;

bool HasPrefix(ValueView whole, ValueView start) {
  if (whole.type() != start.type()) return false;
  if (!whole.Is(Type::kString) && !whole.Is(Type::kBinary)) return false;
  return whole.text().starts_with(start.text());
}

// The type of element that a set holds.
Type ElementTypeOf(Type set) {
  if (set == Type::kStringSet) return Type::kString;
  return set == Type::kNumberSet ? Type::kNumber : Type::kBinary;
}

// In time that grows with the sum of both sizes, which string_view::find does not promise: it takes
// their product to look for aa...ab among a's.
bool ContainsText(std::string_view whole, std::string_view part) {
  return memmem(whole.data(), whole.size(), part.data(), part.size()) != nullptr;
}

bool Contains(ValueView whole, ValueView part) {
  switch (whole.type()) {
    case Type::kString:
    case Type::kBinary:
      return part.type() == whole.type() && ContainsText(whole.text(), part.text());
    case Type::kStringSet:
    case Type::kNumberSet:
    case Type::kBinarySet:
      return part.type() == ElementTypeOf(whole.type()) && whole.SetContains(part.ordered_bytes());
    case Type::kList:
      for (ValueView element : whole.list_elements()) {
        if (value::Equals(element, part)) return true;
      }
      return false;
    default:
      return false;
  }
}

// What size() counts; false if the value has no size.
bool SizeOf(ValueView value, std::int64_t& size) {
  switch (value.type()) {
    case Type::kString:
      size = static_cast<std::int64_t>(value::Utf16Length(value.text()));
      break;
    case Type::kBinary:
      size = static_cast<std::int64_t>(value.text().size());
      break;
    case Type::kNumber:
    case Type::kBoolean:
    case Type::kNull:
      return false;
    default:
      size = value.count();
  }
  return true;
}

// An operand's value; the number that size() makes lives here.
class OperandValue {
 public:
  OperandValue() = default;
  OperandValue(const OperandValue&) = delete;
  OperandValue& operator=(const OperandValue&) = delete;

  void SetSize(std::int64_t size) {
    const value::NumberBytes form = value::NumberOf(size);
    bytes_[0] = static_cast<char>(Type::kNumber);
    bytes_[1] = static_cast<char>(form.view().size());
    form.view().copy(bytes_ + 2, form.view().size());
    view = ValueView(std::string_view(bytes_, 2 + form.view().size()));
  }

  ValueView view;

 private:
  char bytes_[2 + value::kNumberBytesMax];
};

class Evaluator {
 public:
  Evaluator(const BoundCondition& condition, const value::ItemView* item)
      : condition_(condition), item_(item) {}

  bool Holds(NodeIndex index) const {
    const BoundNode& node = condition_.nodes[index];
    switch (node.kind) {
      case NodeKind::kAnd:
        return !AnyChildIs(node, false);
      case NodeKind::kOr:
        return AnyChildIs(node, true);
      case NodeKind::kNot:
        return !Holds(node.first_child);
      case NodeKind::kCompare:
        return HoldsCompare(node);
      case NodeKind::kBetween:
        return HoldsBetween(node);
      case NodeKind::kIn:
        return HoldsIn(node);
      case NodeKind::kFunction:
        return HoldsFunction(node);
      default:
        break;
    }
    CHECK(false);
    return false;
  }

 private:
  bool AnyChildIs(const BoundNode& node, bool wanted) const {
    for (NodeIndex child = node.first_child; child != kNoNode;
         child = condition_.nodes[child].next) {
      if (Holds(child) == wanted) return true;
    }
    return false;
  }

  void Get(const BoundNode& node, int index, OperandValue& out) const {
    const BoundOperand& operand = condition_.operands[node.first_operand + index];
    if (operand.is_path())
      out.view = item_ == nullptr ? ValueView() : FindPath(*item_, condition_.PathOf(operand));
    else
      out.view = operand.value;
    if (!operand.is_size || !out.view) return;
    std::int64_t size = 0;
    if (SizeOf(out.view, size))
      out.SetSize(size);
    else
      out.view = ValueView();
  }

  bool HoldsCompare(const BoundNode& node) const {
    OperandValue a, b;
    Get(node, 0, a);
    Get(node, 1, b);
    const bool both = a.view && b.view;
    if (node.comparator == Comparator::kEqual) return both && value::Equals(a.view, b.view);
    if (node.comparator == Comparator::kNotEqual) return !both || !value::Equals(a.view, b.view);
    return both && HoldsOrder(a.view, node.comparator, b.view);
  }

  static bool HoldsOrder(ValueView a, Comparator comparator, ValueView b) {
    if (a.type() != b.type() || !value::IsOrdered(a.type())) return false;
    const int order = value::Compare(a, b);
    switch (comparator) {
      case Comparator::kLess:
        return order < 0;
      case Comparator::kLessEqual:
        return order <= 0;
      case Comparator::kGreater:
        return order > 0;
      default:
        return order >= 0;
    }
  }

  bool HoldsBetween(const BoundNode& node) const {
    OperandValue value, lower, upper;
    Get(node, 0, value);
    Get(node, 1, lower);
    Get(node, 2, upper);
    return value.view && lower.view && upper.view &&
           HoldsOrder(value.view, Comparator::kGreaterEqual, lower.view) &&
           HoldsOrder(value.view, Comparator::kLessEqual, upper.view);
  }

  bool HoldsIn(const BoundNode& node) const {
    OperandValue value;
    Get(node, 0, value);
    if (!value.view) return false;
    for (int i = 1; i < node.operand_count; ++i) {
      OperandValue other;
      Get(node, i, other);
      if (other.view && value::Equals(value.view, other.view)) return true;
    }
    return false;
  }

  bool HoldsFunction(const BoundNode& node) const {
    OperandValue first, second;
    Get(node, 0, first);
    switch (node.function) {
      case Function::kAttributeExists:
        return static_cast<bool>(first.view);
      case Function::kAttributeNotExists:
        return !first.view;
      case Function::kAttributeType:
        return first.view && first.view.Is(node.type);
      default:
        break;
    }
    Get(node, 1, second);
    if (!first.view || !second.view) return false;
    if (node.function == Function::kBeginsWith) return HasPrefix(first.view, second.view);
    return Contains(first.view, second.view);
  }

  const BoundCondition& condition_;
  const value::ItemView* item_;
};

}  // namespace

bool Evaluate(const BoundCondition& condition, const value::ItemView* item) {
  return condition.root == kNoNode || Evaluator(condition, item).Holds(condition.root);
}

}  // namespace pixii::expr
