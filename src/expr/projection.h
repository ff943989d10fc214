// Projections: ProjectionExpression, AttributesToGet, and what UPDATED_OLD and UPDATED_NEW return.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/bound.h"
#include "expr/expression.h"
#include "expr/path_tree.h"
#include "expr/substitutions.h"
#include "value/item.h"

namespace pixii::expr {

struct BoundProjection {
  std::vector<BoundElement> elements;
  std::vector<PathRange> paths;  // in the order of the expression
  PathTree tree;

  void Clear();
  BoundPath PathOf(std::size_t index) const { return paths[index].In(elements); }
};

// Puts names in place, then refuses paths that overlap or conflict. Errors are of the expression
// family.
Status BindProjection(const ProjectionExpression& tree, Substitutions& substitutions,
                      BoundProjection& out);

// Adds what the paths show of `item` to `out`, which the caller has cleared and will finish. Paths
// that lead nowhere are dropped; maps keep their structure, elements of a list move together in
// ascending order.
void Project(const PathTree& paths, value::ItemView item, value::ItemBuilder& out);
inline void Project(const BoundProjection& projection, value::ItemView item,
                    value::ItemBuilder& out) {
  Project(projection.tree, item, out);
}

// True if a path begins with this attribute and goes on into it: a key or index key must not be
// looked into.
bool LooksInto(const BoundProjection& projection, std::string_view attribute);

}  // namespace pixii::expr
