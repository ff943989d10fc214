// Member, Shape, Type: the request shapes of the DynamoDB API as tables. They are generated from
// data/operations.json (scripts/make_tables.py) and constant; nothing here owns or allocates.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace pixii::api {

// Every member name of the top level of any request; spelled by NameOf. The tables of an
// operation say in which slot (if any) it keeps a field.
enum class Field : std::uint8_t {
#include "api/generated/fields.inc"
};
std::string_view NameOf(Field field);

enum class Kind : std::uint8_t {
  kString,
  kBoolean,
  kInteger,  // 32 bits; larger numbers are cut to the range, fractions are cut off
  kLong,     // 64 bits
  kDouble,
  kTimestamp,
  kBlob,
  kAttributeValue,  // {"S": "..."} and so on: decoded by codec/attribute_json.h, not by a table
  kStructure,
  kList,
  kMap,  // keys are always strings
};

struct Shape;

struct Type {
  Kind kind;
  const Type* element = nullptr;  // of a list or a map
  const Shape* shape = nullptr;   // of a structure
};

enum class Pattern : std::uint8_t {
  kNone,
  kName,       // [a-zA-Z0-9_.-]+
  kUnchecked,  // the model has a pattern that no served operation needs yet
};

struct Member {
  std::string_view name;  // as in JSON, in PascalCase
  const Type* type = nullptr;
  bool required = false;
  // Bounds of the value of a number, of the length of everything else (strings in code points).
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  std::span<const std::string_view> values = {};  // of an enum, in the order that is printed
  Pattern pattern = Pattern::kNone;
};

struct Shape {
  std::string_view name;
  std::span<const Member> members = {};  // in the order in which failures are reported
  // Inputs of operations only: the position in `members` by Field, kNoSlot or past the end when
  // the operation has no such member.
  std::span<const std::uint8_t> slots = {};
};
inline constexpr std::uint8_t kNoSlot = 255;

}  // namespace pixii::api
