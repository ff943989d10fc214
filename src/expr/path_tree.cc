#include "expr/path_tree.h"

#include <functional>

namespace pixii::expr {
namespace {

constexpr std::size_t kLinearSearchNodes = 16;

}  // namespace

void PathTree::Clear() {
  nodes_.clear();
  nodes_.emplace_back();
  slots_.clear();
  overlap_.reset();
  conflict_.reset();
}

void PathTree::Insert(BoundPath path, std::uint16_t number) {
  std::uint16_t at = kRoot;
  for (const BoundElement& element : path) {
    if (nodes_[at].path != kNone && !overlap_) overlap_ = {nodes_[at].path, number};
    std::uint16_t child = FindChild(at, element);
    if (child == kNone) {
      const Node& parent = nodes_[at];
      if (parent.first_child != kNone && parent.has_indexes != element.is_index && !conflict_)
        conflict_ = {nodes_[parent.first_child].first_path, number};
      child = AddChild(at, element, number);
    }
    at = child;
  }
  Node& end = nodes_[at];
  if (end.path != kNone || end.first_child != kNone) {
    if (!overlap_) overlap_ = {end.path != kNone ? end.path : end.first_path, number};
  } else {
    end.path = number;
  }
}

std::uint16_t PathTree::FindChild(std::uint16_t parent, const BoundElement& element) const {
  if (slots_.empty()) {
    std::uint16_t child = nodes_[parent].first_child;
    while (child != kNone && !(nodes_[child].element == element)) child = nodes_[child].next;
    return child;
  }
  for (std::size_t slot = SlotOf(parent, element); slots_[slot] != kNone;
       slot = (slot + 1) % slots_.size()) {
    const Node& node = nodes_[slots_[slot]];
    if (node.parent == parent && node.element == element) return slots_[slot];
  }
  return kNone;
}

std::uint16_t PathTree::AddChild(std::uint16_t parent, const BoundElement& element,
                                 std::uint16_t number) {
  const std::uint16_t index = static_cast<std::uint16_t>(nodes_.size());
  nodes_.push_back({.element = element, .parent = parent, .first_path = number});
  Node& above = nodes_[parent];
  if (above.last_child == kNone) {
    above.first_child = index;
    above.has_indexes = element.is_index;
  } else {
    nodes_[above.last_child].next = index;
  }
  above.last_child = index;
  ++above.child_count;
  if (nodes_.size() <= kLinearSearchNodes) return index;
  if (nodes_.size() * 2 > slots_.size()) {
    Rehash();
  } else {
    std::size_t slot = SlotOf(parent, element);
    while (slots_[slot] != kNone) slot = (slot + 1) % slots_.size();
    slots_[slot] = index;
  }
  return index;
}

std::size_t PathTree::SlotOf(std::uint16_t parent, const BoundElement& element) const {
  const std::size_t hash = element.is_index ? element.index * std::size_t{0x9E3779B97F4A7C15}
                                            : std::hash<std::string_view>()(element.name);
  return ((hash ^ hash >> 32) + parent * std::size_t{0x9E3779B1}) % slots_.size();
}

void PathTree::Rehash() {
  slots_.assign(nodes_.size() * 4, kNone);
  for (std::uint16_t i = 1; i < nodes_.size(); ++i) {
    std::size_t slot = SlotOf(nodes_[i].parent, nodes_[i].element);
    while (slots_[slot] != kNone) slot = (slot + 1) % slots_.size();
    slots_[slot] = i;
  }
}

}  // namespace pixii::expr
