// TextOut: writes text behind a std::string through a plain pointer, for the files of this folder
// alone. What was written belongs to the string when the TextOut ends; until then the string must
// not be touched.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace pixii::codec {

class TextOut {
 public:
  TextOut(std::string& out, std::size_t size_expected) : out_(out), size_(out.size()) {
    Grow(size_expected);
  }
  ~TextOut() { out_.resize(Written()); }
  TextOut(const TextOut&) = delete;
  TextOut& operator=(const TextOut&) = delete;

  // Where `size` bytes may be written before the next call; Advance says how many were.
  char* Room(std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) < size) [[unlikely]]
      Grow(size);
    return at_;
  }
  void Advance(char* to) { at_ = to; }

  void Text(std::string_view text) {
    std::memcpy(Room(text.size()), text.data(), text.size());
    at_ += text.size();
  }
  void Char(char c) {
    *Room(1) = c;
    ++at_;
  }
  // Takes back the last character.
  void Unwrite() { --at_; }

 private:
  std::size_t Written() const { return static_cast<std::size_t>(at_ - out_.data()); }

  void Grow(std::size_t size) {
    const std::size_t written = at_ == nullptr ? size_ : Written();
    const std::size_t wanted = std::max(written + size, at_ == nullptr ? 0 : 2 * written);
    out_.resize_and_overwrite(std::max(wanted, out_.capacity()),
                              [](char*, std::size_t capacity) { return capacity; });
    at_ = out_.data() + written;
    end_ = out_.data() + out_.size();
  }

  std::string& out_;
  std::size_t size_;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

// The pieces of json_text.h behind a TextOut.
void WriteJsonString(std::string_view utf8, TextOut& out);
void WriteBase64(std::string_view bytes, TextOut& out);

}  // namespace pixii::codec
