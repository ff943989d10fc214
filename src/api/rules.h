// Rules that several operations share: what the service refuses beyond member constraints. Each
// takes a bound request and returns the service's text, bare; the first that fails ends. An
// operation lists its rules in the service's order (api/operations/). Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "api/request.h"
#include "base/result.h"

namespace pixii::api {

// The attributes that AttributeDefinitions name, or a KeySchema: in their order, as messages list
// them, and to be looked up. A request has room for hundreds of thousands. Holds views of the
// request.
class AttributeNames {
 public:
  // None if `list` is no list.
  explicit AttributeNames(codec::JsonValue list);
  const std::vector<std::string_view>& list() const { return list_; }
  bool Contains(std::string_view name) const;

 private:
  std::vector<std::string_view> list_;
  std::vector<std::string_view> sorted_;
};

// --- Expressions and legacy parameters (the fields that the operation's row lists).

// Legacy and expression parameters in one request.
Status NoMixing(const Request& request);
// ExpressionAttributeNames without any expression.
Status NamesNeedExpression(const Request& request);
// ExpressionAttributeValues without an expression that can use values.
Status ValuesNeedExpression(const Request& request);
// All three, in this order: the first rules of every operation with expressions.
Status ExpressionParameters(const Request& request);

// --- Legacy parameters.

// ConditionalOperator goes with a filter or Expected of at least two attributes.
Status ConditionalOperatorRules(const Request& request);

// --- Reads.

// Select against the projection and the index.
Status SelectRules(const Request& request);
// Segment and TotalSegments go together, the one below the other.
Status SegmentRules(const Request& request);

// --- Tables.

// BillingMode against ProvisionedThroughput, and the bounds of the latter.
Status BillingRules(const Request& request);
// OnDemandThroughput of a new table; of a new table or index.
Status OnDemandRules(const Request& request);
Status OnDemandRules(codec::JsonValue limits, bool provisioned);
// The bounds of a ProvisionedThroughput structure.
Status ThroughputBounds(codec::JsonValue throughput);

// KeySchema and AttributeDefinitions of CreateTable, one by one in the service's order.
void KeySchemaPresent(const Request& request, Failures& failures);
Status KeysDefined(const Request& request);
Status KeysDiffer(const Request& request);
Status HashFirst(const Request& request);
Status RangeSecond(const Request& request);
// No attribute is defined twice; without indexes, each definition belongs to a key.
Status DefinitionCount(const Request& request);

// An index list that is there must not be empty.
Status IndexListsNotEmpty(const Request& request);
// Each index in order: keys, projection, throughput, then names and numbers of all.
Status IndexRules(const Request& request);
// One global index that UpdateTable adds. `definitions`: the attributes that the request defines.
Status NewGlobalIndexRules(codec::JsonValue index, bool on_demand,
                           const AttributeNames& definitions);
// ProvisionedThroughput of a global index against the billing mode of its table.
Status IndexThroughputRules(std::string_view index_name, bool on_demand, bool is_given,
                            bool is_needed);
// How many attributes all indexes of a table project by name.
Status ProjectedCountRules(std::size_t count);
// Every attribute definition belongs to a key.
Status DefinitionsUsed(const Request& request);
// StreamViewType only with a stream.
Status StreamRules(const Request& request);

// --- Tags.

// Characters, reserved keys and duplicates of Tags; null is fine.
Status TagRules(const Request& request);

// --- Rules that need the table's present state.

// OnDemandThroughput of UpdateTable, of the table or an index. `provisioned`: the table is, once
// the request is carried out.
Status OnDemandUpdateRules(codec::JsonValue limits, bool provisioned);

// `The provisioned throughput for the table will not change. ...`. `of_what`: "table" or "index
// NAME".
Status RefuseUnchangedThroughput(std::string_view of_what, std::int64_t read_units,
                                 std::int64_t write_units);

}  // namespace pixii::api
