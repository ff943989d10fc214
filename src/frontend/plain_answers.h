// Answers that no operation gives: health, CORS preflight, and requests that are none of
// DynamoDB's.
#pragma once

#include <string>
#include <string_view>

#include "http/answer.h"
#include "http/request.h"

namespace pixii::frontend {

// True if `request` was answered here: it is not a POST of a content type that DynamoDB takes.
bool AnswerPlainly(const http::Request& request, std::string_view region, http::Answer& answer);

// Neither a body nor a content type: the service takes it for JSON, and says what is wrong with the
// target before it misses the body.
bool IsBare(const http::Request& request);

// The Content-Type of answers: that of the request, without parameters.
std::string_view ContentType(const http::Request& request);

// The CORS field for a request that came from a page; empty without `Origin`.
std::string_view CorsFields(const http::Request& request);

}  // namespace pixii::frontend
