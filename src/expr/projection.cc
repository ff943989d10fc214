// A projection walks the tree of its paths beside the item. Before a container is written it is
// known whether anything of it will show, so nothing is ever taken back.
#include "expr/projection.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "expr/binder_base.h"

namespace pixii::expr {
namespace {

using value::Type;
using value::ValueView;

// So many attributes are searched for one by one.
constexpr int kSearchesMax = 64;

class ProjectionBinder : BinderBase {
 public:
  ProjectionBinder(const ProjectionExpression& tree, Substitutions& substitutions,
                   BoundProjection& out)
      : BinderBase(tree, substitutions, out.elements), out_(out) {}

  Status Bind(const std::vector<NodeIndex>& paths) {
    for (NodeIndex path : paths)
      RETURN_IF_ERROR(BindPath(tree_.nodes[path], out_.paths.emplace_back()));
    for (std::size_t i = 0; i < out_.paths.size(); ++i)
      out_.tree.Insert(out_.PathOf(i), static_cast<std::uint16_t>(i));
    return CheckClashes(out_.tree, [this](std::uint16_t i) { return out_.PathOf(i); });
  }

 private:
  BoundProjection& out_;
};

class Projector {
 public:
  Projector(const PathTree& tree) : tree_(tree) {}

  void Run(value::ItemView item, value::ItemBuilder& out) const {
    if (tree_.node(PathTree::kRoot).child_count > kSearchesMax) return RunOver(item, out);
    for (std::uint16_t child = tree_.node(PathTree::kRoot).first_child; child != PathTree::kNone;
         child = tree_.node(child).next) {
      const std::string_view name = tree_.node(child).element.name;
      const ValueView value = item.Find(name);
      if (Shows(child, value)) Write(child, value, out.BeginAttribute(name));
    }
  }

 private:
  // The same in one walk over the item, which has fewer attributes than a legacy request may name.
  void RunOver(value::ItemView item, value::ItemBuilder& out) const {
    std::vector<std::pair<std::uint16_t, ValueView>> found;
    for (const value::MapEntry& attribute : item.attributes()) {
      const std::uint16_t child =
          tree_.FindChild(PathTree::kRoot, BoundElement::Name(attribute.name));
      if (child != PathTree::kNone) found.emplace_back(child, attribute.value);
    }
    std::ranges::sort(found, {}, &std::pair<std::uint16_t, ValueView>::first);
    for (const auto& [child, value] : found)
      if (Shows(child, value))
        Write(child, value, out.BeginAttribute(tree_.node(child).element.name));
  }

  bool EndsAt(std::uint16_t node) const { return tree_.node(node).path != PathTree::kNone; }

  // Both walks go as deep as the value does, at most kNestingLevelsMax levels.
  bool Shows(std::uint16_t node, ValueView value) const {
    if (!value) return false;
    if (EndsAt(node)) return true;
    for (std::uint16_t child = tree_.node(node).first_child; child != PathTree::kNone;
         child = tree_.node(child).next) {
      if (Shows(child, ChildOf(value, tree_.node(child).element))) return true;
    }
    return false;
  }

  static ValueView ChildOf(ValueView value, const BoundElement& element) {
    if (element.is_index) return value.Is(Type::kList) ? value.Element(element.index) : ValueView();
    return value.Is(Type::kMap) ? value.Find(element.name) : ValueView();
  }

  // Requires: Shows(node, value).
  void Write(std::uint16_t node, ValueView value, value::ValueWriter& out) const {
    if (EndsAt(node))
      out.Copy(value);
    else if (value.Is(Type::kMap))
      WriteMap(node, value, out);
    else
      WriteList(node, value, out);
  }

  void WriteMap(std::uint16_t node, ValueView value, value::ValueWriter& out) const {
    out.BeginMap();
    for (std::uint16_t child = tree_.node(node).first_child; child != PathTree::kNone;
         child = tree_.node(child).next) {
      const std::string_view name = tree_.node(child).element.name;
      const ValueView entry = value.Find(name);
      if (!Shows(child, entry)) continue;
      out.Name(name);
      Write(child, entry, out);
    }
    out.EndMap();
  }

  void WriteList(std::uint16_t node, ValueView value, value::ValueWriter& out) const {
    out.BeginList();
    std::uint16_t wanted = tree_.node(node).child_count;
    std::uint32_t index = 0;
    for (ValueView element : value.list_elements()) {
      const std::uint16_t child = tree_.FindChild(node, BoundElement::Index(index++));
      if (child == PathTree::kNone) continue;
      if (Shows(child, element)) Write(child, element, out);
      if (--wanted == 0) break;
    }
    out.EndList();
  }

  const PathTree& tree_;
};

}  // namespace

void BoundProjection::Clear() {
  elements.clear();
  paths.clear();
  tree.Clear();
}

Status BindProjection(const ProjectionExpression& tree, Substitutions& substitutions,
                      BoundProjection& out) {
  out.Clear();
  return ProjectionBinder(tree, substitutions, out).Bind(tree.paths);
}

void Project(const PathTree& paths, value::ItemView item, value::ItemBuilder& out) {
  Projector(paths).Run(item, out);
}

bool LooksInto(const BoundProjection& projection, std::string_view attribute) {
  return std::ranges::any_of(projection.paths, [&](const PathRange& path) {
    return path.LooksInto(projection.elements, attribute);
  });
}

}  // namespace pixii::expr
