// ValueView: one attribute value as it lies in memory and on disk, read in place. Nothing is
// decoded to compare, measure, search or print it.
//
// A view owns nothing: the buffer, block or builder that it was taken from keeps the bytes alive.
// Views are two words and are passed by value. Every function here trusts its bytes: they come from
// a builder, or passed Validate (see item.h). Thread-safe, since nothing is changed.
// docs/formats/item.md fixes the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pixii::value {

// Stored as the first byte of every value: never renumber. A BOOL that is true is stored as
// kBoolean + 1.
enum class Type : std::uint8_t {
  kString = 1,
  kNumber = 2,
  kBinary = 3,
  kNull = 4,
  kBoolean = 5,
  kStringSet = 7,
  kNumberSet = 8,
  kBinarySet = 9,
  kList = 10,
  kMap = 11,
};
inline constexpr char kTagTrue = 6;

// The name on the wire: S, N, B, NULL, BOOL, SS, NS, BS, L, M.
std::string_view TypeName(Type type);
constexpr bool IsSet(Type type) { return type >= Type::kStringSet && type <= Type::kBinarySet; }
// S, N and B: what can be ordered, and what a key can be.
constexpr bool IsOrdered(Type type) { return type <= Type::kBinary; }

class SetElements;
class ListElements;
class MapEntries;

class ValueView {
 public:
  // No value: what a search that found nothing returns.
  ValueView() = default;
  // Requires: `bytes` is exactly one value.
  explicit ValueView(std::string_view bytes) : bytes_(bytes) {}
  // The value at the start of longer bytes.
  static ValueView At(const char* start);

  explicit operator bool() const { return !bytes_.empty(); }
  // Tag and payload.
  std::string_view bytes() const { return bytes_; }

  // Each of the following requires a value, of the type that it names.
  Type type() const {
    const char tag = bytes_.front();
    return tag == kTagTrue ? Type::kBoolean : static_cast<Type>(tag);
  }
  bool Is(Type wanted) const { return type() == wanted; }
  // S (UTF-8) and B (raw bytes).
  std::string_view text() const;
  // N: the binary form, see number.h.
  std::string_view number() const { return bytes_.substr(2); }
  bool boolean() const { return bytes_.front() == kTagTrue; }
  // S, B, N: what their order is by: the text, or the number's form.
  std::string_view ordered_bytes() const { return Is(Type::kNumber) ? number() : text(); }

  // Sets, L, M: how many elements.
  std::uint32_t count() const;
  // SS, NS, BS: `for (std::string_view element : v.set_elements())`, texts or number forms, in
  // ascending order.
  SetElements set_elements() const;
  bool SetContains(std::string_view element) const;
  // L: `for (ValueView element : v.list_elements())`.
  ListElements list_elements() const;
  // No value if the list is shorter.
  ValueView Element(std::uint32_t index) const;
  // M: `for (MapEntry entry : v.map_entries())`, ascending by name.
  MapEntries map_entries() const;
  // No value if there is no such name.
  ValueView Find(std::string_view name) const;

 private:
  friend class ItemView;
  std::string_view bytes_;
};

struct MapEntry {
  std::string_view name;
  ValueView value;
};

// Ranges over the elements of one container. `Read` advances the position over one element.
template <class Range, class Element>
class ElementIterator {
 public:
  ElementIterator(const Range* range, const char* position) : range_(range), next_(position) {
    ++*this;
  }
  const Element& operator*() const { return element_; }
  const Element* operator->() const { return &element_; }
  ElementIterator& operator++() {
    at_ = next_;
    if (at_ != range_->end_position()) next_ = range_->Read(at_, element_);
    return *this;
  }
  bool operator!=(const ElementIterator& other) const { return at_ != other.at_; }
  bool operator==(const ElementIterator& other) const { return at_ == other.at_; }

 private:
  const Range* range_;
  const char* at_ = nullptr;
  const char* next_;
  Element element_;
};

template <class Range, class ElementType>
class ElementRange {
 public:
  using Iterator = ElementIterator<Range, ElementType>;
  // Requires: `bytes` is a whole number of elements.
  explicit ElementRange(std::string_view bytes) : bytes_(bytes) {}
  Iterator begin() const { return {static_cast<const Range*>(this), bytes_.data()}; }
  Iterator end() const { return {static_cast<const Range*>(this), end_position()}; }
  const char* end_position() const { return bytes_.data() + bytes_.size(); }

 private:
  std::string_view bytes_;
};

class SetElements : public ElementRange<SetElements, std::string_view> {
 public:
  SetElements(std::string_view bytes, Type type)
      : ElementRange(bytes), numbers_(type == Type::kNumberSet) {}
  const char* Read(const char* at, std::string_view& element) const;

 private:
  bool numbers_;
};

class ListElements : public ElementRange<ListElements, ValueView> {
 public:
  using ElementRange::ElementRange;
  const char* Read(const char* at, ValueView& element) const;
};

class MapEntries : public ElementRange<MapEntries, MapEntry> {
 public:
  using ElementRange::ElementRange;
  const char* Read(const char* at, MapEntry& entry) const;
};

// Equal as DynamoDB sees it: same type, numbers by value, sets without order, maps by name. The
// form is canonical, so this compares bytes.
inline bool Equals(ValueView a, ValueView b) { return a.bytes() == b.bytes(); }

// Negative, 0 or positive. Requires: both are S, both N or both B.
inline int Compare(ValueView a, ValueView b) {
  return a.ordered_bytes().compare(b.ordered_bytes());
}

// The size that the service charges for, in bytes; the attribute's name is not in it.
std::size_t SizeBytes(ValueView value);
// The same for one element of a set of this type.
std::size_t ElementSizeBytes(Type set_type, std::string_view element);

// Nesting levels: 1 for a scalar, a set or an empty container, one more for each L or M around. The
// service accepts kNestingLevelsMax.
int DepthOf(ValueView value);

// The number of UTF-16 code units of a valid UTF-8 text: what size() of a string counts.
std::size_t Utf16Length(std::string_view text);

}  // namespace pixii::value
