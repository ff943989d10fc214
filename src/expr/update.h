// Updates: binding of an UpdateExpression and its application to an item.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/bound.h"
#include "expr/expression.h"
#include "expr/path_tree.h"
#include "expr/projection.h"
#include "expr/substitutions.h"
#include "value/item.h"
#include "value/value_builder.h"

namespace pixii::expr {

// The right-hand side of an action: kPath, kValue, kFunction (if_not_exists, list_append), kPlus,
// kMinus.
struct BoundTerm {
  NodeKind kind = NodeKind::kValue;
  Function function = Function::kNone;
  PathRange path;
  value::ValueView value;
  NodeIndex first_child = kNoNode;
  NodeIndex next = kNoNode;
};

struct BoundAction {
  UpdateSection section = UpdateSection::kSet;
  PathRange path;
  NodeIndex term = kNoNode;  // none for REMOVE
};

// Holds views of the expression's text, of names and of values. `paths` holds the path of action i
// as number i.
struct BoundUpdate {
  // Made of AttributeUpdates: then a mismatch of types has a text of its own.
  bool is_legacy = false;
  std::vector<BoundElement> elements;
  std::vector<BoundTerm> terms;
  std::vector<BoundAction> actions;
  PathTree paths;

  void Clear();
  BoundPath PathOf(const BoundAction& action) const { return action.path.In(elements); }
};

// Puts names and values in place, then checks in AWS's order: undefined names, undefined values,
// overlapping and conflicting paths, operand types of ADD and DELETE, operands of functions. Errors
// are kValidation, of the expression family (README.md). After one, `out` is of no use.
Status BindUpdate(const UpdateExpression& tree, Substitutions& substitutions, BoundUpdate& out);

// Fails with `One or more parameter values were invalid: Cannot update attribute pk. This attribute
// is part of the key` for the first action that touches one of these attributes. kValidation of the
// data-plane family: no envelope.
Status CheckKeyUntouched(const BoundUpdate& update, std::span<const std::string_view> key_names);

// True if a path, of a target or of an operand, goes on into this attribute, which a key attribute
// does not allow: KeyLookedInto is the error.
bool LooksInto(const BoundUpdate& update, std::string_view attribute);

// The type of value that the update writes to this top-level attribute whatever the item holds;
// none if that depends on the item, or if the attribute is not written whole.
std::optional<value::Type> WrittenType(const BoundUpdate& update, std::string_view attribute);

// What the service counts against the 400 KB limit beside the size of the finished item: 3 for the
// update and for each action what it writes and a price by its kind. To be checked before the
// condition is evaluated; not for a legacy update.
std::size_t WrittenSizeBytes(const BoundUpdate& update);

// The data-plane error for an update whose item, or whose WrittenSizeBytes, would be more than
// kItemSizeBytesMax.
Error UpdateTooLarge();

// Memory for the values that an update computes; kept from request to request. For one thread at a
// time.
class UpdateScratch {
 public:
  void Clear();
  // An empty builder, whose values stay in place until Clear.
  value::ValueBuilder& NewBuilder();
  // Memory that is kept for the next update, but for `effects` and `found`.
  std::size_t held_bytes() const;

  struct Effect {
    enum class Kind : std::uint8_t { kNone, kSet, kRemove } kind = Kind::kNone;
    value::ValueView value;
  };
  std::vector<Effect> effects;       // of each action
  std::vector<std::uint16_t> found;  // nodes of attributes that the item has

 private:
  std::deque<value::ValueBuilder> builders_;
  std::size_t used_ = 0;
};

// Adds the updated item to `out`, which the caller has cleared and will finish: the attributes of
// `old`, or of `key` where there is no item (nullptr), in their order, then the new ones. All
// right-hand sides read the old item (without one, nothing: not the key either), and list indexes
// mean its positions. Untouched attributes are
// copied as bytes.
//
// Fails with the data-plane family: a document path that is invalid for the item, a missing
// attribute, operands of wrong types, a number out of range, too many nesting levels, new values
// that alone are larger than an item may be. `out` is then to be thrown away. The size of the
// finished item is for the caller to check.
Status ApplyUpdate(const BoundUpdate& update, const value::ItemView* old, value::ItemView key,
                   UpdateScratch& scratch, value::ItemBuilder& out);

// UPDATED_OLD and UPDATED_NEW: what the touched paths show of the old or of the new item. As the
// service does, this shows nothing for an index past the end, and for a removed element what stands
// in its place now.
inline void ProjectTouched(const BoundUpdate& update, value::ItemView item,
                           value::ItemBuilder& out) {
  Project(update.paths, item, out);
}

}  // namespace pixii::expr
