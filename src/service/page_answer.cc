#include "service/page_answer.h"

#include "api/check.h"
#include "base/limits.h"
#include "codec/json_writer.h"
#include "service/capacity_answer.h"
#include "service/expressions.h"
#include "service/index_members.h"
#include "service/item_members.h"
#include "service/shown_item.h"

namespace pixii::service {
namespace {

using api::Field;

class PageWriter final : public store::PageVisitor {
 public:
  PageWriter(Call& call, store::View& view, const ReadSource& source)
      : call_(call),
        view_(view),
        source_(source),
        counts_only_(call.request.Text(Field::kSelect) == "COUNT"),
        projected_(HasProjection(call.request)),
        steps_(call.workspace.expressions.condition.nodes.size() +
               (projected_ ? call.workspace.expressions.projection.paths.size() : 0)) {}

  Status Visit(value::ItemView item) override {
    RETURN_IF_ERROR(CountWork(item));
    if (source_.fetches_items()) return VisitWhole(item);
    Show(item);
    return {};
  }

  void Last(value::ItemView item) override {
    codec::JsonObjectWriter key(last_key_json_);
    for (const std::string_view name : source_.key_names()) {
      codec::AppendValueJson(item.Find(name), key.EscapedName(name));
    }
    key.End();
  }

  // What a local index fetches from the table counts for the page, too: the entries rounded up to
  // whole units of capacity, and each item by itself. AWS documentation: "Local secondary indexes",
  // read capacity units.
  bool Full() const override {
    return source_.fetches_items() && (capacity::ReadUnits(entries_size_bytes_) + fetched_units_) *
                                              capacity::kReadUnitSizeBytes >=
                                          kPageSizeBytesMax;
  }

  bool counts_only() const { return counts_only_; }
  std::int64_t count() const { return count_; }
  const std::string& last_key_json() const { return last_key_json_; }
  std::size_t fetched_units() const { return fetched_units_; }

 private:
  // An entry of a local index does not hold all that is asked for: the item is read from the table,
  // and charged.
  Status VisitWhole(value::ItemView entry) {
    const catalog::Table& table = source_.table();
    std::string key;
    store::AppendItemKey(table, entry.Find(table.key.partition.name),
                         entry.Find(table.key.sort->name), key);
    ASSIGN_OR_RETURN(const engine::Found found, view_.Get(key));
    if (!found)
      return std::unexpected(
          InternalError("an index entry of the table " + table.name + " has no item"));
    const value::ItemView item(found->bytes());
    entries_size_bytes_ += entry.SizeBytes();
    fetched_units_ += capacity::ReadUnits(item.SizeBytes());
    Show(item);
    return {};
  }

  // A page that goes over much must not keep an I/O thread from its other clients.
  Status CountWork(value::ItemView item) {
    work_bytes_ += steps_ * (item.bytes().size() + kPageWorkOverheadBytes);
    if (call_.wait == engine::Wait::kYes || work_bytes_ <= kInlinePageWorkBytesMax) return {};
    call_.takes_long = true;
    return std::unexpected(WouldBlock());
  }

  void Show(value::ItemView item) {
    if (!expr::Evaluate(call_.workspace.expressions.condition, &item)) return;
    ++count_;
    if (counts_only_) return;
    if (count_ > 1) call_.out.push_back(',');
    AppendShownItem(call_.workspace, projected_, item, call_.out);
  }

  Call& call_;
  store::View& view_;
  const ReadSource& source_;
  const bool counts_only_;
  const bool projected_;
  const std::size_t steps_;  // for each item
  std::size_t work_bytes_ = 0;
  std::int64_t count_ = 0;
  // Of a local index that reads items from the table.
  std::size_t entries_size_bytes_ = 0;
  std::size_t fetched_units_ = 0;
  std::string last_key_json_;
};

void AppendCapacity(Call& call, const ReadSource& source, const store::PageSummary& summary,
                    std::size_t fetched_units, codec::JsonObjectWriter& object) {
  if (!CountsCapacity(call)) return;
  const bool consistent = call.request.Boolean(Field::kConsistentRead);
  const capacity::HalfUnits page = capacity::ReadHalfUnits(summary.size_bytes, consistent);
  capacity::ConsumedCapacity consumed;
  consumed.table =
      source.index() == nullptr ? page : capacity::HalfUnitsOfRead(fetched_units, consistent);
  if (source.index() != nullptr) AddIndexCapacity(*source.index(), page, consumed);
  AnswerCapacity(call, consumed, object);
}

}  // namespace

Status AnswerPage(Call& call, store::View& view, const ReadSource& source, store::PageRequest page,
                  PageEnd end) {
  page.size_bytes_max = kPageSizeBytesMax;
  if (call.request.Has(Field::kLimit)) {
    page.items_max = static_cast<std::uint64_t>(call.request.Integer(Field::kLimit));
  }
  PageWriter writer(call, view, source);
  codec::JsonObjectWriter object(call.out);
  if (!writer.counts_only()) object.Name("Items").push_back('[');
  ASSIGN_OR_RETURN(const store::PageSummary summary, store::ReadPage(view.reader(), page, writer));
  if (!writer.counts_only()) call.out.push_back(']');
  object.Integer("Count", writer.count());
  object.Integer("ScannedCount", static_cast<std::int64_t>(summary.scanned_count));
  if (summary.stopped && end == PageEnd::kMayGoOn)
    object.Name("LastEvaluatedKey") += writer.last_key_json();
  AppendCapacity(call, source, summary, writer.fetched_units(), object);
  object.End();
  return {};
}

Status EncodeStartKey(Call& call) {
  call.workspace.value_errors.Clear();
  call.workspace.start_key.Clear();
  if (!call.request.Has(Field::kExclusiveStartKey)) return {};
  return EncodeItemMember(call, call.request.Json(Field::kExclusiveStartKey),
                          call.workspace.start_key);
}

Status CheckStartKeyValues(Call& call) {
  Status good = CheckItemValues(call);
  if (good || call.workspace.value_errors.FoundInConversion()) return good;
  return std::unexpected(
      ValidationError("The provided starting key is invalid: " + good.error().message));
}

}  // namespace pixii::service
