#include "service/page_answer.h"

#include "api/check.h"
#include "base/limits.h"
#include "capacity/consumed_capacity.h"
#include "codec/json_writer.h"
#include "service/item_members.h"
#include "service/primary_key.h"
#include "service/shown_item.h"

namespace pixii::service {
namespace {

using api::Field;

class PageWriter final : public store::PageVisitor {
 public:
  PageWriter(Call& call, const catalog::Table& table)
      : call_(call),
        table_(table),
        counts_only_(call.request.Text(Field::kSelect) == "COUNT"),
        projected_(call.request.Has(Field::kProjectionExpression)) {}

  Status Visit(value::ItemView item) override {
    if (!expr::Evaluate(call_.workspace.expressions.condition, &item)) return {};
    ++count_;
    if (counts_only_) return {};
    if (count_ > 1) call_.out.push_back(',');
    AppendShownItem(call_.workspace, projected_, item, call_.out);
    return {};
  }

  void Last(value::ItemView item) override {
    codec::JsonObjectWriter key(last_key_json_);
    codec::AppendValueJson(item.Find(table_.key.partition.name),
                           key.EscapedName(table_.key.partition.name));
    if (table_.key.sort)
      codec::AppendValueJson(item.Find(table_.key.sort->name),
                             key.EscapedName(table_.key.sort->name));
    key.End();
  }

  bool counts_only() const { return counts_only_; }
  std::int64_t count() const { return count_; }
  const std::string& last_key_json() const { return last_key_json_; }

 private:
  Call& call_;
  const catalog::Table& table_;
  const bool counts_only_;
  const bool projected_;
  std::int64_t count_ = 0;
  std::string last_key_json_;
};

}  // namespace

Status AnswerPage(Call& call, store::View& view, const catalog::Table& table,
                  store::PageRequest page) {
  page.size_bytes_max = kPageSizeBytesMax;
  if (call.request.Has(Field::kLimit)) {
    page.items_max = static_cast<std::uint64_t>(call.request.Integer(Field::kLimit));
  }
  PageWriter writer(call, table);
  codec::JsonObjectWriter object(call.out);
  if (!writer.counts_only()) object.Name("Items").push_back('[');
  ASSIGN_OR_RETURN(const store::PageSummary summary, store::ReadPage(view.reader(), page, writer));
  if (!writer.counts_only()) call.out.push_back(']');
  object.Integer("Count", writer.count());
  object.Integer("ScannedCount", static_cast<std::int64_t>(summary.scanned_count));
  if (summary.stopped) object.Name("LastEvaluatedKey") += writer.last_key_json();
  const auto report = capacity::ParseReport(call.request.Text(Field::kReturnConsumedCapacity));
  if (report != capacity::Report::kNone) {
    capacity::AppendConsumedCapacity(
        report, call.request.Text(Field::kTableName),
        capacity::ReadHalfUnits(summary.size_bytes, call.request.Boolean(Field::kConsistentRead)),
        object.Name("ConsumedCapacity"));
  }
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
  if (good) return good;
  return std::unexpected(
      ValidationError("The provided starting key is invalid: " + good.error().message));
}

Result<std::string> StartKey(const catalog::Table& table, value::ItemView start_key) {
  std::string key;
  if (Status fits = AppendKeyOfKey(table, start_key, key); !fits) {
    return std::unexpected(
        ValidationError("The provided starting key is invalid: " + fits.error().message));
  }
  return key;
}

}  // namespace pixii::service
