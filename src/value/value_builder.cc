#include "value/value_builder.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/limits.h"
#include "value/layout.h"

namespace pixii::value {

void ByteBuffer::Append(std::string_view bytes) {
  char* const at = Extend(bytes.size());
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
}

void ByteBuffer::Clear() {
  size_ = 0;
  if (capacity_ > kRetainedBufferBytesMax) {
    data_.reset();
    capacity_ = 0;
  }
}

void ByteBuffer::Grow(std::size_t size) {
  constexpr std::size_t kFirstCapacity = 1024;
  const std::size_t capacity = std::max({kFirstCapacity, capacity_ * 2, size_ + size});
  auto data = std::make_unique_for_overwrite<char[]>(capacity);
  if (size_ != 0) std::memcpy(data.get(), data_.get(), size_);
  data_ = std::move(data);
  capacity_ = capacity;
}

namespace {

template <class T>
void ClearRetained(std::vector<T>& vector) {
  vector.clear();
  if (vector.capacity() * sizeof(T) > kRetainedBufferBytesMax) vector.shrink_to_fit();
}

}  // namespace

void ValueWriter::Reset() {
  buffer_.Clear();
  scratch_.Clear();
  ClearRetained(frames_);
  ClearRetained(entries_);
}

namespace {

void Fill(char* at, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
}

}  // namespace

char* ValueWriter::SizedRoom(char tag, std::size_t size) {
  Count();
  char* const start = buffer_.Extend(1 + layout::kVarintBytesMax + size);
  *start = tag;
  char* const at = layout::WriteVarint(start + 1, static_cast<std::uint32_t>(size));
  buffer_.Truncate(static_cast<std::size_t>(at - buffer_.data()) + size);
  return at;
}

char* ValueWriter::StringOf(std::size_t size) {
  return SizedRoom(static_cast<char>(Type::kString), size);
}
char* ValueWriter::BinaryOf(std::size_t size) {
  return SizedRoom(static_cast<char>(Type::kBinary), size);
}

void ValueWriter::String(std::string_view utf8) { Fill(StringOf(utf8.size()), utf8); }
void ValueWriter::Binary(std::string_view raw) { Fill(BinaryOf(raw.size()), raw); }

void ValueWriter::Number(std::string_view number) {
  Count();
  char* const at = buffer_.Extend(2 + number.size());
  at[0] = static_cast<char>(Type::kNumber);
  at[1] = static_cast<char>(number.size());
  std::memcpy(at + 2, number.data(), number.size());
}

void ValueWriter::Boolean(bool value) {
  Count();
  buffer_.Append(value ? kTagTrue : static_cast<char>(Type::kBoolean));
}

void ValueWriter::Null() {
  Count();
  buffer_.Append(static_cast<char>(Type::kNull));
}

void ValueWriter::Copy(ValueView value) {
  Count();
  buffer_.Append(value.bytes());
}

void ValueWriter::Begin(Type type) {
  Count();
  frames_.push_back({type, static_cast<std::uint32_t>(buffer_.size()), 0,
                     static_cast<std::uint32_t>(entries_.size())});
  *buffer_.Extend(layout::kContainerHeaderBytes) = static_cast<char>(type);
}

void ValueWriter::End(Type type) {
  CHECK(!frames_.empty() && frames_.back().type == type);
  const Frame& frame = frames_.back();
  char* const header = buffer_.data() + frame.header;
  layout::WriteU32(header + 1, static_cast<std::uint32_t>(buffer_.size() - frame.header - 5));
  layout::WriteU32(header + 5, frame.count);
  frames_.pop_back();
}

void ValueWriter::BeginList() { Begin(Type::kList); }
void ValueWriter::EndList() { End(Type::kList); }
void ValueWriter::BeginMap() { Begin(Type::kMap); }

char* ValueWriter::EntryRoom(std::size_t size) {
  const auto begin = static_cast<std::uint32_t>(buffer_.size());
  char* const start = buffer_.Extend(layout::kVarintBytesMax + size);
  char* const at = layout::WriteVarint(start, static_cast<std::uint32_t>(size));
  const auto key = static_cast<std::uint32_t>(at - buffer_.data());
  buffer_.Truncate(key + size);
  entries_.push_back({begin, 0, key, static_cast<std::uint32_t>(size)});
  return at;
}

void ValueWriter::Name(std::string_view name) { Fill(EntryRoom(name.size()), name); }

void ValueWriter::EndMap() {
  CHECK(!frames_.empty());
  Sort(frames_.back());
  End(Type::kMap);
}

void ValueWriter::BeginSet(Type set_type) {
  CHECK(IsSet(set_type));
  Begin(set_type);
}

// A number's length, at most 22, is a varint of one byte.
void ValueWriter::SetElement(std::string_view element) { Fill(EntryRoom(element.size()), element); }
char* ValueWriter::SetElementOf(std::size_t size) { return EntryRoom(size); }

bool ValueWriter::EndSet() {
  CHECK(!frames_.empty());
  const bool distinct = Sort(frames_.back());
  End(frames_.back().type);
  return distinct;
}

// Brings the entries of the innermost container into order and drops doubles: of a map all but the
// last, of a set all but one. True if there were none. Most containers come sorted, or have one
// element.
bool ValueWriter::Sort(Frame& frame) {
  const auto first = entries_.begin() + frame.first_entry;
  const auto last = entries_.end();
  frame.count = static_cast<std::uint32_t>(last - first);
  const bool sorted = std::adjacent_find(first, last, [this](const Entry& a, const Entry& b) {
                        return Key(a) >= Key(b);
                      }) == last;
  bool distinct = true;
  if (!sorted) {
    for (auto entry = first; entry != last; ++entry) {
      entry->end = entry + 1 == last ? static_cast<std::uint32_t>(buffer_.size()) : entry[1].begin;
    }
    // By key; of equal keys the later first, which is the one to stay.
    std::sort(first, last, [this](const Entry& a, const Entry& b) {
      const int order = Key(a).compare(Key(b));
      return order != 0 ? order < 0 : a.begin > b.begin;
    });
    scratch_.Clear();
    frame.count = 0;
    for (auto entry = first; entry != last; ++entry) {
      if (entry != first && Key(*entry) == Key(entry[-1])) {
        distinct = false;
        continue;
      }
      scratch_.Append({buffer_.data() + entry->begin, entry->end - entry->begin});
      ++frame.count;
    }
    const std::size_t start = frame.header + layout::kContainerHeaderBytes;
    std::memcpy(buffer_.data() + start, scratch_.data(), scratch_.size());
    buffer_.Truncate(start + scratch_.size());
  }
  entries_.erase(first, last);
  return distinct;
}

void ValueBuilder::Clear() { Reset(); }

}  // namespace pixii::value
