#include "api/error_body.h"

#include "codec/json_text.h"

namespace pixii::api {

void AppendErrorBody(const Error& error, std::string& out) {
  const ErrorWire& wire = WireOf(error.code);
  out += "{\"__type\":\"";
  out += wire.type;
  out += '"';
  const bool may_lack_message =
      error.code == ErrorCode::kSerialization || error.code == ErrorCode::kUnknownOperation;
  if (!error.message.empty() || !may_lack_message) {
    out += ",\"";
    out += wire.message_key;
    out += "\":";
    codec::AppendJsonString(error.message, out);
  }
  if (!error.extra_json.empty()) {
    out += ',';
    out += error.extra_json;
  }
  out += '}';
}

}  // namespace pixii::api
