// Any body against every operation: it is bound or refused with a message, and what is bound can be
// read.
#include <cstddef>
#include <cstdint>
#include <string>

#include "api/check.h"
#include "api/error_body.h"
#include "base/check.h"

namespace {

void Read(const pixii::api::Request& request) {
  using namespace pixii::api;
  std::size_t slot = 0;
  for (const Member& member : request.operation().input->members) {
    const pixii::codec::JsonValue value = request.Slot(slot++);
    if (value.IsNull()) continue;
    if (member.type->kind == Kind::kString) CHECK(value.IsString());
    if (member.type->kind == Kind::kList) CHECK(value.IsArray());
    if (member.type->kind == Kind::kMap) CHECK(value.IsObject());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixii;
  static codec::JsonDocument document;
  if (!document.Parse({reinterpret_cast<const char*>(data), size}).has_value()) return 0;
  std::string body;
  for (const api::OperationShape& operation : api::AllOperations()) {
    const Result<api::Request> request = api::Check(operation, document.root());
    if (request.has_value()) {
      Read(*request);
      if (const Status status = api::CheckAfterValues(*request); !status.has_value())
        CHECK(!status.error().message.empty());
      continue;
    }
    const ErrorCode code = request.error().code;
    CHECK(code == ErrorCode::kValidation || code == ErrorCode::kSerialization ||
          code == ErrorCode::kAccessDenied || code == ErrorCode::kResourceNotFound ||
          code == ErrorCode::kLimitExceeded);
    body.clear();
    api::AppendErrorBody(request.error(), body);
    codec::JsonDocument again;
    CHECK(again.Parse(body).has_value());
  }
  return 0;
}
