#include "frontend/frontend.h"

#include <chrono>
#include <optional>
#include <utility>

#include "api/check.h"
#include "api/error_body.h"
#include "base/limits.h"
#include "base/log.h"
#include "codec/json_value.h"
#include "engine/engine.h"
#include "frontend/plain_answers.h"
#include "http/compression.h"
#include "service/registry.h"
#include "service/workspace.h"

namespace pixii::frontend {
namespace {

// The parser reads behind a body what the server has put there.
static_assert(http::kBodyPaddingBytes >= codec::kJsonPaddingBytes);

// Sends the answer of a request once what it depends on is durable.
class AnswerWhenDurable final : public engine::Waiter {
 public:
  void Wait(engine::Engine& engine, const engine::Ticket& ticket, http::RequestSlot& slot) {
    slot_ = &slot;
    engine.WhenDurable(ticket, *this);
  }
  void Durable() noexcept override { slot_->Complete(); }

 private:
  http::RequestSlot* slot_ = nullptr;
};

}  // namespace

class Frontend::RequestContext final : public http::Context {
 public:
  service::Workspace workspace;
  AnswerWhenDurable waiter;
  std::size_t body_size = 0;  // of the last request

  bool HoldsLargeBuffers() const override {
    if (workspace.held_bytes_of_stored() > kRetainedBufferBytesMax) return true;
    return body_size > kSmallBodySizeBytes && workspace.held_bytes() > kWorkspaceBytesMax;
  }
  void ReleaseLargeBuffers() override { workspace = service::Workspace(); }

