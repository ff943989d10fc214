// The head of a request: request line and header fields. Beast's parser does the grammar; what it
// lets through and we do not is checked here: transfer codings other than exactly "chunked", folded
// fields, two Host fields, too many fields.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/limits.h"
#include "http/request.h"

namespace pixii::http {

using FieldStorage = std::array<HeaderField, kRequestHeaderCountMax>;

struct RequestHead {
  std::size_t size = 0;  // with the empty line at its end
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool expects_continue = false;
};

enum class HeadOutcome : std::uint8_t { kComplete, kNeedMore, kBad };

// Parses the head at the front of `bytes`. kComplete fills `head`, `fields` and, as views of
// `bytes` and `fields`, all members of `request` but the bodies. The same bytes always give the
// same outcome.
HeadOutcome ParseRequestHead(std::string_view bytes, FieldStorage& fields, Request& request,
                             RequestHead& head);

}  // namespace pixii::http
