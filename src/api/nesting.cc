#include "api/nesting.h"

#include <algorithm>

namespace pixii::api {
namespace {

using codec::JsonElements;
using codec::JsonMembers;
using codec::JsonValue;

// Applies `levels_of` to what a list or a map holds; the most that it finds.
template <class LevelsOf>
int MostOf(JsonValue container, LevelsOf levels_of) {
  int most = 0;
  if (container.IsArray())
    for (JsonElements elements(container); elements.Next();)
      most = std::max(most, levels_of(elements.value()));
  else if (container.IsObject())
    for (JsonMembers members(container); members.Next();)
      most = std::max(most, levels_of(members.value()));
  return most;
}

// Recursion is bounded by the depth of JSON that a document accepts.
int LevelsOfValue(JsonValue attribute) {
  int levels = 0;
  for (const JsonValue container : {attribute.Find("L"), attribute.Find("M")})
    if (container.IsArray() || container.IsObject())
      levels = std::max(levels, 1 + MostOf(container, LevelsOfValue));
  return levels;
}

int LevelsOf(const Type& type, JsonValue value) {
  switch (type.kind) {
    case Kind::kAttributeValue:
      return LevelsOfValue(value);
    case Kind::kList:
    case Kind::kMap:
      return MostOf(value, [&](JsonValue inner) { return LevelsOf(*type.element, inner); });
    case Kind::kStructure: {
      int most = 0;
      for (const Member& member : type.shape->members)
        most = std::max(most, LevelsOf(*member.type, value.Find(member.name)));
      return most;
    }
    default:
      return 0;
  }
}

}  // namespace

int NestingLevels(const Request& request) {
  int most = 0;
  std::size_t slot = 0;
  for (const Member& member : request.operation().input->members)
    most = std::max(most, LevelsOf(*member.type, request.Slot(slot++)));
  return most;
}

}  // namespace pixii::api
