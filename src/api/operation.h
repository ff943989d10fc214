// OperationShape: what the API says about one operation, apart from what it does: its request, how
// it words its refusals, and its rules in the service's order. All of it is constant data; a row
// that needs rules has its own file in api/operations/. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "api/member.h"
#include "base/result.h"

namespace pixii::api {

class Request;

enum class Api : std::uint8_t {
  kV2012,    // DynamoDB_20120810
  kStreams,  // DynamoDBStreams_20120810
  kV2011,    // DynamoDB_20111205
};

// How constraint failures, value errors and expression errors are worded. The newer layers leave
// some requests to the old one, with all their failures: where a member is missing that must be
// there, and where the name of an index is bad.
enum class Layer : std::uint8_t {
  kOldEcho,       // lower camel paths, the value echoed, all failures counted, at most 10
  kNew,           // PascalCase paths, no value, the first failure only
  kEnvelope2026,  // as kNew; value and expression errors inside `1 validation error detected: `
};

// How a bad TableName is worded.
enum class TableNameCheck : std::uint8_t {
  kNone,     // no TableName, or only an ordinary member of that name
  kData,     // a constraint among others; newer layers report it alone
  kPut,      // as kData, but the model's bounds, 1 and 1,024, are reported before all else
  kControl,  // before all else, in texts of its own
  kCreate,   // as kData, but absent it has a text of its own
};

// The form of a failed enum, where an operation has one of its own.
enum class EnumFailure : std::uint8_t {
  kOfLayer,
  kUnnamed,       // UpdateItem: neither member nor value
  kEchoedSelect,  // Query: those of Select and of legacy conditions in the older wording
};

// One check of the service beyond member constraints. The error's message is bare; Check puts it
// into the operation's envelope.
using Rule = Status (*)(const Request& request);

// A constraint that no table can express. Adds its failures to those of the tables, in front.
class Failures;
using Constraint = void (*)(const Request& request, Failures& failures);

// A set of slots: bit n is the member at position n of the operation's table.
using SlotSet = std::uint32_t;

struct OperationShape {
  std::string_view name;
  Api api = Api::kV2012;
  const Shape* input = nullptr;  // from the generated tables
  Layer layer = Layer::kOldEcho;
  TableNameCheck table_name = TableNameCheck::kNone;
  EnumFailure enum_failure = EnumFailure::kOfLayer;
  bool joins_failures = false;  // layers but kOldEcho: all failures in one message
  // Of one item: values that are nested too deep are reported before constraints, and those beyond
  // what the newer layers can read bring the old wording.
  bool single_item = false;
  // The order of members in the old wording, of which 10 failures are reported. Those that are not
  // listed follow in the model's order.
  std::span<const Field> old_order = {};
  // Parameters that may not be mixed, in the order in which they are printed.
  std::span<const Field> legacy_fields = {};
  std::span<const Field> expression_fields = {};
  Constraint constraint = nullptr;
  std::span<const Rule> rules_before_constraints = {};
  std::span<const Rule> rules = {};
  std::span<const Rule> rules_after_values = {};  // run by CheckAfterValues, the others by Check

  // Derived from the tables when the registry is made, so that a check looks only at members that
  // can break something.
  SlotSet required = 0;
  SlotSet constrained = 0;  // has bounds, an enum or a pattern, or something with them inside
  SlotSet not_built = 0;    // api/not_built.h
};

// The operation of this name (`PutItem`, without the target's prefix), null if the API has none.
// Every operation of the three APIs is found, served or not.
const OperationShape* FindOperation(std::string_view name, Api api);

// All operations of the three APIs, in the order of the model.
std::span<const OperationShape> AllOperations();

}  // namespace pixii::api
