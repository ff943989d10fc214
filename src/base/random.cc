// Both sources are SplitMix64 over an atomic counter: each call adds a constant and mixes, so
// threads never share a lock and a sequence depends on its seed only.
#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <atomic>

#include "base/check.h"

namespace pixii {
namespace {

class SplitMix final : public Random {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() override {
    constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;
    std::uint64_t z = state_.fetch_add(kStep, std::memory_order_relaxed) + kStep;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

 private:
  std::atomic<std::uint64_t> state_;
};

std::uint64_t SystemSeed() {
  std::uint64_t seed = 0;
  CHECK(::getrandom(&seed, sizeof seed, 0) == sizeof seed);
  return seed;
}

}  // namespace

Random& SystemRandom() {
  static SplitMix random(SystemSeed());
  return random;
}

std::unique_ptr<Random> SeededRandom(std::uint64_t seed) {
  return std::make_unique<SplitMix>(seed);
}

std::string MakeUuid(Random& random) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::array<std::uint64_t, 2> bits = {random.Next(), random.Next()};
  bits[0] = (bits[0] & ~std::uint64_t{0xF000}) | 0x4000;                       // version 4
  bits[1] = (bits[1] & ~(std::uint64_t{3} << 62)) | (std::uint64_t{2} << 62);  // variant 1
  std::string text;
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) text.push_back('-');
    text.push_back(
        kHex[(bits[static_cast<std::size_t>(digit / 16)] >> (60 - 4 * (digit % 16))) & 15]);
  }
  return text;
}

}  // namespace pixii
