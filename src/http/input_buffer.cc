#include "http/input_buffer.h"

#include <algorithm>
#include <cstring>

#include "http/compression.h"

namespace pixii::http {
namespace {

constexpr std::size_t kCapacityMin = 8 * 1024;
constexpr std::size_t kBelievedMax = 1024 * 1024;

}  // namespace

// What is announced is believed up to a megabyte; beyond it, and if nothing is announced, the
// buffer doubles when three quarters are full: a client cannot take memory that it does not fill.
void InputBuffer::Keep(std::span<const char> bytes, std::size_t size_expected) {
  const std::size_t size = bytes.size();
  const bool known = size_expected != 0;
  const bool believed = known && size_expected <= kBelievedMax;
  const bool more_comes = !known || size_expected > size;
  std::size_t wanted = believed ? size_expected : 2 * size;
  if (known) wanted = std::min(wanted, size_expected);
  wanted = std::max({wanted, size, kCapacityMin});

  const bool too_small = capacity_ < (believed ? wanted : size);
  const bool too_full = more_comes && capacity_ < wanted && capacity_ < size + capacity_ / 4;
  if (too_small || too_full) {
    auto data = std::make_unique_for_overwrite<char[]>(wanted + kBodyPaddingBytes);
    std::memset(data.get() + wanted, 0, kBodyPaddingBytes);
    std::copy(bytes.begin(), bytes.end(), data.get());
    data_ = std::move(data);
    budget_.Take(wanted);
    budget_.GiveBack(capacity_);
    capacity_ = wanted;
  } else if (bytes.data() != data_.get()) {
    std::memmove(data_.get(), bytes.data(), size);
  }
  begin_ = 0;
  end_ = size;
}

void InputBuffer::Free() {
  if (data_ == nullptr) return;
  data_.reset();
  budget_.GiveBack(capacity_);
  capacity_ = begin_ = end_ = 0;
}

}  // namespace pixii::http
