// What the bound trees are made of. A bound tree says what to do with an item: names and values
// stand in place, and everything that can be wrong without an item has been refused.
//
// Bound trees are reusable, own nothing but their vectors, and hold views of the expression's text,
// of names and of values, which the request keeps alive. Once bound they are not changed by their
// use: several threads may read one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "expr/expression.h"
#include "value/item.h"
#include "value/value.h"

namespace pixii::expr {

// One step of a document path: `.name` or `[index]`.
struct BoundElement {
  std::string_view name;
  std::uint32_t index = 0;
  bool is_index = false;

  static BoundElement Name(std::string_view name) { return {.name = name}; }
  static BoundElement Index(std::uint32_t index) { return {.index = index, .is_index = true}; }
  bool operator==(const BoundElement&) const = default;
};

// A document path; never empty, its first element is a name.
using BoundPath = std::span<const BoundElement>;

// As messages show it: `[a, b, [1]]`.
std::string PathText(BoundPath path);

// What stands at the path. No value if nothing does.
value::ValueView FindPath(value::ItemView item, BoundPath path);

// Where a path lies within the elements of its tree.
struct PathRange {
  std::uint16_t first = 0;
  std::uint16_t count = 0;  // 0: no path

  // True if the path begins with this attribute and goes on into it.
  bool LooksInto(const std::vector<BoundElement>& elements, std::string_view attribute) const {
    return count > 1 && elements[first].name == attribute;
  }
  BoundPath In(const std::vector<BoundElement>& elements) const {
    return BoundPath(elements).subspan(first, count);
  }
};

// The data-plane error for a path that goes on into a key attribute, for which LooksInto was true.
// `role` is `Key`, or `IndexKey` for an attribute that is a key of an index only.
Error KeyLookedInto(std::string_view role, std::string_view attribute);

// The error for an empty value of a key attribute, of type S or B, in an item, a key or a
// condition.
Error EmptyKeyValue(std::string_view attribute, value::Type type);

// `AttributeValue: {S:a}`, as messages about bounds show a value.
std::string ValueText(value::ValueView value);

}  // namespace pixii::expr
