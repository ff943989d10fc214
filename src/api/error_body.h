// The JSON body of an error answer. Thread-safe.
#pragma once

#include <string>

#include "base/error.h"

namespace pixii::api {

// Appends {"__type":"...","message":"..."} and the error's further members. Without a message for
// kSerialization and kUnknownOperation when it is empty.
void AppendErrorBody(const Error& error, std::string& out);

}  // namespace pixii::api
