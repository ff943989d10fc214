#include <algorithm>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "api/check.h"
#include "api/table_name.h"
#include "base/limits.h"
#include "codec/json_writer.h"
#include "service/capacity_answer.h"
#include "service/expressions.h"
#include "service/item_members.h"
#include "service/legacy.h"
#include "service/operations.h"
#include "service/primary_key.h"
#include "service/shown_item.h"

namespace pixii::service {
namespace {

using api::Field;
using codec::JsonElements;
using codec::JsonMembers;
using codec::JsonValue;

// The part of a request that concerns one table.
struct TableReads {
  std::string_view name;  // as the request has it
  JsonValue members;      // KeysAndAttributes
  std::size_t first_key;  // in the workspace's batch
  std::size_t key_count;
  bool consistent;
  std::vector<value::ItemView> keys = {};  // their attributes
  std::vector<std::string> store_keys = {};
  std::size_t answered_count = 0;  // keys; the rest is unprocessed
  capacity::ConsumedCapacity consumed = {};
};

// Wrong JSON types over the whole request, then table by table what is wrong with expressions and
// values.
Status ReadKeys(Call& call, std::deque<TableReads>& tables) {
  std::deque<value::ItemBuilder>& builders = call.workspace.batch;
  call.workspace.value_errors.Clear();
  std::size_t used = 0;
  for (JsonMembers table(call.request.Json(Field::kRequestItems)); table.Next();) {
    const std::size_t first = used;
    for (JsonElements key(table.value().Find("Keys")); key.Next(); ++used) {
      if (used == builders.size()) builders.emplace_back();
      builders[used].Clear();
      RETURN_IF_ERROR(codec::EncodeItem(key.value(), builders[used], call.workspace.value_errors));
    }
    tables.push_back({.name = table.name(),
                      .members = table.value(),
                      .first_key = first,
                      .key_count = used - first,
                      .consistent = api::ReadChecked(table.value().Find("ConsistentRead"))});
  }
  return {};
}

// The keys' attributes, which must differ. Before the table is looked up: numbers are compared by
// value.
Status FinishKeys(Call& call, TableReads& reads) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < reads.key_count; ++i) {
    ASSIGN_OR_RETURN(const value::ItemView key,
                     FinishItem(call.workspace.batch[reads.first_key + i]));
    reads.keys.push_back(key);
    std::vector<value::MapEntry> attributes;
    for (const value::MapEntry& attribute : key.attributes()) attributes.push_back(attribute);
    std::sort(attributes.begin(), attributes.end(),
              [](const value::MapEntry& a, const value::MapEntry& b) { return a.name < b.name; });
    std::string& text = texts.emplace_back();
    for (const value::MapEntry& attribute : attributes) {
      text.append(attribute.name).push_back('\0');
      text.append(attribute.value.bytes());
    }
  }
  std::sort(texts.begin(), texts.end());
  if (std::adjacent_find(texts.begin(), texts.end()) != texts.end()) {
    return std::unexpected(ValidationError("Provided list of item keys contains duplicates"));
  }
  return {};
}

Status BindProjection(Call& call, const TableReads& reads) {
  call.workspace.expressions.projection.Clear();
  RETURN_IF_ERROR(BindAttributesToGet(call, reads.members.Find("AttributesToGet")));
  RETURN_IF_ERROR(OpenNames(call, reads.members.Find("ExpressionAttributeNames")));
  if (const JsonValue text = reads.members.Find("ProjectionExpression"); text.IsString()) {
    RETURN_IF_ERROR(BindProjectionText(call, text.text()));
  }
  return CheckAllUsed(call);
}

Status MakeStoreKeys(store::View& view, TableReads& reads) {
  ASSIGN_OR_RETURN(const catalog::TablePtr table, view.Table(api::ResolveTableName(reads.name)));
  reads.store_keys.resize(reads.key_count);
  for (std::size_t i = 0; i < reads.key_count; ++i) {
    RETURN_IF_ERROR(AppendKeyOfKey(*table, reads.keys[i], reads.store_keys[i]));
  }
  return {};
}

