// Binds predicates one after another, each one completely before the next, as the service does: in
// `a = a AND #undefined = b` the equal operands are reported. Functions inside come before what is
// around them.
#include <fmt/core.h>

#include <algorithm>

#include "expr/binder_base.h"
#include "expr/condition.h"

namespace pixii::expr {
namespace {

using value::Type;
using value::ValueView;

// As the service prints its two sets of type names.
constexpr std::string_view kTypesOfPath = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";
constexpr std::string_view kTypeNames = "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}";

constexpr Type kAllTypes[] = {Type::kString,  Type::kNumber,    Type::kBinary,    Type::kNull,
                              Type::kBoolean, Type::kStringSet, Type::kNumberSet, Type::kBinarySet,
                              Type::kList,    Type::kMap};

int OperandCountOf(Function function) {
  switch (function) {
    case Function::kAttributeExists:
    case Function::kAttributeNotExists:
    case Function::kSize:
      return 1;
    default:
      return 2;
  }
}

bool IsTextual(Type type) { return type == Type::kString || type == Type::kBinary; }
bool HasSize(Type type) { return IsTextual(type) || type >= Type::kStringSet; }
bool HoldsOthers(Type type) { return IsTextual(type) || value::IsSet(type) || type == Type::kList; }

class ConditionBinder : BinderBase {
 public:
  ConditionBinder(const ConditionExpression& tree, Substitutions& substitutions,
                  BoundCondition& out)
      : BinderBase(tree, substitutions, out.elements), out_(out) {}

  Status Bind(NodeIndex root) { return BindNode(root, out_.root); }

 private:
  // Recursion ends at kExpressionNestingMax levels, which the parser has checked.
  Status BindNode(NodeIndex index, NodeIndex& bound) {
    const Node& node = tree_.nodes[index];
    if (node.kind != NodeKind::kAnd && node.kind != NodeKind::kOr && node.kind != NodeKind::kNot)
      return BindPredicate(node, bound);
    bound = AddNode({.kind = node.kind});
    NodeIndex last = kNoNode;
    for (NodeIndex child = node.first_child; child != kNoNode; child = tree_.nodes[child].next) {
      NodeIndex bound_child = kNoNode;
      RETURN_IF_ERROR(BindNode(child, bound_child));
      if (last == kNoNode)
        out_.nodes[bound].first_child = bound_child;
      else
        out_.nodes[last].next = bound_child;
      last = bound_child;
    }
    return {};
  }

  Status BindPredicate(const Node& node, NodeIndex& index) {
    BoundNode bound{.kind = node.kind, .comparator = node.comparator, .function = node.function};
    bound.first_operand = static_cast<std::uint16_t>(out_.operands.size());
    bound.operand_count = node.count;
    for (NodeIndex child = node.first_child; child != kNoNode; child = tree_.nodes[child].next) {
      RETURN_IF_ERROR(BindOperand(tree_.nodes[child], out_.operands.emplace_back()));
    }
    if (node.kind == NodeKind::kFunction && node.count != OperandCountOf(node.function))
      return WrongOperandCount(FunctionName(node.function), node.count);
    RETURN_IF_ERROR(CheckDistinct(bound));
    RETURN_IF_ERROR(CheckTypes(bound));
    index = AddNode(bound);
    return {};
  }

  Status BindOperand(const Node& node, BoundOperand& operand) {
    if (node.kind == NodeKind::kPath) return BindPath(node, operand.path);
    if (node.kind == NodeKind::kValue) return BindValue(node, operand.value);
    // size(), which may hold another one until their types are compared.
    for (NodeIndex child = node.first_child; child != kNoNode; child = tree_.nodes[child].next) {
      BoundOperand further;
      RETURN_IF_ERROR(
          BindOperand(tree_.nodes[child], child == node.first_child ? operand : further));
    }
    const std::string_view name = FunctionName(Function::kSize);
    if (node.count != 1) return WrongOperandCount(name, node.count);
    if (operand.is_size) return WrongType(name, "N");
    if (!operand.is_path() && !HasSize(operand.value.type())) return WrongType(name, operand.value);
    operand.is_size = true;
    return {};
  }

  std::string_view NameOf(const BoundNode& node) const {
    switch (node.kind) {
      case NodeKind::kCompare:
        return ComparatorText(node.comparator);
      case NodeKind::kBetween:
        return "BETWEEN";
      case NodeKind::kIn:
        return "IN";
      default:
        return FunctionName(node.function);
    }
  }

  const BoundOperand& Operand(const BoundNode& node, int index) const {
    return out_.operands[node.first_operand + index];
  }

