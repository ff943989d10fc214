// Frontend: from an HTTP request to a call of an operation and back. It looks at the signature,
// parses the body, finds the operation, runs it, words its error and waits for what the answer
// depends on.
//
// Order of checks, the first that fails answers: method and content type, content encoding,
// signature, JSON, target, member checks (api/check.h), the operation itself. Where a request has
// neither body nor content type, the target comes before JSON (plain_answers.h).
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "frontend/signature.h"
#include "http/handler.h"
#include "service/services.h"

namespace pixii::frontend {

// Where neither a flag nor a signature names one.
inline constexpr std::string_view kDefaultRegion = "us-east-1";

struct Options {
  std::string region;  // of all ARNs; empty: the one each request was signed for, else the default
};

// Thread-safe.
class Frontend final : public http::Handler {
 public:
  // `services` and `signatures` outlive it.
  Frontend(service::Services& services, SignatureCheck& signatures, Options options);

  std::unique_ptr<http::Context> NewContext() override;
  http::Disposition Handle(const http::Request& request, http::Answer& answer,
                           http::RequestSlot& slot, bool may_block) override;

 private:
  class RequestContext;
  struct Outcome;

  Outcome Serve(const http::Request& request, http::Answer& answer, RequestContext& context,
                bool may_block);
  Outcome Call(const http::Request& request, std::string_view target, http::Answer& answer,
               RequestContext& context, bool may_block);

  // Whether one more 503 is worth a line of the log.
  bool IsTimeToComplain();

  service::Services& services_;
  SignatureCheck& signatures_;
  const Options options_;
  std::atomic<std::chrono::steady_clock::duration> next_complaint_ = {};
};

}  // namespace pixii::frontend