// Appends the items of one table, until the answer holds kBatchResponseSizeBytesMax of items.
Status AnswerTable(Call& call, store::View& view, TableReads& reads, std::size_t& size_bytes,
                   std::string& out) {
  RETURN_IF_ERROR(BindProjection(call, reads));
  const bool projected = reads.members.Find("ProjectionExpression").IsString() ||
                         reads.members.Find("AttributesToGet").IsArray();
  const std::vector<engine::Bytes> keys(reads.store_keys.begin(), reads.store_keys.end());
  ASSIGN_OR_RETURN(const std::vector<engine::Found> items, view.GetMany(keys));
  out.push_back('[');
  bool first = true;
  for (const engine::Found& found : items) {
    const value::ItemView item = found ? value::ItemView(found->bytes()) : value::ItemView();
    const std::size_t item_size = found ? item.SizeBytes() : 0;
    if (size_bytes + item_size > kBatchResponseSizeBytesMax) break;
    size_bytes += item_size;
    reads.consumed.table += capacity::ReadHalfUnits(item_size, reads.consistent);
    ++reads.answered_count;
    if (!found) continue;
    if (!std::exchange(first, false)) out.push_back(',');
    AppendShownItem(call.workspace, projected, item, out);
  }
  out.push_back(']');
  return {};
}

// What the client sends again: the table's entry with the keys that were not read.
void AppendUnprocessed(const TableReads& reads, std::string& out) {
  codec::JsonObjectWriter object(out);
  std::string& keys = object.Name("Keys");
  keys.push_back('[');
  for (std::size_t i = reads.answered_count; i < reads.key_count; ++i) {
    if (i > reads.answered_count) keys.push_back(',');
    codec::AppendItemJson(reads.keys[i], keys);
  }
  keys.push_back(']');
  if (const JsonValue names = reads.members.Find("AttributesToGet"); names.IsArray()) {
    std::string& to = object.Name("AttributesToGet");
    to.push_back('[');
    bool first = true;
    for (JsonElements name(names); name.Next();) {
      if (!std::exchange(first, false)) to.push_back(',');
      codec::AppendJsonString(name.value().text(), to);
    }
    to.push_back(']');
  }
  if (const JsonValue text = reads.members.Find("ProjectionExpression"); text.IsString()) {
    object.Text("ProjectionExpression", text.text());
  }
  if (const JsonValue names = reads.members.Find("ExpressionAttributeNames"); names.IsObject()) {
    codec::JsonObjectWriter echoed(object.Name("ExpressionAttributeNames"));
    for (JsonMembers name(names); name.Next();) {
      codec::AppendJsonString(name.value().text(), echoed.EscapedName(name.name()));
    }
    echoed.End();
  }
  object.Boolean("ConsistentRead", reads.consistent);
  object.End();
}

void AppendRest(Call& call, const std::deque<TableReads>& tables, codec::JsonObjectWriter& object) {
  codec::JsonObjectWriter unprocessed(object.Name("UnprocessedKeys"));
  for (const TableReads& reads : tables) {
    if (reads.answered_count < reads.key_count)
      AppendUnprocessed(reads, unprocessed.EscapedName(reads.name));
  }
  unprocessed.End();
  for (const TableReads& reads : tables) NoteCapacity(call, reads.consumed);
  const auto report = capacity::ParseReport(call.request.Text(Field::kReturnConsumedCapacity));
  if (report == capacity::Report::kNone) return;
  codec::AppendJsonArray(
      tables,
      [&](const TableReads& reads, std::string& to) {
        reads.consumed.Append(report, reads.name, to);
      },
      object.Name("ConsumedCapacity"));
}

}  // namespace

Status BatchGetItem(Call& call) {
  std::deque<TableReads> tables;
  RETURN_IF_ERROR(ReadKeys(call, tables));
  for (const TableReads& reads : tables) RETURN_IF_ERROR(BindProjection(call, reads));
  RETURN_IF_ERROR(CheckItemValues(call));
  for (TableReads& reads : tables) RETURN_IF_ERROR(FinishKeys(call, reads));
  RETURN_IF_ERROR(api::CheckAfterValues(call.request));

  ASSIGN_OR_RETURN(store::View view, call.store().Read(call.wait));
  for (TableReads& reads : tables) RETURN_IF_ERROR(MakeStoreKeys(view, reads));
  codec::JsonObjectWriter object(call.out);
  codec::JsonObjectWriter responses(object.Name("Responses"));
  std::size_t size_bytes = 0;
  for (TableReads& reads : tables) {
    RETURN_IF_ERROR(AnswerTable(call, view, reads, size_bytes, responses.EscapedName(reads.name)));
  }
  responses.End();
  AppendRest(call, tables, object);
  object.End();
  return {};
}

}  // namespace pixii::service
