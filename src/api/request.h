// Request: one request body, bound to the members of its operation. What a handler reads instead of
// JSON names. A view: good as long as the JsonDocument behind it. Small, copied freely, thread-safe
// to read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/member.h"
#include "api/operation.h"
#include "codec/json_value.h"

namespace pixii::api {

inline constexpr std::size_t kRequestMembersMax = 20;

class Request {
 public:
  // A request without any member.
  explicit Request(const OperationShape& operation) : operation_(&operation) {}

  const OperationShape& operation() const { return *operation_; }

  // The value of a member; JSON null if it is absent or the operation has no such member. Its JSON
  // type fits the member, also inside, but for attribute values (codec/attribute_json.h).
  codec::JsonValue Json(Field field) const {
    const std::uint8_t slot = SlotOf(field);
    return slot == kNoSlot ? codec::JsonValue() : slots_[slot];
  }
  bool Has(Field field) const {
    const std::uint8_t slot = SlotOf(field);
    return slot != kNoSlot && (present_ >> slot & 1) != 0;
  }

  // The same by position in the table of the operation's members.
  codec::JsonValue Slot(std::size_t slot) const { return slots_[slot]; }
  // The members that are there and not null.
  SlotSet present() const { return present_; }

  // Typed members. Each requires a member of that type; what is absent is empty, 0 or false.
  std::string_view Text(Field field) const;
  std::int64_t Integer(Field field, std::int64_t otherwise = 0) const;
  bool Boolean(Field field, bool otherwise = false) const;

  // The position of a member in that table; kNoSlot if the operation has none of that name.
  std::uint8_t SlotOf(Field field) const {
    const auto index = static_cast<std::size_t>(field);
    const std::span<const std::uint8_t> slots = operation_->input->slots;
    return index < slots.size() ? slots[index] : kNoSlot;
  }

  // TableName, resolved to its name part if it is an ARN.
  std::string_view TableName() const { return table_name_; }

 private:
  friend class RequestBinder;

  const OperationShape* operation_;
  SlotSet present_ = 0;
  std::string_view table_name_;
  std::array<codec::JsonValue, kRequestMembersMax> slots_;  // by position in the table
};

// Scalars inside a structure of a checked request.
std::int64_t ReadInteger(codec::JsonValue number, std::int64_t otherwise = 0);
bool ReadChecked(codec::JsonValue boolean, bool otherwise = false);

}  // namespace pixii::api
