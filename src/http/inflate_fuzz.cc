// Any bytes: no crash, and never more than the limit comes out. What inflates is packed and
// inflated again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "http/compression.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixii::http;  // NOLINT: a fuzz target is all about one folder
  constexpr std::size_t kMax = 100'000;
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Coding coding = data[0] % 2 == 0 ? Coding::kGzip : Coding::kDeflate;
  CodingOf(bytes);
  ChooseCoding(bytes);
  std::string out;
  const Inflated inflated = Inflate(coding, bytes, kMax, out);
  if (inflated.outcome != InflateOutcome::kDone) return 0;
  CHECK(inflated.size <= kMax && out.size() >= inflated.size + kBodyPaddingBytes);
  const std::string_view plain = std::string_view(out).substr(0, inflated.size);
  std::string packed;
  Deflate(coding, plain, packed);
  std::string again;
  const Inflated second = Inflate(coding, packed, kMax, again);
  CHECK(second.outcome == InflateOutcome::kDone && again.substr(0, second.size) == plain);
  return 0;
}
