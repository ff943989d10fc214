#include "value/value.h"

#include <algorithm>

#include "value/layout.h"
#include "value/number.h"

namespace pixii::value {

std::string_view TypeName(Type type) {
  switch (type) {
    case Type::kString:
      return "S";
    case Type::kNumber:
      return "N";
    case Type::kBinary:
      return "B";
    case Type::kNull:
      return "NULL";
    case Type::kBoolean:
      return "BOOL";
    case Type::kStringSet:
      return "SS";
    case Type::kNumberSet:
      return "NS";
    case Type::kBinarySet:
      return "BS";
    case Type::kList:
      return "L";
    case Type::kMap:
      return "M";
  }
  return "";
}

ValueView ValueView::At(const char* start) {
  return ValueView({start, static_cast<std::size_t>(layout::EndOfValue(start) - start)});
}

std::string_view ValueView::text() const {
  const char* at = bytes_.data() + 1;
  return layout::ReadSized(at);
}

std::uint32_t ValueView::count() const { return layout::ReadU32(bytes_.data() + 5); }

SetElements ValueView::set_elements() const {
  return {bytes_.substr(layout::kContainerHeaderBytes), type()};
}

bool ValueView::SetContains(std::string_view element) const {
  for (const std::string_view member : set_elements()) {
    const int order = member.compare(element);
    if (order >= 0) return order == 0;
  }
  return false;
}

ListElements ValueView::list_elements() const {
  return ListElements(bytes_.substr(layout::kContainerHeaderBytes));
}

ValueView ValueView::Element(std::uint32_t index) const {
  if (index >= count()) return {};
  const char* at = bytes_.data() + layout::kContainerHeaderBytes;
  for (; index > 0; --index) at = layout::EndOfValue(at);
  return At(at);
}

MapEntries ValueView::map_entries() const {
  return MapEntries(bytes_.substr(layout::kContainerHeaderBytes));
}

ValueView ValueView::Find(std::string_view name) const {
  const char* at = bytes_.data() + layout::kContainerHeaderBytes;
  const char* const end = bytes_.data() + bytes_.size();
  while (at != end) {
    const int order = layout::ReadSized(at).compare(name);
    if (order == 0) return At(at);
    if (order > 0) break;
    at = layout::EndOfValue(at);
  }
  return {};
}

const char* SetElements::Read(const char* at, std::string_view& element) const {
  element = numbers_ ? layout::ReadNumber(at) : layout::ReadSized(at);
  return at;
}

const char* ListElements::Read(const char* at, ValueView& element) const {
  element = ValueView::At(at);
  return at + element.bytes().size();
}

const char* MapEntries::Read(const char* at, MapEntry& entry) const {
  entry.name = layout::ReadSized(at);
  entry.value = ValueView::At(at);
  return at + entry.value.bytes().size();
}

std::size_t ElementSizeBytes(Type set_type, std::string_view element) {
  return set_type == Type::kNumberSet ? NumberSizeBytes(element) : element.size();
}

// Sizes: "Item sizes and formats" of the developer guide; numbers as in number.h.
std::size_t SizeBytes(ValueView value) {
  constexpr std::size_t kContainerBytes = 3;
  constexpr std::size_t kElementBytes = 1;
  const Type type = value.type();
  std::size_t size = 0;
  switch (type) {
    case Type::kString:
    case Type::kBinary:
      return value.text().size();
    case Type::kNumber:
      return NumberSizeBytes(value.number());
    case Type::kNull:
    case Type::kBoolean:
      return 1;
    case Type::kStringSet:
    case Type::kNumberSet:
    case Type::kBinarySet:
      for (const std::string_view element : value.set_elements())
        size += ElementSizeBytes(type, element);
      return size;
    case Type::kList:
      size = kContainerBytes;
      for (const ValueView element : value.list_elements())
        size += kElementBytes + SizeBytes(element);
      return size;
    case Type::kMap:
      size = kContainerBytes;
      for (const MapEntry& entry : value.map_entries()) {
        size += kElementBytes + entry.name.size() + SizeBytes(entry.value);
      }
      return size;
  }
  return size;
}

int DepthOf(ValueView value) {
  int deepest = 0;
  if (value.Is(Type::kList)) {
    for (const ValueView element : value.list_elements())
      deepest = std::max(deepest, DepthOf(element));
  } else if (value.Is(Type::kMap)) {
    for (const MapEntry& entry : value.map_entries())
      deepest = std::max(deepest, DepthOf(entry.value));
  }
  return deepest + 1;
}

std::size_t Utf16Length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    units += (byte & 0xC0) != 0x80;  // the first byte of a character
    units += byte >= 0xF0;           // of one that takes a surrogate pair
  }
  return units;
}

}  // namespace pixii::value
