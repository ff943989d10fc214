// InputBuffer: the bytes of a connection that could not be worked on yet. An idle connection has
// none; it is allocated when half a request must be kept and freed when nothing is left. Not
// thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>

namespace pixii::http {

// What a server may hold for all its clients together. Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  void Take(std::size_t bytes) { taken_.fetch_add(bytes, std::memory_order_relaxed); }
  void GiveBack(std::size_t bytes) { taken_.fetch_sub(bytes, std::memory_order_relaxed); }
  bool IsExceeded() const { return taken_.load(std::memory_order_relaxed) > bytes_max_; }

 private:
  const std::size_t bytes_max_;
  std::atomic<std::size_t> taken_{0};
};

class InputBuffer {
 public:
  // What it allocates is counted by `budget`, which must outlive it; whether that is exceeded is
  // for the caller to ask.
  explicit InputBuffer(ByteBudget& budget) : budget_(budget) {}
  ~InputBuffer() { Free(); }
  InputBuffer(const InputBuffer&) = delete;
  InputBuffer& operator=(const InputBuffer&) = delete;

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
  ByteBudget& budget_;
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;  // without the padding
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace pixii::http
