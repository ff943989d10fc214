// An update runs in two steps. First every action is turned into an effect at its path: a value to
// stand there, or nothing any more; all of this reads the old item only. Then the new item is
// written in one pass over the old one: what no path touches is copied as bytes, what a path ends
// at is replaced, and only the containers on the way to a nested path are written anew. For `SET
// a.b = :x REMOVE c[0]` on {a: {b: 1, d: 2}, c: [7, 8], e: ...}: `a` is written as {b: :x, d: 2},
// `c` as [8], `e` is copied.
#include "expr/update.h"

#include <algorithm>

#include "base/limits.h"
#include "value/number.h"

namespace pixii::expr {
namespace {

using value::Type;
using value::ValueView;
using Effect = UpdateScratch::Effect;

std::unexpected<Error> InvalidPath() {
  return std::unexpected(
      ValidationError("The document path provided in the update expression is invalid for update"));
}

std::unexpected<Error> WrongOperand() {
  return std::unexpected(
      ValidationError("An operand in the update expression has an incorrect data type"));
}

std::unexpected<Error> MissingAttribute() {
  return std::unexpected(ValidationError(
      "The provided expression refers to an attribute that does not exist in the item"));
}

std::unexpected<Error> NumberOverflow() {
  return std::unexpected(ValidationError(
      "Number overflow. Attempting to store a number with magnitude larger than supported range"));
}

std::unexpected<Error> TooDeep() {
  return std::unexpected(
      ValidationError("Nesting Levels have exceeded supported limits: Attributes in the item have "
                      "nested levels beyond supported limit"));
}

// Step one: what the actions come to.
class Calculator {
 public:
  Calculator(const BoundUpdate& update, value::ItemView old, UpdateScratch& scratch)
      : update_(update), old_(old), scratch_(scratch) {}

  // No path ends inside another, so that all values will stand in the item side by side: it would
  // be as large as they are together. A short text can ask for a large attribute in a thousand
  // places, hence this before the first is written.
  Status Run() {
    std::size_t written_size_bytes = 0;
    for (const BoundAction& action : update_.actions) {
      ASSIGN_OR_RETURN(const Effect effect, EffectOf(action));
      scratch_.effects.push_back(effect);
      if (effect.kind != Effect::Kind::kSet) continue;
      written_size_bytes += value::SizeBytes(effect.value);
      if (written_size_bytes > kItemSizeBytesMax) return std::unexpected(UpdateTooLarge());
    }
    return {};
  }

 private:
  Result<Effect> EffectOf(const BoundAction& action) {
    switch (action.section) {
      case UpdateSection::kSet: {
        ASSIGN_OR_RETURN(const ValueView value, ValueOf(action.term));
        return Effect{Effect::Kind::kSet, value};
      }
      case UpdateSection::kRemove:
        return Effect{Effect::Kind::kRemove, {}};
      case UpdateSection::kAdd:
        return EffectOfAdd(action);
      case UpdateSection::kDelete:
        return EffectOfDelete(action);
    }
    return Effect{};
  }

  // Recursion is as deep as the expression, which the parser has bounded.
  Result<ValueView> ValueOf(NodeIndex index) {
    const BoundTerm& term = update_.terms[index];
    switch (term.kind) {
      case NodeKind::kValue:
        return term.value;
      case NodeKind::kPath: {
        const ValueView value = FindPath(old_, term.path.In(update_.elements));
        if (!value) return MissingAttribute();
        return value;
      }
      case NodeKind::kPlus:
      case NodeKind::kMinus:
        return Sum(term);
      default:
        break;
    }
    const NodeIndex second = update_.terms[term.first_child].next;
    if (term.function == Function::kIfNotExists) {
      const BoundTerm& path = update_.terms[term.first_child];
      const ValueView value = FindPath(old_, path.path.In(update_.elements));
      if (value) return value;
      return ValueOf(second);
    }
    ASSIGN_OR_RETURN(const ValueView front, ValueOf(term.first_child));
    ASSIGN_OR_RETURN(const ValueView back, ValueOf(second));
    return Concatenate(front, back);
  }

  Result<ValueView> Sum(const BoundTerm& term) {
    ASSIGN_OR_RETURN(const ValueView left, ValueOf(term.first_child));
    ASSIGN_OR_RETURN(const ValueView right, ValueOf(update_.terms[term.first_child].next));
    return Sum(left, right, term.kind == NodeKind::kPlus);
  }

  Result<ValueView> Sum(ValueView left, ValueView right, bool plus) {
    if (!left.Is(Type::kNumber) || !right.Is(Type::kNumber)) return WrongOperand();
    value::NumberBytes sum;
    const auto done = plus ? value::Add(left.number(), right.number(), sum)
                           : value::Subtract(left.number(), right.number(), sum);
    if (!done.has_value()) return NumberOverflow();
    value::ValueBuilder& out = scratch_.NewBuilder();
    out.Number(sum);
    return out.view();
  }

