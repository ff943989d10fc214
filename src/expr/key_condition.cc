#include "expr/key_condition.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/invalid_parameter.h"

namespace pixii::expr {
namespace {

using value::Type;

std::unexpected<Error> Refuse(std::string message) {
  return std::unexpected(ValidationError(std::move(message)));
}

std::unexpected<Error> InvalidOperator(std::string_view op) {
  return Refuse(fmt::format("Invalid operator used in KeyConditionExpression: {}", op));
}

std::unexpected<Error> InvalidTerm(std::string_view what) {
  return Refuse(fmt::format("Invalid condition in KeyConditionExpression: {}", what));
}

// `:v < key` says `key > :v`.
KeyOperator TurnRound(KeyOperator op) {
  switch (op) {
    case KeyOperator::kLess:
      return KeyOperator::kGreater;
    case KeyOperator::kLessEqual:
      return KeyOperator::kGreaterEqual;
    case KeyOperator::kGreater:
      return KeyOperator::kLess;
    case KeyOperator::kGreaterEqual:
      return KeyOperator::kLessEqual;
    default:
      return op;
  }
}

class TermReader {
 public:
  TermReader(const BoundCondition& condition) : condition_(condition) {}

  Result<KeyTerms> Read() {
    if (condition_.root == kNoNode) return terms_;
    const BoundNode& root = condition_.nodes[condition_.root];
    if (root.kind != NodeKind::kAnd) {
      RETURN_IF_ERROR(Add(root));
    } else {
      // AND inside AND was dissolved by the parser.
      for (NodeIndex child = root.first_child; child != kNoNode;
           child = condition_.nodes[child].next)
        RETURN_IF_ERROR(Add(condition_.nodes[child]));
    }
    if (too_many_) return Refuse("Conditions can be of length 1 or 2 only");
    return terms_;
  }

 private:
  static Result<KeyOperator> OperatorOf(const BoundNode& node) {
    switch (node.kind) {
      case NodeKind::kAnd:
        return InvalidOperator("AND");
      case NodeKind::kOr:
        return InvalidOperator("OR");
      case NodeKind::kNot:
        return InvalidOperator("NOT");
      case NodeKind::kIn:
        return InvalidOperator("IN");
      case NodeKind::kBetween:
        return KeyOperator::kBetween;
      case NodeKind::kFunction:
        if (node.function == Function::kBeginsWith) return KeyOperator::kBeginsWith;
        return InvalidOperator(FunctionName(node.function));
      default:
        break;
    }
    switch (node.comparator) {
      case Comparator::kEqual:
        return KeyOperator::kEqual;
      case Comparator::kLess:
        return KeyOperator::kLess;
      case Comparator::kLessEqual:
        return KeyOperator::kLessEqual;
      case Comparator::kGreater:
        return KeyOperator::kGreater;
      case Comparator::kGreaterEqual:
        return KeyOperator::kGreaterEqual;
      default:
        return InvalidOperator(ComparatorText(node.comparator));
    }
  }

  Status Add(const BoundNode& node) {
    KeyTerm term;
    ASSIGN_OR_RETURN(term.op, OperatorOf(node));
    const bool key_first = term.op == KeyOperator::kBetween || term.op == KeyOperator::kBeginsWith;
    std::optional<BoundPath> key;
    std::size_t value_count = 0;
    for (std::size_t i = 0; i < node.operand_count; ++i) {
      const BoundOperand& operand = condition_.operands[node.first_operand + i];
      if (operand.is_size)
        return Refuse("KeyConditionExpressions cannot contain nested operations");
      if (!operand.is_path()) {
        if (i == 0 && key_first) {
          return InvalidTerm(
              fmt::format("{} operator must have the key attribute as its first operand",
                          node.kind == NodeKind::kBetween ? "BETWEEN" : "begins_with"));
        }
        if (value_count < term.values.size()) term.values[value_count++] = operand.value;
        continue;
      }
      if (key) return InvalidTerm("Multiple attribute names used in one condition");
      key = condition_.PathOf(operand);
      if (key->size() > 1) {
        return Refuse(
            "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on "
            "nested attributes");
      }
      if (i == 1) term.op = TurnRound(term.op);
    }
    if (!key) return InvalidTerm("No key attribute specified");
    term.attribute = key->front().name;
    return Keep(term);
  }

  Status Keep(const KeyTerm& term) {
    if (std::ranges::find(terms_.view(), term.attribute, &KeyTerm::attribute) !=
        terms_.view().end())
      return Refuse("KeyConditionExpressions must only contain one condition per key");
    if (terms_.count == kKeyTermsMax)
      too_many_ = true;
    else
      terms_.terms[terms_.count++] = term;
    return {};
  }

