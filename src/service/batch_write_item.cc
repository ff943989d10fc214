// All writes of a batch are one engine transaction and wait once. DynamoDB promises less: each
// write is atomic on its own; nothing that a client can see differs.
#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "api/check.h"
#include "api/table_name.h"
#include "base/limits.h"
#include "codec/json_writer.h"
#include "service/capacity_answer.h"
#include "service/collection_metrics.h"
#include "service/index_keys.h"
#include "service/index_members.h"
#include "service/item_members.h"
#include "service/operations.h"
#include "service/primary_key.h"

namespace pixii::service {
namespace {

using api::Field;
using codec::JsonElements;
using codec::JsonMembers;
using codec::JsonValue;

class BatchedWrite final : public store::Mutation {
 public:
  // `item`: of a put the whole item, of a delete the key.
  BatchedWrite(const api::Request& request, std::string_view table_as_named, bool is_put,
               value::ItemView item)
      : request_(request),
        table_(api::ResolveTableName(table_as_named)),
        table_as_named_(table_as_named),
        is_put_(is_put),
        item_(item) {}

  std::string_view table_name() const override { return table_; }
  std::string_view table_as_named() const { return table_as_named_; }
  const capacity::ConsumedCapacity& consumed() const { return consumed_; }
  // Empty: not asked for, or the table has no local index.
  const std::string& collection_json() const { return collection_json_; }

  Status MakeKey(const catalog::Table& table, std::string& key) override {
    if (!is_put_) return AppendKeyOfKey(table, item_, key);
    RETURN_IF_ERROR(AppendKeyOfBatchItem(table, item_, key));
    return CheckIndexKeysOfPut(table, item_);
  }

  Result<Decision> Decide(const catalog::Table& /*table*/,
                          const value::ItemView* old_item) override {
    consumed_.Clear();
    collection_json_.clear();
    consumed_.table = capacity::WriteHalfUnits(old_item == nullptr ? 0 : old_item->SizeBytes(),
                                               is_put_ ? item_.SizeBytes() : 0);
    return is_put_ ? Decision{Decision::Kind::kPut, item_} : Decision{Decision::Kind::kDelete, {}};
  }

  void IndexWritten(const catalog::Index& index, capacity::HalfUnits half_units) override {
    AddIndexCapacity(index, half_units, consumed_);
  }

  void CollectionMeasured(const catalog::Table& table, std::int64_t size_bytes) override {
    if (AsksForCollectionMetrics(request_))
      AppendCollectionMetrics(table, item_, size_bytes, collection_json_);
  }

 private:
  const api::Request& request_;
  std::string_view table_;
  std::string_view table_as_named_;
  bool is_put_;
  value::ItemView item_;
  capacity::ConsumedCapacity consumed_;
  std::string collection_json_;
};

// Encodes every item and key of the request. Wrong JSON types come first, over all of them; then
// the first bad value.
Status ReadWrites(Call& call, std::deque<BatchedWrite>& writes) {
  std::deque<value::ItemBuilder>& builders = call.workspace.batch;
  call.workspace.value_errors.Clear();
  std::size_t used = 0;
  for (JsonMembers table(call.request.Json(Field::kRequestItems)); table.Next();) {
    for (JsonElements element(table.value()); element.Next();) {
      if (used == builders.size()) builders.emplace_back();
      const JsonValue put = element.value().Find("PutRequest");
      const JsonValue item =
          put.IsObject() ? put.Find("Item") : element.value().Find("DeleteRequest").Find("Key");
      builders[used].Clear();
      RETURN_IF_ERROR(codec::EncodeItem(item, builders[used], call.workspace.value_errors));
      ++used;
    }
  }
  RETURN_IF_ERROR(CheckItemValues(call));
  used = 0;
  for (JsonMembers table(call.request.Json(Field::kRequestItems)); table.Next();) {
    for (JsonElements element(table.value()); element.Next();) {
      ASSIGN_OR_RETURN(const value::ItemView item, FinishItem(builders[used++]));
      const bool is_put = element.value().Find("PutRequest").IsObject();
      if (is_put && item.SizeBytes() > kItemSizeBytesMax) {
        return std::unexpected(ValidationError("Item size has exceeded the maximum allowed size"));
      }
      writes.emplace_back(call.request, table.name(), is_put, item);
    }
  }
  return {};
}

void AnswerCapacity(Call& call, const std::deque<BatchedWrite>& writes,
                    codec::JsonObjectWriter& object) {
  if (!CountsCapacity(call)) return;
  std::map<std::string_view, capacity::ConsumedCapacity> by_table;
  for (const BatchedWrite& write : writes) by_table[write.table_as_named()].Add(write.consumed());
  for (const auto& [name, consumed] : by_table) NoteCapacity(call, consumed);
  const auto report = capacity::ParseReport(call.request.Text(Field::kReturnConsumedCapacity));
  if (report == capacity::Report::kNone) return;
  codec::AppendJsonArray(
      by_table,
      [&](const auto& entry, std::string& to) { entry.second.Append(report, entry.first, to); },
      object.Name("ConsumedCapacity"));
}

// Of each table its collections, each once, in the order of the request.
void AppendCollections(const std::deque<BatchedWrite>& writes, codec::JsonObjectWriter& answer) {
  std::map<std::string_view, std::vector<std::string_view>> by_table;
  for (const BatchedWrite& write : writes) {
    const std::string_view json = write.collection_json();
    if (json.empty()) continue;
    std::vector<std::string_view>& of_table = by_table[write.table_as_named()];
    if (std::find(of_table.begin(), of_table.end(), json) == of_table.end())
      of_table.push_back(json);
  }
  if (by_table.empty()) return;
  codec::JsonObjectWriter tables(answer.Name("ItemCollectionMetrics"));
  for (const auto& [name, of_table] : by_table) {
    codec::AppendJsonArray(
        of_table, [](std::string_view json, std::string& to) { to += json; },
        tables.EscapedName(name));
  }
  tables.End();
}

}  // namespace

Status BatchWriteItem(Call& call) {
  std::deque<BatchedWrite> writes;
  RETURN_IF_ERROR(ReadWrites(call, writes));
  RETURN_IF_ERROR(api::CheckAfterValues(call.request));
  std::vector<store::Mutation*> mutations;
  for (BatchedWrite& write : writes) mutations.push_back(&write);
  RETURN_IF_ERROR(call.store().Write(mutations, "Provided list of item keys contains duplicates",
                                     call.wait, call.ticket));
  codec::JsonObjectWriter object(call.out);
  object.Name("UnprocessedItems") += "{}";
  AnswerCapacity(call, writes, object);
  AppendCollections(writes, object);
  object.End();
  return {};
}

}  // namespace pixii::service
