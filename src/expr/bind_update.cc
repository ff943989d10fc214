#include <fmt/core.h>

#include <algorithm>

#include "base/invalid_parameter.h"
#include "expr/binder_base.h"
#include "expr/update.h"

namespace pixii::expr {
namespace {

using value::Type;
using value::ValueView;

// ADD and DELETE name types in words.
std::string_view TypeWord(Type type) {
  switch (type) {
    case Type::kString:
      return "STRING";
    case Type::kNumber:
      return "NUMBER";
    case Type::kBinary:
      return "BINARY";
    case Type::kNull:
      return "NULL";
    case Type::kBoolean:
      return "BOOLEAN";
    case Type::kStringSet:
      return "STRING_SET";
    case Type::kNumberSet:
      return "NUMBER_SET";
    case Type::kBinarySet:
      return "BINARY_SET";
    case Type::kList:
      return "LIST";
    case Type::kMap:
      return "MAP";
  }
  return "";
}

// The bound tree has the nodes of the unbound one, at the same places: each check can then run over
// all of them before the next check begins.
class UpdateBinder : BinderBase {
 public:
  UpdateBinder(const UpdateExpression& tree, Substitutions& substitutions, BoundUpdate& out)
      : BinderBase(tree, substitutions, out.elements), out_(out) {}

  Status Bind(const std::vector<UpdateAction>& actions) {
    RETURN_IF_ERROR(BindAllElements());
    RETURN_IF_ERROR(BindTerms());
    for (const UpdateAction& action : actions) {
      const Node& path = tree_.nodes[action.path];
      out_.actions.push_back({.section = action.section,
                              .path = {.first = path.first_element, .count = path.count},
                              .term = action.value});
      out_.paths.Insert(out_.PathOf(out_.actions.back()),
                        static_cast<std::uint16_t>(out_.actions.size() - 1));
    }
    RETURN_IF_ERROR(
        CheckClashes(out_.paths, [this](std::uint16_t i) { return out_.PathOf(out_.actions[i]); }));
    for (const BoundAction& action : out_.actions) RETURN_IF_ERROR(CheckAddOrDelete(action));
    for (const BoundAction& action : out_.actions) {
      if (action.section == UpdateSection::kSet) RETURN_IF_ERROR(CheckTerm(action.term));
    }
    return {};
  }

 private:
  Status BindTerms() {
    for (const Node& node : tree_.nodes) {
      BoundTerm& term = out_.terms.emplace_back();
      term = {.kind = node.kind,
              .function = node.function,
              .first_child = node.first_child,
              .next = node.next};
      if (node.kind == NodeKind::kPath) {
        term.path = {.first = node.first_element, .count = node.count};
      } else if (node.kind == NodeKind::kValue) {
        RETURN_IF_ERROR(BindValue(node, term.value));
      }
    }
    return {};
  }

  Status CheckAddOrDelete(const BoundAction& action) {
    const bool is_add = action.section == UpdateSection::kAdd;
    if (!is_add && action.section != UpdateSection::kDelete) return {};
    const Type type = out_.terms[action.term].value.type();
    if (value::IsSet(type) || (is_add && type == Type::kNumber)) return {};
    return Fail(fmt::format(
        "Incorrect operand type for operator or function; operator: {}, operand type: {}",
        SectionName(action.section), TypeWord(type)));
  }

  // Functions inside come first. Recursion ends where the parser's did.
  Status CheckTerm(NodeIndex index) {
    const BoundTerm& term = out_.terms[index];
    for (NodeIndex child = term.first_child; child != kNoNode; child = out_.terms[child].next)
      RETURN_IF_ERROR(CheckTerm(child));
    switch (term.kind) {
      case NodeKind::kPlus:
        return CheckOperands(term, "+", Type::kNumber);
      case NodeKind::kMinus:
        return CheckOperands(term, "-", Type::kNumber);
      case NodeKind::kFunction:
        return CheckFunction(term, tree_.nodes[index].count);
      default:
        return {};
    }
  }

  Status CheckFunction(const BoundTerm& term, int operand_count) {
    const std::string_view name = FunctionName(term.function);
    if (operand_count != 2) return WrongOperandCount(name, operand_count);
    if (term.function == Function::kListAppend) return CheckOperands(term, name, Type::kList);
    if (out_.terms[term.first_child].kind != NodeKind::kPath) return PathRequired(name);
    return {};
  }

