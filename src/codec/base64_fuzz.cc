// Text that decodes is the one text of its bytes; all bytes come back from their text.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/base64.h"
#include "base/check.h"
#include "codec/json_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixii;
  using namespace codec;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  std::string bytes;
  if (DecodeBase64(input, bytes)) {
    std::string text;
    AppendBase64(bytes, text);
    CHECK(text == input);
  }
  std::string text;
  AppendBase64(input, text);
  bytes.clear();
  CHECK(DecodeBase64(text, bytes) && bytes == input);
  return 0;
}