  Result<ValueView> Concatenate(ValueView front, ValueView back) {
    if (!front.Is(Type::kList) || !back.Is(Type::kList)) return WrongOperand();
    value::ValueBuilder& out = scratch_.NewBuilder();
    out.BeginList();
    for (ValueView list : {front, back}) {
      for (ValueView element : list.list_elements()) out.Copy(element);
    }
    out.EndList();
    return out.view();
  }

  Result<Effect> EffectOfAdd(const BoundAction& action) {
    const ValueView operand = update_.terms[action.term].value;
    const ValueView before = FindPath(old_, update_.PathOf(action));
    if (!before) return Effect{Effect::Kind::kSet, operand};
    if (before.type() != operand.type()) return TypeMismatch();
    // Only AttributeUpdates add lists.
    if (operand.Is(Type::kList)) {
      ASSIGN_OR_RETURN(const ValueView list, Concatenate(before, operand));
      return Effect{Effect::Kind::kSet, list};
    }
    if (operand.Is(Type::kNumber)) {
      ASSIGN_OR_RETURN(const ValueView sum, Sum(before, operand, /*plus=*/true));
      return Effect{Effect::Kind::kSet, sum};
    }
    value::ValueBuilder& out = scratch_.NewBuilder();
    out.BeginSet(operand.type());
    for (std::string_view element : before.set_elements()) out.SetElement(element);
    for (std::string_view element : operand.set_elements()) out.SetElement(element);
    (void)out.EndSet();  // elements of both sets are kept once
    return Effect{Effect::Kind::kSet, out.view()};
  }

  std::unexpected<Error> TypeMismatch() const {
    if (!update_.is_legacy) return WrongOperand();
    return std::unexpected(ValidationError("Type mismatch for attribute to update"));
  }

  Result<Effect> EffectOfDelete(const BoundAction& action) {
    const ValueView operand = update_.terms[action.term].value;
    const ValueView before = FindPath(old_, update_.PathOf(action));
    if (!before) return Effect{};
    if (before.type() != operand.type()) return TypeMismatch();
    value::ValueBuilder& out = scratch_.NewBuilder();
    out.BeginSet(operand.type());
    bool any = false;
    // Both sets are in ascending order.
    const value::SetElements taken_away = operand.set_elements();
    auto taken = taken_away.begin();
    for (std::string_view element : before.set_elements()) {
      while (taken != taken_away.end() && *taken < element) ++taken;
      if (taken != taken_away.end() && *taken == element) continue;
      out.SetElement(element);
      any = true;
    }
    (void)out.EndSet();
    if (!any) return Effect{Effect::Kind::kRemove, {}};
    return Effect{Effect::Kind::kSet, out.view()};
  }

  const BoundUpdate& update_;
  value::ItemView old_;
  UpdateScratch& scratch_;
};

// Step two: the new item.
class Merger {
 public:
  // `item_exists` is false where `base` is only the key.
  Merger(const BoundUpdate& update, UpdateScratch& scratch, bool item_exists)
      : paths_(update.paths),
        effects_(scratch.effects),
        found_(scratch.found),
        item_exists_(item_exists) {}

  Status Run(value::ItemView base, value::ItemBuilder& out) {
    for (const value::MapEntry& attribute : base.attributes()) {
      const std::uint16_t node =
          paths_.FindChild(PathTree::kRoot, BoundElement::Name(attribute.name));
      if (node == PathTree::kNone) {
        out.Add(attribute.name, attribute.value);
        continue;
      }
      found_.push_back(node);
      if (IsRemoved(node)) continue;
      RETURN_IF_ERROR(WriteAttribute(node, attribute.value, out));
    }
    // Siblings are in ascending order.
    std::ranges::sort(found_);
    auto found = found_.begin();
    for (std::uint16_t node = FirstChild(PathTree::kRoot); node != PathTree::kNone;
         node = paths_.node(node).next) {
      if (found != found_.end() && *found == node) {
        ++found;
        continue;
      }
      if (!IsNew(node)) {
        RETURN_IF_ERROR(CheckMissing(node));
        continue;
      }
      RETURN_IF_ERROR(WriteAttribute(node, ValueView(), out));
    }
    return {};
  }

 private:
  std::uint16_t FirstChild(std::uint16_t node) const { return paths_.node(node).first_child; }
  bool EndsAt(std::uint16_t node) const { return paths_.node(node).path != PathTree::kNone; }
  const Effect& EffectAt(std::uint16_t node) const { return effects_[paths_.node(node).path]; }
  bool IsRemoved(std::uint16_t node) const {
    return EndsAt(node) && EffectAt(node).kind == Effect::Kind::kRemove;
  }
  // Where nothing stood before: a value to be written.
  bool IsNew(std::uint16_t node) const {
    return EndsAt(node) && EffectAt(node).kind == Effect::Kind::kSet;
  }

  // The depth is that of the old value, at most kNestingLevelsMax, and what a path puts into it.
  Status WriteAttribute(std::uint16_t node, ValueView before, value::ItemBuilder& out) {
    level_ = 0;
    return Write(node, before, out.BeginAttribute(paths_.node(node).element.name));
  }

