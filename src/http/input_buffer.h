// InputBuffer: the bytes of a connection that could not be worked on yet. An idle connection has
// none; it is allocated when half a request must be kept and freed when nothing is left. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace pixii::http {

class InputBuffer {
 public:
  bool allocated() const { return data_ != nullptr; }
  std::span<char> bytes() { return {data_.get() + begin_, end_ - begin_}; }
  // Where the next bytes go. Empty if the buffer is full.
  std::span<char> room() { return {data_.get() + end_, capacity_ - end_}; }
  void Commit(std::size_t size) { end_ += size; }
  // Drops bytes from the front.
  void Consume(std::size_t size) { begin_ += size; }

  // The buffer holds `bytes` from now on, which may be part of bytes(), with room for more:
  // `size_expected` in all if that is known (not 0), else at least as much again as it holds.
  // kBodyPaddingBytes behind the room can be read.
  void Keep(std::span<const char> bytes, std::size_t size_expected);
  void Free();

 private:
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;  // without the padding
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace pixii::http
