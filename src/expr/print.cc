#include "expr/print.h"

#include <initializer_list>

namespace pixii::expr {
namespace {

class Printer {
 public:
  explicit Printer(const Tree& tree) : tree_(tree) {}

  // Recursion is as deep as the tree.
  void Write(NodeIndex index) {
    const Node& node = tree_.nodes[index];
    switch (node.kind) {
      case NodeKind::kOr:
        return WriteChain(node, " OR ", {});
      case NodeKind::kAnd:
        return WriteChain(node, " AND ", {NodeKind::kOr});
      case NodeKind::kNot:
        out_ += "NOT ";
        return WriteGrouped(node.first_child, {NodeKind::kOr, NodeKind::kAnd});
      case NodeKind::kCompare:
        return WriteOperands(node, {ComparatorText(node.comparator)});
      case NodeKind::kBetween:
        return WriteOperands(node, {"BETWEEN", "AND"});
      case NodeKind::kPlus:
        return WriteOperands(node, {"+"});
      case NodeKind::kMinus:
        return WriteOperands(node, {"-"});
      case NodeKind::kIn:
        Write(node.first_child);
        out_ += " IN ";
        return WriteList(tree_.nodes[node.first_child].next);
      case NodeKind::kFunction:
        out_ += tree_.TextOf(node.token);
        return WriteList(node.first_child);
      case NodeKind::kValue:
        out_ += tree_.TextOf(node.token);
        return;
      case NodeKind::kPath:
        return WritePath(node);
    }
  }

  void Append(std::string_view text) { out_ += text; }
  std::string Take() { return std::move(out_); }

 private:
  void WriteGrouped(NodeIndex index, std::initializer_list<NodeKind> grouped) {
    bool group = false;
    for (NodeKind kind : grouped) group |= tree_.nodes[index].kind == kind;
    if (group) out_ += '(';
    Write(index);
    if (group) out_ += ')';
  }

  void WriteChain(const Node& node, std::string_view between,
                  std::initializer_list<NodeKind> grouped) {
    for (NodeIndex child = node.first_child; child != kNoNode; child = tree_.nodes[child].next) {
      if (child != node.first_child) out_ += between;
      WriteGrouped(child, grouped);
    }
  }

  void WriteOperands(const Node& node, std::initializer_list<std::string_view> between) {
    NodeIndex child = node.first_child;
    Write(child);
    for (std::string_view word : between) {
      child = tree_.nodes[child].next;
      out_.append(" ").append(word).append(" ");
      Write(child);
    }
  }

  void WriteList(NodeIndex first) {
    out_ += '(';
    for (NodeIndex child = first; child != kNoNode; child = tree_.nodes[child].next) {
      if (child != first) out_ += ", ";
      Write(child);
    }
    out_ += ')';
  }

  void WritePath(const Node& node) {
    for (std::size_t i = 0; i < node.count; ++i) {
      const PathElement& element = tree_.elements[node.first_element + i];
      if (element.kind == ElementKind::kIndex) {
        out_ += '[' + std::to_string(element.index) + ']';
        continue;
      }
      if (i > 0) out_ += '.';
      out_ += tree_.TextOf(element.token);
    }
  }

  const Tree& tree_;
  std::string out_;
};

}  // namespace

std::string Print(const ConditionExpression& tree) {
  Printer printer(tree);
  printer.Write(tree.root);
  return printer.Take();
}

std::string Print(const UpdateExpression& tree) {
  Printer printer(tree);
  for (std::size_t i = 0; i < tree.actions.size(); ++i) {
    const UpdateAction& action = tree.actions[i];
    if (i > 0 && tree.actions[i - 1].section == action.section) {
      printer.Append(", ");
    } else {
      if (i > 0) printer.Append(" ");
      printer.Append(SectionName(action.section));
      printer.Append(" ");
    }
    printer.Write(action.path);
    if (action.value == kNoNode) continue;
    printer.Append(action.section == UpdateSection::kSet ? " = " : " ");
    printer.Write(action.value);
  }
  return printer.Take();
}

std::string Print(const ProjectionExpression& tree) {
  Printer printer(tree);
  for (std::size_t i = 0; i < tree.paths.size(); ++i) {
    if (i > 0) printer.Append(", ");
    printer.Write(tree.paths[i]);
  }
  return printer.Take();
}

}  // namespace pixii::expr