  // What stood nowhere and gets no value: nothing to do, unless the path goes on into it.
  Status CheckMissing(std::uint16_t node) const {
    if (EndsAt(node)) return {};
    if (!item_exists_ && !WritesBelow(node)) return {};
    return InvalidPath();
  }

  bool WritesBelow(std::uint16_t node) const {
    for (std::uint16_t child = FirstChild(node); child != PathTree::kNone;
         child = paths_.node(child).next) {
      if (EndsAt(child) ? IsNew(child) : WritesBelow(child)) return true;
    }
    return false;
  }

  Status Write(std::uint16_t node, ValueView before, value::ValueWriter& out) {
    if (EndsAt(node)) {
      const Effect& effect = EffectAt(node);
      const ValueView value = effect.kind == Effect::Kind::kSet ? effect.value : before;
      if (level_ + value::DepthOf(value) > kNestingLevelsMax) return TooDeep();
      out.Copy(value);
      return {};
    }
    const bool is_list = paths_.node(node).has_indexes;
    if (!before.Is(is_list ? Type::kList : Type::kMap)) return InvalidPath();
    ++level_;
    RETURN_IF_ERROR(is_list ? WriteList(node, before, out) : WriteMap(node, before, out));
    --level_;
    return {};
  }

  Status WriteMap(std::uint16_t node, ValueView before, value::ValueWriter& out) {
    out.BeginMap();
    for (const value::MapEntry& entry : before.map_entries()) {
      const std::uint16_t child = paths_.FindChild(node, BoundElement::Name(entry.name));
      if (child != PathTree::kNone && IsRemoved(child)) continue;
      out.Name(entry.name);
      if (child == PathTree::kNone)
        out.Copy(entry.value);
      else
        RETURN_IF_ERROR(Write(child, entry.value, out));
    }
    for (std::uint16_t child = FirstChild(node); child != PathTree::kNone;
         child = paths_.node(child).next) {
      const std::string_view name = paths_.node(child).element.name;
      if (before.Find(name)) continue;
      if (!IsNew(child)) {
        RETURN_IF_ERROR(CheckMissing(child));
        continue;
      }
      out.Name(name);
      RETURN_IF_ERROR(Write(child, ValueView(), out));
    }
    out.EndMap();
    return {};
  }

  Status WriteList(std::uint16_t node, ValueView before, value::ValueWriter& out) {
    out.BeginList();
    std::uint32_t index = 0;
    for (ValueView element : before.list_elements()) {
      const std::uint16_t child = paths_.FindChild(node, BoundElement::Index(index++));
      if (child == PathTree::kNone) {
        out.Copy(element);
        continue;
      }
      if (IsRemoved(child)) continue;
      RETURN_IF_ERROR(Write(child, element, out));
    }
    RETURN_IF_ERROR(Append(node, before.count(), out));
    out.EndList();
    return {};
  }

  // Indexes past the end, in ascending order and without gaps.
  Status Append(std::uint16_t node, std::uint32_t count, value::ValueWriter& out) {
    std::vector<std::uint16_t> appended;
    for (std::uint16_t child = FirstChild(node); child != PathTree::kNone;
         child = paths_.node(child).next) {
      if (paths_.node(child).element.index < count) continue;
      if (IsNew(child))
        appended.push_back(child);
      else
        RETURN_IF_ERROR(CheckMissing(child));
    }
    std::ranges::sort(appended, {},
                      [this](std::uint16_t child) { return paths_.node(child).element.index; });
    for (std::uint16_t child : appended) RETURN_IF_ERROR(Write(child, ValueView(), out));
    return {};
  }

  const PathTree& paths_;
  const std::vector<Effect>& effects_;
  std::vector<std::uint16_t>& found_;
  bool item_exists_;
  int level_ = 0;
};

}  // namespace

Error UpdateTooLarge() {
  return ValidationError("Item size to update has exceeded the maximum allowed size");
}

void UpdateScratch::Clear() {
  constexpr std::size_t kBuildersKept = 8;
  effects.clear();
  found.clear();
  used_ = 0;
  if (builders_.size() > kBuildersKept) builders_.resize(kBuildersKept);
}

value::ValueBuilder& UpdateScratch::NewBuilder() {
  if (used_ == builders_.size()) builders_.emplace_back();
  value::ValueBuilder& builder = builders_[used_++];
  builder.Clear();
  return builder;
}

std::size_t UpdateScratch::held_bytes() const {
  std::size_t bytes = 0;
  for (const value::ValueBuilder& builder : builders_) bytes += builder.held_bytes();
  return bytes;
}

Status ApplyUpdate(const BoundUpdate& update, const value::ItemView* old, value::ItemView key,
                   UpdateScratch& scratch, value::ItemBuilder& out) {
  scratch.Clear();
  // The key of an item that does not exist yet is no attribute that an operand could read.
  RETURN_IF_ERROR(Calculator(update, old != nullptr ? *old : value::ItemView(), scratch).Run());
  return Merger(update, scratch, old != nullptr).Run(old != nullptr ? *old : key, out);
}

}  // namespace pixii::expr
