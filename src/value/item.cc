#include "value/item.h"

#include <algorithm>
#include <cstring>
#include <ranges>

#include "base/check.h"
#include "base/limits.h"
#include "value/layout.h"

namespace pixii::value {

namespace {

// Room in front of the attributes for the header and a directory of 62 entries. Larger items are
// moved once.
constexpr std::size_t kGapBytes = 256;

std::string_view NameOf(const char* attribute) { return layout::ReadSized(attribute); }

std::uint32_t EntryAt(const char* directory, std::uint32_t index) {
  return layout::ReadU32(directory + 4 * std::size_t{index});
}

// The first of `count` entries that is not less than `wanted`.
std::uint32_t LowerBound(const char* directory, std::uint32_t count, std::uint32_t wanted) {
  std::uint32_t low = 0;
  for (std::uint32_t size = count; size > 0;) {
    const std::uint32_t half = size / 2;
    const bool less = EntryAt(directory, low + half) < wanted;
    low = less ? low + half + 1 : low;
    size = less ? size - half - 1 : half;
  }
  return low;
}

}  // namespace

const char* ItemAttributes::Read(const char* at, MapEntry& entry) const {
  entry.name = layout::ReadSized(at);
  entry.value = ValueView::At(at);
  return at + entry.value.bytes().size();
}

std::uint32_t ItemView::count() const {
  return bytes_.empty() ? 0 : layout::ReadU32(bytes_.data() + 1);
}

ItemAttributes ItemView::attributes() const {
  if (bytes_.empty()) return ItemAttributes(std::string_view());
  return ItemAttributes(bytes_.substr(layout::kItemHeaderBytes + 4 * std::size_t{count()}));
}

ValueView ItemView::Find(std::string_view name) const {
  const std::uint32_t count = this->count();
  if (count == 0) return {};
  const char* const directory = bytes_.data() + layout::kItemHeaderBytes;
  const char* const attributes = directory + 4 * std::size_t{count};
  const auto attribute = [&](std::uint32_t index) {
    return attributes + (EntryAt(directory, index) & layout::kOffsetMask);
  };

  // By hash alone: nearly always one attribute is left.
  const std::uint32_t wanted = layout::DirectoryEntry(name, 0);
  const std::uint32_t first = LowerBound(directory, count, wanted);
  if (first == count || layout::OtherHash(EntryAt(directory, first), wanted)) return {};
  const char* at = attribute(first);
  if (layout::ReadSized(at) == name) return ValueView::At(at);

  // Those of this hash ascend by name.
  const auto rest =
      std::views::iota(first + 1, LowerBound(directory, count, wanted | layout::kOffsetMask));
  const auto found = std::ranges::lower_bound(
      rest, name, {}, [&](std::uint32_t index) { return NameOf(attribute(index)); });
  if (found == rest.end()) return {};
  at = attribute(*found);
  return layout::ReadSized(at) == name ? ValueView::At(at) : ValueView();
}

std::size_t ItemView::SizeBytes() const {
  std::size_t size = 0;
  for (const MapEntry& attribute : attributes()) {
    size += attribute.name.size() + value::SizeBytes(attribute.value);
  }
  return size;
}

bool Equals(ItemView a, ItemView b) {
  if (a.count() != b.count()) return false;
  for (const MapEntry& attribute : a.attributes()) {
    if (!Equals(attribute.value, b.Find(attribute.name))) return false;
  }
  return true;
}

void ItemBuilder::Clear() {
  writer_.Reset();
  writer_.buffer_.Extend(kGapBytes);
  offsets_.clear();
  directory_.clear();
  if (offsets_.capacity() * sizeof(std::uint32_t) > kRetainedBufferBytesMax) {
    offsets_.shrink_to_fit();
    directory_.shrink_to_fit();
  }
}

ValueWriter& ItemBuilder::BeginAttribute(std::string_view name) {
  ByteBuffer& buffer = writer_.buffer_;
  const std::size_t start = buffer.size();
  offsets_.push_back(static_cast<std::uint32_t>(start - kGapBytes));
  char* at = buffer.Extend(layout::kVarintBytesMax + name.size());
  at = layout::WriteVarint(at, static_cast<std::uint32_t>(name.size()));
  if (!name.empty()) std::memcpy(at, name.data(), name.size());
  at += name.size();
  buffer.Truncate(static_cast<std::size_t>(at - buffer.data()));
  return writer_;
}

void ItemBuilder::Add(std::string_view name, ValueView value) { BeginAttribute(name).Copy(value); }

std::string_view ItemBuilder::NameAt(std::uint32_t offset) const {
  return NameOf(writer_.buffer_.data() + kGapBytes + offset);
}

// Fills the directory. Appends to `doubles` the offset of each attribute whose name comes again
// later.
void ItemBuilder::FillDirectory(std::vector<std::uint32_t>& doubles) {
  directory_.clear();
  for (const std::uint32_t offset : offsets_) {
    directory_.push_back(layout::DirectoryEntry(NameAt(offset), offset));
  }
  std::sort(directory_.begin(), directory_.end());

  const auto offset = [](std::uint32_t entry) { return entry & layout::kOffsetMask; };
  for (auto first = directory_.begin(); first != directory_.end();) {
    auto last = first + 1;
    while (last != directory_.end() && !layout::OtherHash(*first, *last)) ++last;
    if (last - first > 1) {
      std::sort(first, last, [&](std::uint32_t a, std::uint32_t b) {
        const int order = NameAt(offset(a)).compare(NameAt(offset(b)));
        return order != 0 ? order < 0 : a < b;
      });
      for (auto next = first + 1; next != last; ++next) {
        if (NameAt(offset(next[-1])) == NameAt(offset(*next))) doubles.push_back(offset(next[-1]));
      }
    }
    first = last;
  }
}

void ItemBuilder::Remove(std::vector<std::uint32_t>& doubles) {
  std::sort(doubles.begin(), doubles.end());
  char* const attributes = writer_.buffer_.data() + kGapBytes;
  const auto size = static_cast<std::uint32_t>(writer_.buffer_.size() - kGapBytes);
  std::uint32_t to = 0;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < offsets_.size(); ++i) {
    const std::uint32_t from = offsets_[i];
    const std::uint32_t end = i + 1 < offsets_.size() ? offsets_[i + 1] : size;
    if (std::binary_search(doubles.begin(), doubles.end(), from)) continue;
    std::memmove(attributes + to, attributes + from, end - from);
    offsets_[kept++] = to;
    to += end - from;
  }
  offsets_.resize(kept);
  writer_.buffer_.Truncate(kGapBytes + to);
}

std::optional<ItemView> ItemBuilder::Finish() {
  ByteBuffer& buffer = writer_.buffer_;
  if (buffer.size() - kGapBytes > layout::kOffsetMask) return std::nullopt;
  std::vector<std::uint32_t> doubles;
  FillDirectory(doubles);
  if (!doubles.empty()) {
    Remove(doubles);
    doubles.clear();
    FillDirectory(doubles);
    DCHECK(doubles.empty());
  }

  const std::size_t front = layout::kItemHeaderBytes + 4 * directory_.size();
  std::size_t start = kGapBytes - front;
  if (front > kGapBytes) {
    const std::size_t size = buffer.size() - kGapBytes;
    buffer.Extend(front - kGapBytes);
    std::memmove(buffer.data() + front, buffer.data() + kGapBytes, size);
    start = 0;
  }
  char* const header = buffer.data() + start;
  header[0] = static_cast<char>(layout::kItemVersion);
  layout::WriteU32(header + 1, static_cast<std::uint32_t>(directory_.size()));
  if (!directory_.empty()) {
    std::memcpy(header + layout::kItemHeaderBytes, directory_.data(), 4 * directory_.size());
  }
  return ItemView({header, buffer.size() - start});
}

}  // namespace pixii::value
