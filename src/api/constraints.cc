#include "api/constraints.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "api/check.h"
#include "api/failures.h"
#include "api/nesting.h"
#include "api/table_name.h"
#include "base/limits.h"
#include "codec/value_errors.h"

namespace pixii::api {
namespace {

using codec::JsonElements;
using codec::JsonMembers;
using codec::JsonValue;

constexpr std::int64_t kUtf8BytesMax = 4;
constexpr std::string_view kNotNull = "Member must not be null";

void CheckValue(const Path& path, const Type& type, JsonValue value, Failures& failures);

void CheckLength(const Path& path, const Member& member, JsonValue value, std::int64_t length,
                 Failures& failures) {
  constexpr std::string_view kText = "Member must have length {} than or equal to {}";
  if (length < member.min)
    failures.Add(path, *member.type, value, fmt::format(kText, "greater", member.min));
  if (length > member.max)
    failures.Add(path, *member.type, value, fmt::format(kText, "less", member.max));
}

void CheckNumber(const Path& path, const Member& member, JsonValue value, Failures& failures) {
  constexpr std::string_view kText = "Member must have value {} than or equal to {}";
  const std::int64_t number = ReadInteger(value);
  if (number < member.min)
    failures.Add(path, *member.type, value, fmt::format(kText, "greater", member.min));
  if (number > member.max)
    failures.Add(path, *member.type, value, fmt::format(kText, "less", member.max));
}

void CheckText(const Path& path, const Member& member, JsonValue value, Failures& failures) {
  const std::string_view text = value.text();
  const std::size_t count = failures.count();
  if (!member.values.empty() && std::ranges::find(member.values, text) == member.values.end())
    failures.AddEnum(path, member, value);
  if (member.pattern == Pattern::kName && (text.empty() || !IsNamePattern(text)))
    failures.Add(path, *member.type, value,
                 "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  // Counting is for the few that are long enough to need it.
  const auto size = static_cast<std::int64_t>(text.size());
  if (size > member.max || (member.min > 0 && size < member.min * kUtf8BytesMax))
    CheckLength(path, member, value, CountCharacters(text), failures);
  // Newer layers leave names of tables and indexes to what is older.
  if (member.pattern == Pattern::kName && failures.count() > count) failures.FallBack();
}

void CheckMember(const Path& path, const Member& member, JsonValue value, Failures& failures) {
  if (value.IsNull()) {
    if (member.required) failures.Add(path, *member.type, value, kNotNull);
    return;
  }
  switch (member.type->kind) {
    case Kind::kString:
      CheckText(path, member, value, failures);
      return;
    case Kind::kInteger:
    case Kind::kLong:
      CheckNumber(path, member, value, failures);
      return;
    case Kind::kList:
    case Kind::kMap:
      CheckLength(path, member, value, static_cast<std::int64_t>(value.size()), failures);
      break;
    default:
      break;
  }
  CheckValue(path, *member.type, value, failures);
}

// Elements of lists and maps are never null, unless the codec looks at them itself.
void CheckElement(const Path& path, const Type& type, JsonValue value, Failures& failures) {
  if (value.IsNull())
    failures.Add(path, type, value, kNotNull);
  else
    CheckValue(path, type, value, failures);
}

// What stands inside a value.
void CheckValue(const Path& path, const Type& type, JsonValue value, Failures& failures) {
  if (type.kind == Kind::kStructure) {
    for (const Member& member : type.shape->members) {
      if (failures.full()) return;
      const Path inner{.parent = &path, .step = Path::Step::kMember, .name = member.name};
      CheckMember(inner, member, value.Find(member.name), failures);
    }
  } else if (type.kind == Kind::kList && type.element->kind != Kind::kAttributeValue) {
    std::size_t position = 0;
    for (JsonElements elements(value); elements.Next() && !failures.full();) {
      const Path inner{.parent = &path, .step = Path::Step::kElement, .position = ++position};
      CheckElement(inner, *type.element, elements.value(), failures);
    }
  } else if (type.kind == Kind::kMap && type.element->kind != Kind::kAttributeValue) {
    for (JsonMembers members(value); members.Next() && !failures.full();) {
      const Path inner{.parent = &path, .step = Path::Step::kMapValue, .name = members.name()};
      CheckElement(inner, *type.element, members.value(), failures);
    }
  }
}

// Whether anything inside a value of this type could fail: elements must not be null, unless the
// codec looks at them itself.
bool HoldsConstrained(const Type& type) {
  switch (type.kind) {
    case Kind::kList:
    case Kind::kMap:
      return type.element->kind != Kind::kAttributeValue;
    case Kind::kStructure:
      return std::ranges::any_of(type.shape->members, [](const Member& member) {
        return member.required || IsConstrained(member);
      });
    default:
      return false;
  }
}

// The failures of a request. The old wording has its members in an order of its own.
void Collect(const Request& request, SlotSet to_check, bool bad_name, Failures& failures) {
  const OperationShape& operation = request.operation();
  if (operation.constraint != nullptr) operation.constraint(request, failures);
  const std::size_t name_slot = request.SlotOf(Field::kTableName);
  if (bad_name) to_check |= SlotSet{1} << name_slot;
  const auto check = [&](std::size_t slot) {
    to_check &= ~(SlotSet{1} << slot);
    if (bad_name && slot == name_slot) return AddTableNameFailures(request.Slot(slot), failures);
    const Member& member = operation.input->members[slot];
    const Path path{.parent = nullptr, .step = Path::Step::kMember, .name = member.name};
    CheckMember(path, member, request.Slot(slot), failures);
  };
  if (failures.old_wording())
    for (const Field field : operation.old_order)
      if ((to_check >> request.SlotOf(field) & 1) != 0) check(request.SlotOf(field));
  while (to_check != 0 && !failures.full())
    check(static_cast<std::size_t>(std::countr_zero(to_check)));
}

Error NestedTooDeep(const OperationShape& operation) {
  codec::ValueErrors errors;
  errors.Add(codec::ValueErrorKind::kNesting);
  return ValidationError(codec::Describe(errors, DialectOf(operation)));
}

}  // namespace

bool IsNamePattern(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

std::int64_t CountCharacters(std::string_view utf8) {
  return std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; });
}

bool IsConstrained(const Member& member) {
  return member.min != Member().min || member.max != Member().max || !member.values.empty() ||
         member.pattern != Pattern::kNone || HoldsConstrained(*member.type);
}

Status CheckConstraints(const Request& request) {
  const OperationShape& operation = request.operation();
  const bool bad_name =
      operation.table_name != TableNameCheck::kNone && request.TableName().empty();
  const SlotSet missing = operation.required & ~request.present();
  const SlotSet to_check = missing | (operation.constrained & request.present());
  if (to_check == 0 && operation.constraint == nullptr && !bad_name) return {};

  Failures older(operation, /*old_wording=*/true);
  Collect(request, to_check, bad_name, older);
  if (older.empty()) return {};
  if (operation.layer == Layer::kOldEcho || older.falls_back())
    return std::unexpected(older.ToError());
  if (operation.single_item) {
    const int levels = NestingLevels(request);
    if (levels > kNewerLayersLevelsMax) return std::unexpected(older.ToError());
    if (levels >= kNestingLevelsMax) return std::unexpected(NestedTooDeep(operation));
  }
  if (bad_name)
    return std::unexpected(BadTableNameAlone(operation, request.Json(Field::kTableName)));
  Failures newer(operation, /*old_wording=*/false);
  Collect(request, to_check, bad_name, newer);
  return std::unexpected(newer.ToError());
}

}  // namespace pixii::api
