// BinderBase: what the binders share: names and values put in place, and the messages. Internal to
// src/expr.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/bound.h"
#include "expr/expression.h"
#include "expr/path_tree.h"
#include "expr/substitutions.h"

namespace pixii::expr {

class BinderBase {
 protected:
  // `elements` gets one bound element for each of the tree's.
  BinderBase(const Tree& tree, Substitutions& substitutions, std::vector<BoundElement>& elements);

  Status BindPath(const Node& path, PathRange& out);
  // Of all paths.
  Status BindAllElements();
  Status BindValue(const Node& value, value::ValueView& out);

  // Overlaps of all paths come before conflicts. `path_of` gives the path of a number.
  template <class PathOf>
  Status CheckClashes(const PathTree& paths, PathOf path_of) const {
    const bool overlap = paths.overlap().has_value();
    if (!overlap && !paths.conflict().has_value()) return {};
    const PathClash clash = overlap ? *paths.overlap() : *paths.conflict();
    return Clash(overlap ? "overlap" : "conflict", path_of(clash.first), path_of(clash.second));
  }

  std::unexpected<Error> Fail(std::string message) const;
  std::unexpected<Error> WrongOperandCount(std::string_view name, int count) const;
  std::unexpected<Error> WrongType(std::string_view name, std::string_view type) const;
  std::unexpected<Error> WrongType(std::string_view name, value::ValueView value) const;
  std::unexpected<Error> PathRequired(std::string_view name) const;

  const Tree& tree_;

 private:
  std::unexpected<Error> Clash(std::string_view verb, BoundPath first, BoundPath second) const;
  Status BindElement(std::size_t index);

  Substitutions& substitutions_;
  std::vector<BoundElement>& elements_;
};

}  // namespace pixii::expr
