#include <fmt/format.h>

#include <span>
#include <string>
#include <vector>

#include "api/check.h"
#include "codec/key_bytes.h"
#include "service/expressions.h"
#include "service/item_members.h"
#include "service/legacy.h"
#include "service/operations.h"
#include "service/page_answer.h"
#include "service/read_source.h"
#include "store/item_key.h"

namespace pixii::service {
namespace {

using api::Field;

// The items of one partition whose sort key meets the term: a range of keys. A part of a key ends
// itself, so all keys from `with(v)` up to the end of that prefix have the sort key v.
store::KeyRange RangeOf(const std::string& partition, const expr::KeyCondition& condition) {
  std::string prefix = partition;
  std::span<const expr::KeyTerm> terms = condition.range();
  for (; terms.size() > 1; terms = terms.subspan(1)) {
    codec::AppendKeyPart(terms.front().values[0], prefix);
  }
  const auto with = [&](value::ValueView sort_key) {
    std::string key = prefix;
    codec::AppendKeyPart(sort_key, key);
    return key;
  };
  const std::string end = store::PrefixEnd(prefix);
  if (terms.empty()) return {prefix, end};
  const expr::KeyTerm* term = &terms.front();
  const value::ValueView low = term->values[0];
  switch (term->op) {
    case expr::KeyOperator::kEqual:
      return {with(low), store::PrefixEnd(with(low))};
    case expr::KeyOperator::kLess:
      return {prefix, with(low)};
    case expr::KeyOperator::kLessEqual:
      return {prefix, store::PrefixEnd(with(low))};
    case expr::KeyOperator::kGreater:
      return {store::PrefixEnd(with(low)), end};
    case expr::KeyOperator::kGreaterEqual:
      return {with(low), end};
    case expr::KeyOperator::kBetween:
      return {with(low), store::PrefixEnd(with(term->values[1]))};
    case expr::KeyOperator::kBeginsWith:
      break;
  }
  std::string begin = prefix;
  codec::AppendKeyPrefix(low.text(), begin);
  return {begin, store::PrefixEnd(begin)};
}

std::string KeyPartOf(value::ValueView value) {
  std::string part;
  codec::AppendKeyPart(value, part);
  return part;
}

// Requires: `value` has the type of the term's values.
bool Meets(const expr::KeyTerm& term, value::ValueView value) {
  if (term.op == expr::KeyOperator::kBeginsWith)
    return value.text().starts_with(term.values[0].text());
  const int order = KeyPartOf(value).compare(KeyPartOf(term.values[0]));
  switch (term.op) {
    case expr::KeyOperator::kLess:
      return order < 0;
    case expr::KeyOperator::kLessEqual:
      return order <= 0;
    case expr::KeyOperator::kGreater:
      return order > 0;
    case expr::KeyOperator::kGreaterEqual:
      return order >= 0;
    case expr::KeyOperator::kBetween:
      return order >= 0 && KeyPartOf(value) <= KeyPartOf(term.values[1]);
    default:
      return order == 0;
  }
}

// A start key of another partition is refused in three ways, by what the condition says of the sort
// key: the service looks at the sort key first.
Status CheckStart(value::ItemView start_key, const expr::KeyCondition& condition,
                  bool in_partition) {
  for (const expr::KeyTerm& term : condition.range())
    if (!Meets(term, start_key.Find(term.attribute)))
      return std::unexpected(
          ValidationError("The provided starting key does not match the range key predicate"));
  if (in_partition) return {};
  return std::unexpected(ValidationError(
      condition.range().empty()
          ? "The provided starting key is outside query boundaries based on provided conditions"
          : "The query can return at most one row and cannot be restarted"));
}

Status GoOnAfter(const ReadSource& source, value::ItemView start_key, const std::string& start,
                 const std::string& partition, const expr::KeyCondition& condition,
                 store::PageRequest& page) {
  RETURN_IF_ERROR(CheckStart(start_key, condition, start.starts_with(partition)));
  if (source.HasSingleItemPartitions()) {
    const value::MapEntry key = *start_key.attributes().begin();
    return std::unexpected(ValidationError(
        fmt::format("The provided exclusive start key is invalid: ExclusiveStartKey: {{{}={}}}",
                    key.name, expr::ValueText(key.value))));
  }
  if (start < page.begin || start >= page.end) {
    return std::unexpected(
        ValidationError("The provided starting key does not match the range key predicate"));
  }
  if (page.reverse) {
    page.end = start;
  } else {
    page.begin = start;
    page.begin.push_back('\0');
  }
  return {};
}

}  // namespace

Status Query(Call& call) {
  RETURN_IF_ERROR(EncodeStartKey(call));
  RETURN_IF_ERROR(EncodeExpressionValues(call));
  RETURN_IF_ERROR(EncodeLegacyValues(call));
  RETURN_IF_ERROR(BindLegacyCondition(call));
  RETURN_IF_ERROR(BindAttributesToGet(call));
  RETURN_IF_ERROR(CheckStartKeyValues(call));
  RETURN_IF_ERROR(BindKeyConditions(call));
  RETURN_IF_ERROR(api::CheckAfterValues(call.request));
  RETURN_IF_ERROR(OpenSubstitutions(call));
  RETURN_IF_ERROR(BindKeyConditionMember(call));
  RETURN_IF_ERROR(
      BindConditionMember(call, Field::kFilterExpression, expr::ExpressionKind::kFilter));
  RETURN_IF_ERROR(BindProjectionMember(call));
  RETURN_IF_ERROR(CheckAllUsed(call));
  ASSIGN_OR_RETURN(const expr::KeyTerms terms, ReadKeyTerms(call));
  ASSIGN_OR_RETURN(const value::ItemView start_key, FinishItem(call.workspace.start_key));

  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  ASSIGN_OR_RETURN(ReadSource source, ReadSource::Open(call, view));
  const bool restarts = call.request.Has(Field::kExclusiveStartKey);
  if (restarts) RETURN_IF_ERROR(source.CheckStartKeyHash(start_key));
  ASSIGN_OR_RETURN(const expr::KeyCondition condition,
                   expr::MatchKeySchema(terms.view(), source.schema()));
  RETURN_IF_ERROR(CheckKeyOperators(call));
  if (restarts) RETURN_IF_ERROR(source.CheckStartKeyRange(start_key));
  RETURN_IF_ERROR(CheckFilterAgainst(call, source.schema()));
  RETURN_IF_ERROR(source.CheckSelect(call));
  RETURN_IF_ERROR(source.CheckFilter(call));
  std::string start;
  if (restarts) {
    ASSIGN_OR_RETURN(start, source.StartKey(start_key));
  }
  RETURN_IF_ERROR(source.CheckKeyPaths(call));
  std::vector<value::ValueView> hash_values;
  for (const expr::KeyTerm& term : condition.hash()) hash_values.push_back(term.values[0]);
  std::string partition;
  source.AppendPartitionPrefix(hash_values, partition);
  store::KeyRange range = RangeOf(partition, condition);
  store::PageRequest page{.begin = std::move(range.begin),
                          .end = std::move(range.end),
                          .reverse = !call.request.Boolean(Field::kScanIndexForward, true)};
  if (!start.empty())
    RETURN_IF_ERROR(GoOnAfter(source, start_key, start, partition, condition, page));
  const PageEnd end =
      source.HasSingleItemPartitions() ? PageEnd::kNothingFollows : PageEnd::kMayGoOn;
  return AnswerPage(call, view, source, std::move(page), end);
}

}  // namespace pixii::service
