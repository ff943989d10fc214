// ValueWriter and ValueBuilder: how attribute values come into being, in the binary form that
// ValueView reads.
//
// A writer appends to its buffer, which is kept from one use to the next: after warm-up nothing is
// allocated. A buffer that grew beyond kRetainedBufferBytesMax is freed by the next Clear. Not
// thread-safe. Nothing that is written may point into the writer's own buffer.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "value/value.h"

namespace pixii::value {

// Bytes that grow at the end. `Extend` is the hot path: room for `size` more bytes, to be filled by
// the caller.
class ByteBuffer {
 public:
  const char* data() const { return data_.get(); }
  char* data() { return data_.get(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }

  char* Extend(std::size_t size) {
    if (capacity_ - size_ < size) [[unlikely]]
      Grow(size);
    char* const at = data_.get() + size_;
    size_ += size;
    return at;
  }
  void Append(std::string_view bytes);
  void Append(char byte) { *Extend(1) = byte; }
  // Requires: `size` is not more than there is.
  void Truncate(std::size_t size) { size_ = size; }
  // Empties it; frees it if it had become large.
  void Clear();

 private:
  void Grow(std::size_t size);

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Writes one value, or one after another where a container or an item expects them: a scalar by one
// call, a container by Begin, its elements, End. Calls that do not fit each other are the caller's
// bug and end the process.
class ValueWriter {
 public:
  // Scalars. A number is a valid binary form (number.h).
  void String(std::string_view utf8);
  void Binary(std::string_view raw);
  void Number(std::string_view number);
  // A String or Binary of `size` bytes that the caller fills in. The place is valid until the next
  // call.
  char* StringOf(std::size_t size);
  char* BinaryOf(std::size_t size);
  void Boolean(bool value);
  void Null();
  // Any whole value, copied. Requires: it does not lie in this writer's own buffer.
  void Copy(ValueView value);

  void BeginList();
  void EndList();

  // Each value of a map follows its Name. If a name comes twice, its last value stays.
  void BeginMap();
  void Name(std::string_view name);
  void EndMap();

  // Elements in any order: texts, raw bytes or number forms, by the set's type. EndSet is true if
  // no element came twice; otherwise the set holds each once.
  void BeginSet(Type set_type);
  void SetElement(std::string_view element);
  // The same for `size` bytes that the caller fills in. The place is valid until the next call.
  char* SetElementOf(std::size_t size);
  [[nodiscard]] bool EndSet();

  // Memory that is kept for the next use.
  std::size_t held_bytes() const {
    return buffer_.capacity() + scratch_.capacity() + frames_.capacity() * sizeof(Frame) +
           entries_.capacity() * sizeof(Entry);
  }

 protected:
  // Forgets everything that was begun.
  void Reset();

  ByteBuffer buffer_;

 private:
  struct Frame {
    Type type;
    std::uint32_t header;  // where its length and count stand
    std::uint32_t count;
    std::uint32_t first_entry;  // in entries_
  };
  // One element of an open set or map: `key` is what it is sorted by.
  struct Entry {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t key_begin;
    std::uint32_t key_size;
  };

  char* SizedRoom(char tag, std::size_t size);
  char* EntryRoom(std::size_t size);
  void Begin(Type type);
  void End(Type type);
  void Count() {
    if (!frames_.empty()) ++frames_.back().count;
  }
  bool Sort(Frame& frame);
  std::string_view Key(const Entry& entry) const {
    return {buffer_.data() + entry.key_begin, entry.key_size};
  }

  std::vector<Frame> frames_;
  std::vector<Entry> entries_;
  ByteBuffer scratch_;
};

// Builds single values:  builder.Clear(); builder.BeginList(); ... builder.EndList();
// use(builder.view()); Several values may be built one after another; `view` is the first, `Mark`
// and `ViewFrom` name the others.
class ValueBuilder : public ValueWriter {
 public:
  // Forgets all values. Their views become invalid.
  void Clear();
  // The first value since Clear. Valid until the next write. Requires: it is complete.
  ValueView view() const { return ViewFrom(0); }
  // Where the next value will stand. Positions stay good while views do not, since a write may move
  // the buffer.
  std::size_t Mark() const { return buffer_.size(); }
  ValueView ViewFrom(std::size_t mark) const { return ValueView::At(buffer_.data() + mark); }
};

}  // namespace pixii::value
