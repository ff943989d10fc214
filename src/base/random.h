// Random: a source of random numbers, injected so that a test can be replayed from its seed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace pixii {

class Random {
 public:
  virtual ~Random() = default;
  // Uniform over all 64-bit values. Thread-safe.
  virtual std::uint64_t Next() = 0;
};

// Seeded from the operating system at its first use. Lives until exit. Not for secrets.
Random& SystemRandom();

// The same sequence for the same seed. Thread-safe, but which thread gets which number is open.
std::unique_ptr<Random> SeededRandom(std::uint64_t seed);

// A random (version 4) UUID in lower case, 36 characters.
std::string MakeUuid(Random& random);

}  // namespace pixii
