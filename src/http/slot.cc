#include "http/slot.h"

#include "base/limits.h"
#include "base/log.h"
#include "http/compression.h"
#include "http/io_thread.h"

namespace pixii::http {

Slot::Slot(IoThread& thread, Handler& handler) : thread_(thread), handler_(handler) {
  context_ = handler.NewContext();
}

int Slot::Begin(Connection& connection) {
  connection_ = &connection;
  thread_.BeginAnswer(answer_, request_);
  const Coding coding = CodingOf(request_.Find("content-encoding"));
  if (coding == Coding::kIdentity) return 0;
  request_.body = {};
  if (coding == Coding::kUnknown) {
    request_.encoding = BodyEncoding::kUnknown;
    return 0;
  }
  const Inflated inflated = Inflate(coding, request_.raw_body, kRequestBodySizeBytesMax, inflated_);
  switch (inflated.outcome) {
    case InflateOutcome::kTooLarge:
      return 413;
    case InflateOutcome::kBroken:
      request_.encoding = BodyEncoding::kBroken;
      break;
    case InflateOutcome::kDone:
      request_.encoding = BodyEncoding::kInflated;
      request_.body = std::string_view(inflated_).substr(0, inflated.size);
      break;
  }
  return 0;
}

Disposition Slot::HandleInline() {
  pending_.store(2, std::memory_order_relaxed);
  const Disposition disposition = handler_.Handle(request_, answer_, *this, /*may_block=*/false);
  if (disposition != Disposition::kDurable) {
    pending_.store(0, std::memory_order_relaxed);
    return disposition;
  }
  const bool complete = pending_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  return complete ? Disposition::kDone : Disposition::kDurable;
}

void Slot::Run() {
  pending_.store(2, std::memory_order_relaxed);
  Disposition disposition = handler_.Handle(request_, answer_, *this, /*may_block=*/true);
  if (disposition == Disposition::kBlocked || disposition == Disposition::kStalled) {
    Log(LogLevel::kError, "a request was refused: its handler would block where it may");
    answer_.Clear();
    answer_.Finish({.status = 500});
    disposition = Disposition::kDone;
  }
  if (disposition == Disposition::kDone) pending_.store(1, std::memory_order_relaxed);
  Complete();
}

void Slot::Complete() noexcept {
  IoThread& thread = thread_;  // the slot may be gone before the last line
  thread.BeginCompletion();
  if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) thread.Completed(*this);
  thread.EndCompletion();
}

void Slot::Rebase(std::ptrdiff_t distance) {
  const auto move = [distance](std::string_view& view) {
    if (view.data() != nullptr) view = {view.data() + distance, view.size()};
  };
  if (request_.encoding == BodyEncoding::kPlain) move(request_.body);
  move(request_.raw_body);
  move(request_.method);
  move(request_.target);
  for (std::size_t i = 0; i < request_.fields.size(); ++i) {
    move(fields_[i].name);
    move(fields_[i].value);
  }
}

void Slot::Park() {
  if (request_.body.size() > kRetainedBufferBytesMax || answer_.HoldsLargeBuffers() ||
      context_->HoldsLargeBuffers()) {
    context_->ReleaseLargeBuffers();
  }
}

void Slot::Trim() {
  const bool large = request_.body.size() > kRetainedBufferBytesMax ||
                     request_.raw_body.size() > kRetainedBufferBytesMax ||
                     answer_.HoldsLargeBuffers() || context_->HoldsLargeBuffers();
  if (!large) return;
  if (inflated_.capacity() > kRetainedBufferBytesMax) std::string().swap(inflated_);
  answer_.ReleaseLargeBuffers();
  context_->ReleaseLargeBuffers();
}

}  // namespace pixii::http
