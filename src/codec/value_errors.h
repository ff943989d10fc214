// ValueErrors: the first attribute value of a request that is well typed but not acceptable, and
// the words for it. The words depend on the operation, so they are put together last.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "value/number.h"
#include "value/value.h"

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

// How an operation words its value errors; `api::DialectOf` says which of these it speaks.
enum class Dialect : std::uint8_t {
  kBare,       // GetItem, BatchGetItem, Query
  kEnveloped,  // PutItem, UpdateItem, DeleteItem: `1 validation error detected: ` in front of most
  kOlder,      // BatchWriteItem, Scan, transactions
};

// The first bad value of a walk, with what its message needs. Reusable; later ones are not taken.
// Not thread-safe.
class ValueErrors {
 public:
  bool empty() const { return kind_ == ValueErrorKind::kNone; }
  ValueErrorKind kind() const { return kind_; }
  // An error of a number, of an empty number set or of a set's duplicates: the service finds these
  // as it converts the value, and does not say in what it found them.
  bool FoundInConversion() const;
  void Clear() { kind_ = ValueErrorKind::kNone; }

  // Of the kinds that the three below do not add.
  void Add(ValueErrorKind kind);
  // A text that value::ParseNumber refused.
  void AddNumber(std::string_view text, value::NumberError error);
  void AddEmptySet(value::Type set_type);
  // The members as they came, those of a BS as base64.
  void AddDuplicates(value::Type set_type, std::vector<std::string> members);

 private:
  friend std::string Describe(const ValueErrors& errors, Dialect dialect);

  ValueErrorKind kind_ = ValueErrorKind::kNone;
  value::Type set_type_ = value::Type::kStringSet;
  std::string number_;
  std::vector<std::string> members_;
};

// The message of a ValidationException. Requires: not empty.
std::string Describe(const ValueErrors& errors, Dialect dialect);

}  // namespace pixii::codec
