// What PutItem, UpdateItem and DeleteItem have in common: one mutation of one item under a
// condition, and the answer.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "capacity/consumed_capacity.h"
#include "service/services.h"
#include "store/store.h"
#include "value/item.h"

namespace pixii::service {

enum class ReturnValues : std::uint8_t { kNone, kAllOld, kUpdatedOld, kAllNew, kUpdatedNew };
ReturnValues ParseReturnValues(std::string_view word);

// A mutation of one item that holds only if the request's condition does. The base class reads the
// old item, evaluates the workspace's condition and keeps what the answer needs; the derived class
// says what is written.
class ConditionalMutation : public store::Mutation {
 public:
  // `item`: of a put the whole item, else its key.
  ConditionalMutation(Call& call, value::ItemView item);

  std::string_view table_name() const override { return call_.request.TableName(); }
  Result<Decision> Decide(const catalog::Table& table, const value::ItemView* old_item) final;
  void IndexWritten(const catalog::Index& index, capacity::HalfUnits half_units) final;
  void CollectionMeasured(const catalog::Table& table, std::int64_t size_bytes) final;

  // For the answer, from the last call of Decide. Empty JSON: none.
  const std::string& attributes_json() const { return attributes_json_; }
  const std::string& collection_json() const { return collection_json_; }
  // Empty unless CountsCapacity; of a condition that failed too.
  const capacity::ConsumedCapacity& consumed() const { return consumed_; }

 protected:
  // What is written to an item whose condition holds.
  virtual Result<Decision> Change(const catalog::Table& table, const value::ItemView* old_item) = 0;
  // Attributes of the answer beyond ALL_OLD; called after a Change that said kPut.
  virtual void ShowChanged(ReturnValues, const value::ItemView* /*old_item*/,
                           value::ItemView /*new_item*/) {}
  void Show(value::ItemView item);

  Call& call_;
  const value::ItemView item_;

 private:
  Error ConditionFailed(const value::ItemView* old_item) const;
  void CountTable(const value::ItemView* old_item, const value::ItemView* new_item);

  const ReturnValues return_values_;
  const bool counts_capacity_;
  std::string attributes_json_;
  std::string collection_json_;
  capacity::ConsumedCapacity consumed_;
};

// The first steps of all three: encodes the item or key in `member` (into workspace.item) and the
// values of expressions and legacy parameters, then makes the checks that come before expressions.
Status EncodeWrite(Call& call, api::Field member);

// Runs the mutation and writes the answer: Attributes, ConsumedCapacity, ItemCollectionMetrics.
Status WriteItem(Call& call, ConditionalMutation& mutation);

}  // namespace pixii::service