  Status CheckDistinct(const BoundNode& node) {
    const BoundOperand& first = Operand(node, 0);
    if (!first.is_path() || first.is_size) return {};
    const BoundPath path = out_.PathOf(first);
    for (int i = 1; i < node.operand_count; ++i) {
      const BoundOperand& other = Operand(node, i);
      if (!other.is_path() || other.is_size) continue;
      if (std::ranges::equal(out_.PathOf(other), path)) {
        return Fail(fmt::format(
            "The first operand must be distinct from the remaining operands for this operator or "
            "function; operator: {}, first operand: {}",
            NameOf(node), PathText(path)));
      }
    }
    return {};
  }

  Status CheckTypes(BoundNode& node) {
    switch (node.kind) {
      case NodeKind::kCompare:
        if (node.comparator < Comparator::kLess) return {};
        return CheckOrdered(node);
      case NodeKind::kBetween:
        RETURN_IF_ERROR(CheckOrdered(node));
        return CheckBounds(node);
      case NodeKind::kFunction:
        return CheckFunction(node);
      default:
        return {};
    }
  }

  Status CheckOrdered(const BoundNode& node) {
    for (int i = 0; i < node.operand_count; ++i) {
      const ValueView value = Operand(node, i).value;
      if (value && !Operand(node, i).is_size && !value::IsOrdered(value.type()))
        return WrongType(NameOf(node), value);
    }
    return {};
  }

  Status CheckBounds(const BoundNode& node) {
    const BoundOperand& lower = Operand(node, 1);
    const BoundOperand& upper = Operand(node, 2);
    if (lower.is_path() || upper.is_path() || lower.is_size || upper.is_size) return {};
    std::string_view rule;
    if (lower.value.type() != upper.value.type())
      rule = "same data type for lower and upper bounds";
    else if (value::Compare(lower.value, upper.value) > 0)
      rule = "upper bound to be greater than or equal to lower bound";
    else
      return {};
    return Fail(fmt::format(
        "The BETWEEN operator requires {}; lower bound operand: {}, upper bound operand: {}", rule,
        ValueText(lower.value), ValueText(upper.value)));
  }

  Status CheckFunction(BoundNode& node) {
    const std::string_view name = NameOf(node);
    switch (node.function) {
      case Function::kAttributeExists:
      case Function::kAttributeNotExists:
        return CheckIsPath(node);
      case Function::kAttributeType:
        return CheckTypeName(node);
      case Function::kBeginsWith:
        for (int i : {0, 1}) {
          const BoundOperand& operand = Operand(node, i);
          if (operand.is_size) return WrongType(name, "N");
          if (operand.value && !IsTextual(operand.value.type()))
            return WrongType(name, operand.value);
        }
        return {};
      case Function::kContains: {
        const BoundOperand& whole = Operand(node, 0);
        if (whole.is_size) return WrongType(name, "N");
        if (whole.value && !HoldsOthers(whole.value.type())) return WrongType(name, whole.value);
        return {};
      }
      default:
        return {};
    }
  }

  Status CheckIsPath(const BoundNode& node) {
    const BoundOperand& operand = Operand(node, 0);
    if (operand.is_path() && !operand.is_size) return {};
    return PathRequired(NameOf(node));
  }

  Status CheckTypeName(BoundNode& node) {
    const BoundOperand& operand = Operand(node, 1);
    if (operand.is_size) return WrongType(NameOf(node), "N");
    if (operand.is_path()) return WrongType(NameOf(node), kTypesOfPath);
    if (!operand.value.Is(Type::kString)) return WrongType(NameOf(node), operand.value);
    for (Type type : kAllTypes) {
      if (operand.value.text() == value::TypeName(type)) {
        node.type = type;
        return {};
      }
    }
    return Fail(fmt::format("Invalid attribute type name found; type: {}, valid types: {}",
                            operand.value.text(), kTypeNames));
  }

  NodeIndex AddNode(const BoundNode& node) {
    out_.nodes.push_back(node);
    return static_cast<NodeIndex>(out_.nodes.size() - 1);
  }

  BoundCondition& out_;
};

}  // namespace

void BoundCondition::Clear() {
  nodes.clear();
  operands.clear();
  elements.clear();
  root = kNoNode;
}

Status BindCondition(const ConditionExpression& tree, Substitutions& substitutions,
                     BoundCondition& out) {
  out.Clear();
  return ConditionBinder(tree, substitutions, out).Bind(tree.root);
}

bool MentionsAttribute(const BoundCondition& condition, std::string_view attribute) {
  for (const BoundOperand& operand : condition.operands) {
    if (operand.is_path() && condition.PathOf(operand).front().name == attribute) return true;
  }
  return false;
}

bool LooksInto(const BoundCondition& condition, std::string_view attribute) {
  return std::ranges::any_of(condition.operands, [&](const BoundOperand& operand) {
    return operand.path.LooksInto(condition.elements, attribute);
  });
}

}  // namespace pixii::expr
