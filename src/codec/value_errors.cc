#include "codec/value_errors.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "base/invalid_parameter.h"
#include "base/limits.h"

namespace pixii::codec {

namespace {

ValueErrorKind KindOf(value::NumberError error) {
  switch (error) {
    case value::NumberError::kNotANumber:
      return ValueErrorKind::kNotANumber;
    case value::NumberError::kOverflow:
      return ValueErrorKind::kNumberOverflow;
    case value::NumberError::kUnderflow:
      return ValueErrorKind::kNumberUnderflow;
    case value::NumberError::kTooManyDigits:
      return ValueErrorKind::kTooManyDigits;
  }
  return ValueErrorKind::kNotANumber;
}

value::NumberError NumberErrorOf(ValueErrorKind kind) {
  switch (kind) {
    case ValueErrorKind::kNumberOverflow:
      return value::NumberError::kOverflow;
    case ValueErrorKind::kNumberUnderflow:
      return value::NumberError::kUnderflow;
    case ValueErrorKind::kTooManyDigits:
      return value::NumberError::kTooManyDigits;
    default:
      return value::NumberError::kNotANumber;
  }
}

std::string NumberText(value::NumberError error, const std::string& number, bool older) {
  switch (error) {
    case value::NumberError::kNotANumber:
      if (older && number.empty()) return "The parameter cannot be converted to a numeric value";
      return "The parameter cannot be converted to a numeric value: " + number;
    case value::NumberError::kOverflow:
      return "Number overflow. Attempting to store a number with magnitude larger than supported "
             "range";
    case value::NumberError::kUnderflow:
      return "Number underflow. Attempting to store a number with magnitude smaller than supported "
             "range";
    case value::NumberError::kTooManyDigits:
      return "Attempting to store more than 38 significant digits in a Number";
  }
  return "";
}

std::string EmptySetText(value::Type set_type) {
  std::string text(kInvalidParameterPrefix);
  if (set_type == value::Type::kBinarySet) return text + "Binary sets should not be empty";
  text += set_type == value::Type::kStringSet ? "An string set" : "An number set";
  // Two blanks, as the service writes it.
  return text + "  may not be empty";
}

// The members up to the first that repeats one in order of bytes, then that one, then the rest as
// they came.
std::vector<std::string> InPrintedOrder(std::vector<std::string> members) {
  std::set<std::string_view> seen;
  auto repeated = members.begin();
  while (repeated != members.end() && seen.insert(*repeated).second) ++repeated;
  std::sort(members.begin(), repeated);
  return members;
}

std::string DuplicatesText(value::Type set_type, std::vector<std::string> members, bool older) {
  std::string text(kInvalidParameterPrefix);
  if (set_type == value::Type::kNumberSet) {
    return (older ? std::string() : text) + "Input collection contains duplicates";
  }
  const bool binary = set_type == value::Type::kBinarySet;
  if (!older) members = InPrintedOrder(std::move(members));
  text += "Input collection [";
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i != 0) text += binary && !older ? "," : ", ";
    text += older ? members[i] : '"' + members[i] + '"';
  }
  return text + (binary ? "]of type BS contains duplicates." : "] contains duplicates.");
}

}  // namespace

bool ValueErrors::FoundInConversion() const {
  switch (kind_) {
    case ValueErrorKind::kNotANumber:
    case ValueErrorKind::kNumberOverflow:
    case ValueErrorKind::kNumberUnderflow:
    case ValueErrorKind::kTooManyDigits:
    case ValueErrorKind::kDuplicates:
      return true;
    case ValueErrorKind::kEmptySet:
      return set_type_ == value::Type::kNumberSet;
    default:
      return false;
  }
}

void ValueErrors::Add(ValueErrorKind kind) {
  if (empty()) kind_ = kind;
}

void ValueErrors::AddNumber(std::string_view text, value::NumberError error) {
  if (!empty()) return;
  kind_ = KindOf(error);
  number_ = text;
}

void ValueErrors::AddEmptySet(value::Type set_type) {
  if (!empty()) return;
  kind_ = ValueErrorKind::kEmptySet;
  set_type_ = set_type;
}

void ValueErrors::AddDuplicates(value::Type set_type, std::vector<std::string> members) {
  if (!empty()) return;
  kind_ = ValueErrorKind::kDuplicates;
  set_type_ = set_type;
  members_ = std::move(members);
}

std::string Describe(const ValueErrors& errors, Dialect dialect) {
  const bool older = dialect == Dialect::kOlder;
  const std::string envelope =
      dialect == Dialect::kEnveloped ? "1 validation error detected: " : "";
  const std::string prefix(kInvalidParameterPrefix);
  switch (errors.kind_) {
    case ValueErrorKind::kNone:
      return "";
    // These two are no request validation to the service, and stand without the envelope.
    case ValueErrorKind::kEmptyValue:
      return "Supplied AttributeValue is empty, must contain exactly one of the supported "
             "datatypes";
    case ValueErrorKind::kSeveralTypes:
      return "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
             "the "
             "supported datatypes";
    case ValueErrorKind::kNullFalse:
      return envelope + prefix + "Null attribute value types must have the value of true";
    case ValueErrorKind::kNotANumber:
    case ValueErrorKind::kNumberOverflow:
    case ValueErrorKind::kNumberUnderflow:
    case ValueErrorKind::kTooManyDigits: {
      value::NumberError error = NumberErrorOf(errors.kind_);
      if (older) error = value::OlderNumberError(errors.number_, error);
      return envelope + NumberText(error, errors.number_, older);
    }
    case ValueErrorKind::kEmptySet:
      return envelope + EmptySetText(errors.set_type_);
    case ValueErrorKind::kDuplicates:
      return envelope + DuplicatesText(errors.set_type_, errors.members_, older);
    case ValueErrorKind::kNesting:
      return envelope +
             "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
             "levels "
             "beyond supported limit";
    case ValueErrorKind::kEmptyAttributeName:
      return envelope + prefix + "Empty attribute name";
    case ValueErrorKind::kLongAttributeName:
      return envelope + prefix + "Attribute name is too large, must be less than " +
             std::to_string(kAttributeNameSizeBytesMax + 1) + " bytes";
  }
  return "";
}

}  // namespace pixii::codec
