#include "frontend/plain_answers.h"

namespace pixii::frontend {
namespace {

constexpr std::string_view kAmzJson = "application/x-amz-json-1.0";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kAllowOrigin =
    "Access-Control-Allow-Origin: *\r\n"
    "Access-Control-Expose-Headers: x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,"
    "x-amz-crc32,Date\r\n";

std::string_view MediaType(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ') || content_type.ends_with('\t')) content_type.remove_suffix(1);
  return content_type;
}

void AnswerHealth(std::string_view region, const http::Request& request, http::Answer& answer) {
  answer.out() += "healthy: dynamodb.";
  answer.out() += region;
  answer.out() += ".amazonaws.com ";
  answer.Finish({.content_type = "text/plain", .extra_fields = CorsFields(request)});
}

// What the page asks for is granted: whoever reaches the port may do everything.
void AnswerPreflight(const http::Request& request, http::Answer& answer) {
  std::string fields(kAllowOrigin);
  const auto echo = [&](std::string_view wanted, std::string_view granted) {
    if (const std::string_view names = request.Find(wanted); !names.empty()) {
      fields.append(granted).append(": ").append(names).append("\r\n");
    }
  };
  echo("Access-Control-Request-Headers", "Access-Control-Allow-Headers");
  echo("Access-Control-Request-Method", "Access-Control-Allow-Methods");
  fields += "Access-Control-Max-Age: 172800\r\n";
  answer.Finish({.extra_fields = fields});
}

}  // namespace

bool IsBare(const http::Request& request) {
  return request.body.empty() && !request.Has("Content-Type");
}

bool AnswerPlainly(const http::Request& request, std::string_view region, http::Answer& answer) {
  if (request.method == "POST") {
    const std::string_view type = MediaType(request.Find("Content-Type"));
    if (type == kAmzJson || type == kJson || IsBare(request)) return false;
  } else if ((request.method == "GET" || request.method == "HEAD") && request.target == "/") {
    AnswerHealth(region, request, answer);
    return true;
  } else if (request.method == "OPTIONS" && request.Has("Origin")) {
    AnswerPreflight(request, answer);
    return true;
  }
  answer.out() += "<UnknownOperationException/>\n";
  answer.Finish({.status = 404, .extra_fields = CorsFields(request)});
  return true;
}

std::string_view ContentType(const http::Request& request) {
  const bool is_json = MediaType(request.Find("Content-Type")) == kJson || IsBare(request);
  return is_json ? kJson : kAmzJson;
}

std::string_view CorsFields(const http::Request& request) {
  return request.Has("Origin") ? kAllowOrigin : std::string_view();
}

}  // namespace pixii::frontend
