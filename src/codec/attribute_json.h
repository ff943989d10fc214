// Attribute values and items, from the JSON of requests to bytes (EncodeX) and from bytes to the
// JSON of answers (AppendXJson). Rules: "DynamoDB low-level API", "Data type descriptors" of the
// developer guide.
//
// A JSON value of a wrong type ends the walk at once with its SerializationException. A value that
// is well typed but not acceptable (a bad number, an empty set) is remembered in ValueErrors, the
// first one only, and the walk goes on, since wrong types of later members are reported before it.
// Numbers are read from strings only. Thread-safe but for what is passed in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json_value.h"
#include "value/item.h"
#include "value/value_builder.h"

namespace pixii::codec {

enum class ValueErrorKind : std::uint8_t {
  kNone,
  kEmptyValue,  // no type, or only types that nobody knows
  kSeveralTypes,
  kNullFalse,
  kNotANumber,
  kNumberOverflow,
  kNumberUnderflow,
  kTooManyDigits,
  kEmptySet,
  kDuplicates,
  kNesting,
  kEmptyAttributeName,
  kLongAttributeName,
};

// How an operation words its value errors. Which operation speaks which: the reference's wording
// layers; it is a property of the operation.
enum class Dialect : std::uint8_t {
  kBare,       // GetItem, BatchGetItem, Query
  kEnveloped,  // PutItem, UpdateItem, DeleteItem: `1 validation error detected: ` in front of most
  kOlder,      // BatchWriteItem, Scan, transactions
};

// The first bad value of a walk, with what its message needs. Reusable.
class ValueErrors {
 public:
  bool empty() const { return kind == ValueErrorKind::kNone; }
  void Clear() { kind = ValueErrorKind::kNone; }

  ValueErrorKind kind = ValueErrorKind::kNone;
  value::Type set_type = value::Type::kStringSet;  // kEmptySet, kDuplicates
  std::string number;                              // the text of a bad number
  std::vector<std::string> members;                // kDuplicates: as they came, B as base64
};

// The message of a ValidationException. Requires: not empty.
std::string Describe(const ValueErrors& errors, Dialect dialect);

// Adds the attributes of a JSON object such as PutItem's Item or Key to `item`; the caller clears
// it before and finishes it after. If `errors` is not empty afterwards, what was added must not be
// used.
Status EncodeItem(JsonValue object, value::ItemBuilder& item, ValueErrors& errors);

// Writes the one value of an AttributeValue object such as {"S": "text"}. `depth` counts the
// containers around it. If `errors` is not empty afterwards, what was written is some value, not to
// be used.
Status EncodeValue(JsonValue attribute, value::ValueWriter& out, ValueErrors& errors,
                   int depth = 0);

// {"S":"text"}
void AppendValueJson(value::ValueView value, std::string& out);
// {"name":{"S":"text"},...} in stored order.
void AppendItemJson(value::ItemView item, std::string& out);

}  // namespace pixii::codec
