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
  explicit ConditionalMutation(Call& call);

  std::string_view table_name() const override { return call_.request.TableName(); }
  Result<Decision> Decide(const catalog::Table& table, const value::ItemView* old_item) final;
  void IndexWritten(const catalog::Index& index, capacity::HalfUnits half_units) final;

  // For the answer, from the last call of Decide.
  const std::string& attributes_json() const { return attributes_json_; }  // empty: none
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

 private:
  Error ConditionFailed(const value::ItemView* old_item) const;
  void CountTable(const value::ItemView* old_item, const value::ItemView* new_item);

  const ReturnValues return_values_;
  const bool counts_capacity_;
  std::string attributes_json_;
  capacity::ConsumedCapacity consumed_;
};

// The first steps of all three: encodes the item or key in `member` (into workspace.item) and the
// values of expressions and legacy parameters, then makes the checks that come before expressions.
Status EncodeWrite(Call& call, api::Field member);

// ReturnItemCollectionMetrics asks for what only tables with a local index have, and is not built
// yet: refused there.
Status CheckCollectionMetrics(const api::Request& request, const catalog::Table& table);

// Runs the mutation and writes the answer: Attributes, ConsumedCapacity.
Status WriteItem(Call& call, ConditionalMutation& mutation);

}  // namespace pixii::service
