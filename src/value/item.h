// Items: named attribute values in one run of bytes, as they are stored. ItemView reads them in
// place, ItemBuilder makes them, Validate checks bytes that nobody vouches for.
// docs/formats/item.md fixes every byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "value/value.h"
#include "value/value_builder.h"

namespace pixii::value {

// Attributes in stored order, which is the order of the request that wrote them.
class ItemAttributes : public ElementRange<ItemAttributes, MapEntry> {
 public:
  using ElementRange::ElementRange;
  const char* Read(const char* at, MapEntry& entry) const;
};

// A view of a stored item. Owns nothing; thread-safe. Trusts its bytes, as ValueView does.
class ItemView {
 public:
  // An item without attributes.
  ItemView() = default;
  // Requires: `bytes` is exactly one item, or empty.
  explicit ItemView(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes() const { return bytes_; }
  std::uint32_t count() const;
  // No value if there is no such attribute. A binary search, whatever the names.
  ValueView Find(std::string_view name) const;
  // `for (const MapEntry& attribute : item.attributes())`
  ItemAttributes attributes() const;
  // What the service charges for: names and values. To be held against kItemSizeBytesMax.
  std::size_t SizeBytes() const;

 private:
  std::string_view bytes_;
};

// Same attributes with equal values, in any order.
bool Equals(ItemView a, ItemView b);

// Builds one item after another in the same buffers. Not thread-safe.
//
//   builder.Clear();
//   builder.BeginAttribute("name").String("Ada");
//   builder.Add("tags", some_value);
//   std::optional<ItemView> item = builder.Finish();
class ItemBuilder {
 public:
  ItemBuilder() { Clear(); }

  // Forgets all attributes; views of the last item become invalid.
  void Clear();
  // The writer for the value of the next attribute: exactly one value is to be written with it
  // before the next call. If a name comes twice, the last value stays. Requires: at most
  // kAttributeNameSizeBytesMax bytes of name.
  ValueWriter& BeginAttribute(std::string_view name);
  // Requires: `value` does not lie in this builder.
  void Add(std::string_view name, ValueView value);
  std::uint32_t count() const { return static_cast<std::uint32_t>(offsets_.size()); }
  // The item; nothing if it is longer than any item of an acceptable size can be (16 MB as stored).
  // Valid until the next call of Clear. Requires: nothing is open, and no Finish since the last
  // Clear.
  [[nodiscard]] std::optional<ItemView> Finish();
  // Memory that is kept for the next item.
  std::size_t held_bytes() const {
    return writer_.held_bytes() +
           (offsets_.capacity() + directory_.capacity()) * sizeof(std::uint32_t);
  }

 private:
  class Writer : public ValueWriter {
   public:
    using ValueWriter::buffer_;
    using ValueWriter::Reset;
  };
  void FillDirectory(std::vector<std::uint32_t>& doubles);
  void Remove(std::vector<std::uint32_t>& doubles);
  std::string_view NameAt(std::uint32_t offset) const;

  // The attributes, behind a gap that Finish fills with header and directory if they fit.
  Writer writer_;
  std::vector<std::uint32_t> offsets_;  // of each attribute, from the first
  std::vector<std::uint32_t> directory_;
};

// True if the bytes are one item that the views can read without leaving them: lengths, counts,
// tags, order of sets and maps, directory, UTF-8 not included. For checks and tests, not for the
// hot path. Recursion ends at kNestingLevelsMax levels, deeper items are refused.
bool ValidateItem(std::string_view bytes);
bool ValidateValue(std::string_view bytes);

}  // namespace pixii::value
