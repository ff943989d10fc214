// Any text is refused, or becomes a number that prints and reads back as itself; any bytes are no
// form, or such one.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "value/number.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixii::value;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  NumberBytes number;
  if (const auto parsed = ParseNumber(input, number)) {
    NumberBytes again;
    CHECK(ParseNumber(NumberText(number), again) && again == number);
    CHECK(NumberLength(number.view()) == number.view().size());
    NumberBytes sum;
    if (Add(number, number, sum)) CHECK(Subtract(sum, number, again) && again == number);
  } else {
    OlderNumberError(input, parsed.error());
  }
  if (const std::size_t length = NumberLength(input); length != 0) {
    NumberBytes again;
    CHECK(ParseNumber(NumberText(input.substr(0, length)), again));
    CHECK(again.view() == input.substr(0, length));
  }
  return 0;
}
