// Request: one HTTP request as a handler sees it. Everything is a view of bytes that the server
// keeps; nothing is copied.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/limits.h"

namespace pixii::http {

struct HeaderField {
  std::string_view name;   // as sent
  std::string_view value;  // without blanks around it
};

// What became of `Request::body` on its way from `raw_body`.
enum class BodyEncoding : std::uint8_t {
  kPlain,     // no Content-Encoding: body is raw_body
  kInflated,  // gzip or deflate: body is what came out
  kBroken,    // the compressed bytes are damaged, cut off or empty: body is empty
  kUnknown,   // a Content-Encoding that nobody here knows: body is empty
};

// The views are valid until Handler::Handle returns something else than kBlocked or kStalled; see
// handler.h.
struct Request {
  std::string_view method;  // as sent: "POST"; case matters
  std::string_view target;  // as sent, with its query
  std::span<const HeaderField> fields;
  // The bytes that were sent, chunks joined: what a signature covers.
  std::string_view raw_body;
  // The body to work on. At least 64 bytes after its end may be read (they hold anything).
  std::string_view body;
  BodyEncoding encoding = BodyEncoding::kPlain;
  bool http_1_0 = false;
  // False if the connection ends with this answer. The server sees to it; a handler need not look.
  bool keep_alive = true;

  // The value of the first field of this name; empty if there is none. Upper and lower case are
  // one.
  std::string_view Find(std::string_view name) const;
  bool Has(std::string_view name) const;
};

// Upper and lower case of ASCII are one.
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

}  // namespace pixii::http