 private:
  // Such a body grows no builder by much; to look at the up to 100 of a batch would cost it more
  // than it is worth.
  static constexpr std::size_t kSmallBodySizeBytes = 16 * 1024;
  // It has many buffers.
  static constexpr std::size_t kWorkspaceBytesMax = 4 * kRetainedBufferBytesMax;
};

// What a request came to.
struct Frontend::Outcome {
  Status status = {};
  std::optional<engine::Ticket> ticket = {};
  std::string_view operation = {};
  std::string_view table = {};
  bool may_take_long = false;
  double consumed_units = 0;
};

Frontend::Frontend(service::Services& services, SignatureCheck& signatures, Options options)
    : services_(services), signatures_(signatures), options_(std::move(options)) {}

std::unique_ptr<http::Context> Frontend::NewContext() { return std::make_unique<RequestContext>(); }

http::Disposition Frontend::Handle(const http::Request& request, http::Answer& answer,
                                   http::RequestSlot& slot, bool may_block) {
  const bool logged = LogEnabled(LogLevel::kDebug);
  const auto start =
      logged ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point();
  const std::string_view health_region =
      options_.region.empty() ? kDefaultRegion : std::string_view(options_.region);
  if (AnswerPlainly(request, health_region, answer)) return http::Disposition::kDone;

  auto& context = static_cast<RequestContext&>(slot.context());
  context.body_size = request.body.size();
  const Outcome outcome = Serve(request, answer, context, may_block);
  int http_status = 200;
  if (!outcome.status) {
    const Error& error = outcome.status.error();
    answer.Clear();
    if (error.code == ErrorCode::kWouldBlock) {
      return outcome.may_take_long ? http::Disposition::kStalled : http::Disposition::kBlocked;
    }
    http_status = WireOf(error.code).http_status;
    api::AppendErrorBody(error, answer.out());
    if (http_status >= 500 && (error.code != ErrorCode::kServiceUnavailable || IsTimeToComplain()))
      Log(LogLevel::kError, "{}: {}", outcome.operation, error.message);
  }
  answer.Finish({.status = http_status,
                 .content_type = ContentType(request),
                 .extra_fields = CorsFields(request),
                 .accept_encoding = request.Find("Accept-Encoding")});
  if (logged) {
    const auto spent = std::chrono::steady_clock::now() - start;
    Log(LogLevel::kDebug, "{} {} {} {} {} {}us {:.1f} units", answer.request_id(),
        outcome.operation, outcome.table.empty() ? "-" : outcome.table, http_status,
        outcome.status ? "-" : WireOf(outcome.status.error().code).type,
        std::chrono::duration_cast<std::chrono::microseconds>(spent).count(),
        outcome.consumed_units);
  }
  engine::Engine& engine = services_.store.engine();
  if (!outcome.ticket || engine.Durable(*outcome.ticket)) return http::Disposition::kDone;
  context.waiter.Wait(engine, *outcome.ticket, slot);
  return http::Disposition::kDurable;
}

// A store that refuses every write, since its disk is full, must not fill the log, which may be on
// the same disk.
bool Frontend::IsTimeToComplain() {
  using std::chrono::steady_clock;
  constexpr steady_clock::duration kPause = std::chrono::minutes(1);
  const auto now = steady_clock::now().time_since_epoch();
  auto next = next_complaint_.load(std::memory_order_relaxed);
  return now >= next &&
         next_complaint_.compare_exchange_strong(next, now + kPause, std::memory_order_relaxed);
}

Frontend::Outcome Frontend::Serve(const http::Request& request, http::Answer& answer,
                                  RequestContext& context, bool may_block) {
  const auto refuse = [](Error error) {
    return Outcome{.status = std::unexpected(std::move(error))};
  };
  if (request.encoding == http::BodyEncoding::kBroken) {
    return refuse(InternalError("The compressed body of the request is damaged"));
  }
  if (request.encoding == http::BodyEncoding::kUnknown) {
    return refuse(InternalError("The Content-Encoding of the request is not supported"));
  }
  if (Status known = signatures_.Check(request); !known) return refuse(std::move(known).error());
  if (IsBare(request) && service::FindOperation(request.Find("X-Amz-Target")).shape == nullptr)
    return refuse(MakeError(ErrorCode::kUnknownOperation, {}));
  if (Status parsed = context.workspace.document.ParsePadded(request.body); !parsed) {
    return refuse(std::move(parsed).error());
  }
  if (!context.workspace.document.root().IsObject()) return refuse(SerializationError({}));
  return Call(request, request.Find("X-Amz-Target"), answer, context, may_block);
}

Frontend::Outcome Frontend::Call(const http::Request& request, std::string_view target,
                                 http::Answer& answer, RequestContext& context, bool may_block) {
  const service::Operation operation = service::FindOperation(target);
  Outcome outcome;
  if (operation.shape == nullptr) {
    outcome.status = std::unexpected(MakeError(ErrorCode::kUnknownOperation, {}));
    return outcome;
  }
  outcome.operation = operation.shape->name;
  if (operation.handler == nullptr) {
    outcome.status = std::unexpected(MakeError(
        ErrorCode::kUnknownOperation, "Pixii does not serve " + std::string(operation.shape->name) +
                                          " yet; see docs/differences.md"));
    return outcome;
  }
  auto checked = api::Check(*operation.shape, context.workspace.document.root());
  if (!checked) {
    outcome.status = std::unexpected(std::move(checked).error());
    return outcome;
  }
  outcome.table = checked->TableName();
  std::string_view region = options_.region;
  if (region.empty()) region = RegionOfSignature(request);
  service::Call call{.services = services_,
                     .request = *checked,
                     .workspace = context.workspace,
                     .region = region.empty() ? kDefaultRegion : region,
                     .host = request.Find("Host"),
                     .wait = may_block ? engine::Wait::kYes : engine::Wait::kNo,
                     .out = answer.out(),
                     .ticket = {},
                     .counts_capacity = LogEnabled(LogLevel::kDebug)};
  outcome.status = operation.handler(call);
  outcome.ticket = call.ticket;
  outcome.may_take_long = operation.writes || call.takes_long;
  outcome.consumed_units = call.consumed_units;
  return outcome;
}

}  // namespace pixii::frontend
