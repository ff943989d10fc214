// Workspace: what the operations keep from request to request so that they need not allocate. One
// serves one request at a time; nothing in it means anything to the next one.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "codec/attribute_json.h"
#include "codec/json_value.h"
#include "expr/condition.h"
#include "expr/expression.h"
#include "expr/key_condition.h"
#include "expr/projection.h"
#include "expr/substitutions.h"
#include "expr/update.h"
#include "service/legacy_space.h"
#include "value/item.h"
#include "value/value_builder.h"

namespace pixii::service {

// The expressions of a request, at each stage.
struct ExpressionSpace {
  struct NamedValue {
    std::string_view token;
    std::size_t mark;  // in `values`
  };

  value::ValueBuilder values;  // of ExpressionAttributeValues
  std::vector<NamedValue> named_values;
  codec::ValueErrors value_errors;
  std::string_view bad_token;  // whose value `value_errors` is about

  expr::Substitutions substitutions;
  expr::ConditionExpression condition_tree;
  expr::BoundCondition condition;  // ConditionExpression or FilterExpression
  expr::BoundCondition key_condition;
  expr::UpdateExpression update_tree;
  expr::BoundUpdate update;
  expr::UpdateScratch update_scratch;
  expr::ProjectionExpression projection_tree;
  expr::BoundProjection projection;
};

struct Workspace {
  codec::JsonDocument document;
  codec::ValueErrors value_errors;
  value::ItemBuilder item;               // Item or Key of the request
  value::ItemBuilder start_key;          // ExclusiveStartKey
  value::ItemBuilder new_item;           // what an update makes of an item
  value::ItemBuilder shown;              // what is shown of an item
  std::deque<value::ItemBuilder> batch;  // items or keys of a batch; builders are kept
  std::string key;                       // of the store
  ExpressionSpace expressions;
  LegacySpace legacy;

  // What builders keep of stored items: a small request may have made it large.
  std::size_t held_bytes_of_stored() const {
    return new_item.held_bytes() + shown.held_bytes() + expressions.update_scratch.held_bytes();
  }
  // What all builders keep, with those of the request. The rest follows the size of the request.
  std::size_t held_bytes() const {
    std::size_t bytes = held_bytes_of_stored() + item.held_bytes() + start_key.held_bytes() +
                        expressions.values.held_bytes() + legacy.builder.held_bytes();
    for (const value::ItemBuilder& builder : batch) bytes += builder.held_bytes();
    return bytes;
  }
};

}  // namespace pixii::service
