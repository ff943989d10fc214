// PathTree: several document paths as one tree, with `a.b` and `a.c` sharing the node of `a`. It
// finds paths that overlap or conflict in one pass, and is what updates and projections walk beside
// an item.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "expr/bound.h"

namespace pixii::expr {

// Two paths of a statement that do not go together, in the order in which they were inserted.
struct PathClash {
  std::uint16_t first = 0;
  std::uint16_t second = 0;
};

// Reusable, for one thread while it is built. Holds views of names.
class PathTree {
 public:
  static constexpr std::uint16_t kNone = 0xFFFF;
  static constexpr std::uint16_t kRoot = 0;

  struct Node {
    BoundElement element;
    std::uint16_t parent = kNone;
    std::uint16_t first_child = kNone;
    std::uint16_t last_child = kNone;
    std::uint16_t next = kNone;  // a greater one: siblings are in the order of their insertion
    std::uint16_t child_count = 0;
    std::uint16_t path = kNone;        // the path that ends here
    std::uint16_t first_path = kNone;  // the first that came by
    bool has_indexes = false;          // the children are list indexes, not names
  };

  PathTree() { Clear(); }
  void Clear();
  // Paths are numbered by the caller. Requires: fewer than 65,535 elements in all.
  void Insert(BoundPath path, std::uint16_t number);
  // The first path of which another one, inserted before, is the same, a part or a continuation.
  const std::optional<PathClash>& overlap() const { return overlap_; }
  // The first path that takes for a map what one before takes for a list, or the other way round.
  const std::optional<PathClash>& conflict() const { return conflict_; }

  const Node& node(std::uint16_t index) const { return nodes_[index]; }
  // kNone if there is none.
  std::uint16_t FindChild(std::uint16_t parent, const BoundElement& element) const;

 private:
  std::uint16_t AddChild(std::uint16_t parent, const BoundElement& element, std::uint16_t number);
  std::size_t SlotOf(std::uint16_t parent, const BoundElement& element) const;
  void Rehash();

  std::vector<Node> nodes_;
  std::vector<std::uint16_t> slots_;  // by parent and element, once there are many nodes
  std::optional<PathClash> overlap_;
  std::optional<PathClash> conflict_;
};

}  // namespace pixii::expr
