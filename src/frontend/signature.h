// Who is asking. The check has its place in the pipeline, before the body is parsed; so far
// everybody is let in.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/request.h"

namespace pixii::frontend {

// Thread-safe.
class SignatureCheck {
 public:
  virtual ~SignatureCheck() = default;
  // An error refuses the request.
  virtual Status Check(const http::Request& request) = 0;
};

// Any credentials, malformed ones and none at all included.
SignatureCheck& AcceptEverybody();

// The region that the request was signed for, from its Authorization header; empty if there is none
// that looks like a region (boto 2 signs for the region `0`).
std::string_view RegionOfSignature(const http::Request& request);

}  // namespace pixii::frontend