  const BoundCondition& condition_;
  KeyTerms terms_;
  bool too_many_ = false;
};

const KeyTerm* FindTerm(std::span<const KeyTerm> terms, std::string_view attribute) {
  const auto found = std::ranges::find(terms, attribute, &KeyTerm::attribute);
  return found == terms.end() ? nullptr : &*found;
}

Status CheckType(const KeyTerm& term, Type type) {
  for (value::ValueView value : term.values) {
    if (value && !value.Is(type)) {
      return std::unexpected(
          InvalidParameter("Condition parameter type does not match schema type"));
    }
  }
  return {};
}

// As in a write, no key attribute is empty.
Status CheckNotEmpty(const KeyTerm& term) {
  for (value::ValueView value : term.values) {
    const bool is_text = value && (value.Is(Type::kString) || value.Is(Type::kBinary));
    if (is_text && value.text().empty())
      return std::unexpected(EmptyKeyValue(term.attribute, value.type()));
  }
  return {};
}

std::unexpected<Error> NotSupported() { return Refuse("Query key condition not supported"); }

std::unexpected<Error> Missed(std::string_view attribute) {
  return Refuse(fmt::format("Query condition missed key schema element: {}", attribute));
}

// Keys of several attributes are refused with words of their own.
std::unexpected<Error> HashWithoutEquality(std::string_view attribute) {
  return Refuse(fmt::format(
      "HASH key attributes {} must have equality conditions specified in the query", attribute));
}

// Each RANGE attribute before the last one that has a condition must be fixed by one.
Status CheckRangeFixed(std::span<const KeyTerm> terms, std::span<const KeyAttribute> range) {
  for (std::size_t i = 0; i < range.size(); ++i) {
    const KeyTerm* const term = FindTerm(terms, range[i].name);
    if (term != nullptr && term->op == KeyOperator::kEqual) continue;
    const auto later = std::ranges::find_if(range.subspan(i + 1), [&](const KeyAttribute& other) {
      return FindTerm(terms, other.name) != nullptr;
    });
    if (later == range.end()) continue;
    return Refuse(
        fmt::format("RANGE key attributes {} must have equality conditions specified in the query "
                    "because a condition is present on key attribute {}",
                    range[i].name, later->name));
  }
  return {};
}

}  // namespace

Result<KeyTerms> TakeApart(const BoundCondition& condition) { return TermReader(condition).Read(); }

Result<KeyCondition> MatchKeySchema(std::span<const KeyTerm> terms, const KeySchemaView& schema) {
  // A simple key takes one or two conditions; keys of several attributes take one for each.
  const std::size_t key_count = schema.hash.size() + schema.range.size();
  if (terms.size() > std::max<std::size_t>(2, key_count))
    return Refuse("Conditions can be of length 1 or 2 only");
  if (terms.size() > key_count) return NotSupported();
  KeyCondition key;
  for (const KeyAttribute& attribute : schema.hash) {
    const KeyTerm* const term = FindTerm(terms, attribute.name);
    if (term == nullptr)
      return schema.hash.size() == 1 ? Missed(attribute.name) : HashWithoutEquality(attribute.name);
    key.terms[key.hash_count++] = *term;
  }
  RETURN_IF_ERROR(CheckRangeFixed(terms, schema.range));
  for (const KeyAttribute& attribute : schema.range) {
    if (key.hash_count + key.range_count == terms.size()) break;
    const KeyTerm* const term = FindTerm(terms, attribute.name);
    if (term == nullptr) return Missed(attribute.name);
    key.terms[key.hash_count + key.range_count++] = *term;
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool is_hash = i < key.hash_count;
    RETURN_IF_ERROR(CheckType(
        key.terms[i], is_hash ? schema.hash[i].type : schema.range[i - key.hash_count].type));
  }
  for (const KeyTerm& term : key.hash()) {
    if (term.op == KeyOperator::kEqual) continue;
    if (schema.hash.size() == 1) return NotSupported();
    return HashWithoutEquality(term.attribute);
  }
  for (std::size_t i = 0; i < terms.size(); ++i) RETURN_IF_ERROR(CheckNotEmpty(key.terms[i]));
  return key;
}

Status CheckFilterAvoidsKey(const BoundCondition& filter, const KeySchemaView& schema) {
  for (const BoundOperand& operand : filter.operands) {
    if (!operand.is_path()) continue;
    const std::string_view attribute = filter.PathOf(operand).front().name;
    const auto is_it = [attribute](const KeyAttribute& key) { return key.name == attribute; };
    if (std::ranges::any_of(schema.hash, is_it) || std::ranges::any_of(schema.range, is_it)) {
      return Refuse(
          fmt::format("Filter Expression can only contain non-primary key attributes: Primary key "
                      "attribute: {}",
                      attribute));
    }
  }
  return {};
}

}  // namespace pixii::expr