  Status CheckOperands(const BoundTerm& term, std::string_view name, Type wanted) {
    for (NodeIndex child = term.first_child; child != kNoNode; child = out_.terms[child].next) {
      const BoundTerm& operand = out_.terms[child];
      if (operand.kind == NodeKind::kValue && !operand.value.Is(wanted))
        return WrongType(name, operand.value);
      // list_append makes a list, whatever else an operand may turn out to be.
      if (operand.function == Function::kListAppend && wanted != Type::kList)
        return WrongType(name, value::TypeName(Type::kList));
    }
    return {};
  }

  BoundUpdate& out_;
};

// What a term costs: its own price and its operands.
std::size_t TermSizeBytes(const BoundUpdate& update, NodeIndex index) {
  constexpr std::size_t kPathPrice = 1 + 14;
  constexpr std::size_t kPlusPrice = 34;
  constexpr std::size_t kMinusPrice = 37;
  constexpr std::size_t kListAppendPrice = 37;
  constexpr std::size_t kIfNotExistsPrice = 39;
  const BoundTerm& term = update.terms[index];
  std::size_t size = 0;
  switch (term.kind) {
    case NodeKind::kValue:
      return value::SizeBytes(term.value);
    case NodeKind::kPath:
      size = kPathPrice;
      for (const BoundElement& element : term.path.In(update.elements))
        size += element.is_index ? 1 : element.name.size();
      return size;
    case NodeKind::kPlus:
      size = kPlusPrice;
      break;
    case NodeKind::kMinus:
      size = kMinusPrice;
      break;
    default:
      size = term.function == Function::kListAppend ? kListAppendPrice : kIfNotExistsPrice;
  }
  for (NodeIndex child = term.first_child; child != kNoNode; child = update.terms[child].next)
    size += TermSizeBytes(update, child);
  return size;
}

}  // namespace

void BoundUpdate::Clear() {
  is_legacy = false;
  elements.clear();
  terms.clear();
  actions.clear();
  paths.Clear();
}

Status BindUpdate(const UpdateExpression& tree, Substitutions& substitutions, BoundUpdate& out) {
  out.Clear();
  return UpdateBinder(tree, substitutions, out).Bind(tree.actions);
}

Status CheckKeyUntouched(const BoundUpdate& update, std::span<const std::string_view> key_names) {
  for (const BoundAction& action : update.actions) {
    const std::string_view attribute = update.PathOf(action).front().name;
    if (std::ranges::find(key_names, attribute) == key_names.end()) continue;
    return std::unexpected(InvalidParameter(
        fmt::format("Cannot update attribute {}. This attribute is part of the key", attribute)));
  }
  return {};
}

bool LooksInto(const BoundUpdate& update, std::string_view attribute) {
  const auto looks = [&](const auto& holder) {
    return holder.path.LooksInto(update.elements, attribute);
  };
  return std::ranges::any_of(update.actions, looks) || std::ranges::any_of(update.terms, looks);
}

std::optional<value::Type> WrittenType(const BoundUpdate& update, std::string_view attribute) {
  const auto writes = [&](const BoundAction& action) {
    return action.path.count == 1 && action.term != kNoNode &&
           action.section != UpdateSection::kDelete &&
           update.elements[action.path.first].name == attribute;
  };
  const auto action = std::ranges::find_if(update.actions, writes);
  if (action == update.actions.end()) return std::nullopt;
  const BoundTerm& term = update.terms[action->term];
  switch (term.kind) {
    case NodeKind::kValue:
      return term.value.type();
    case NodeKind::kPlus:
    case NodeKind::kMinus:
      return value::Type::kNumber;
    case NodeKind::kFunction:
      if (term.function == Function::kListAppend) return value::Type::kList;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::size_t WrittenSizeBytes(const BoundUpdate& update) {
  constexpr std::size_t kUpdatePrice = 3;
  constexpr std::size_t kWritePrice = 19;
  constexpr std::size_t kRemovePrice = 2;
  std::size_t size = kUpdatePrice;
  for (const BoundAction& action : update.actions) {
    if (action.section == UpdateSection::kRemove) {
      size += kRemovePrice;
      continue;
    }
    size += kWritePrice + TermSizeBytes(update, action.term);
    for (const BoundElement& element : update.PathOf(action))
      size += element.is_index ? 1 : element.name.size();
  }
  return size;
}

}  // namespace pixii::expr
