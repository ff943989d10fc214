// Any bytes, in any pieces: no crash, and the outcome does not depend on the pieces. The first byte
// chooses their size.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "http/framer.h"

namespace pixii::http {
namespace {

// All requests in the bytes, as text, up to the first that is refused or unfinished: a head that
// has no end yet may be refused at once or when its end comes.
std::string Frame(std::string_view bytes, std::size_t piece_size) {
  std::string outcome;
  FieldStorage fields;
  RequestFramer framer;
  std::string kept;
  while (!bytes.empty()) {
    std::string all = kept + std::string(bytes.substr(0, piece_size));
    bytes.remove_prefix(std::min(piece_size, bytes.size()));
    kept.clear();
    std::span<char> window(all);
    while (!window.empty()) {
      Request request;
      switch (framer.Feed(window, fields, request)) {
        case RequestFramer::Outcome::kRefused:
          return outcome;
        case RequestFramer::Outcome::kNeedMore:
          kept.assign(window.data(), framer.kept());
          window = {};
          continue;
        case RequestFramer::Outcome::kReady:
          break;
      }
      outcome += std::string(request.method) + " " + std::string(request.target) + "\n";
      for (const HeaderField& field : request.fields) {
        outcome += std::string(field.name) + "=" + std::string(field.value) + "\n";
      }
      outcome += std::string(request.body) + "\n";
      window = window.subspan(framer.consumed());
      framer.Reset();
    }
  }
  return outcome;
}

}  // namespace
}  // namespace pixii::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = pixii::http::Frame(bytes, bytes.size());
  CHECK(whole == pixii::http::Frame(bytes, 1 + data[0]));
  if (size < 2000) CHECK(whole == pixii::http::Frame(bytes, 1));
  return 0;
}
