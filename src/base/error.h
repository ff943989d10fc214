// Error: what went wrong, in terms that a caller or a client can react to. The codes are a closed
// list; their wire names, HTTP statuses and message keys stand in one table, in error.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace pixii {

// A code is added only if some caller or the client can react to it. Nothing in the server makes
// these yet: kProvisionedThroughputExceeded and kThrottling wait for throttling; kInvalidSignature,
// kIncompleteSignature, kMissingAuthenticationToken and kUnrecognizedClient for the check of
// signatures.
enum class ErrorCode : std::uint8_t {
  // Answers of the DynamoDB API. Reference: the error lists of each operation of the API reference.
  kValidation,
  kSerialization,
  kUnknownOperation,
  kResourceNotFound,
  kResourceInUse,
  kTableNotFound,
  kConditionalCheckFailed,
  kTransactionConflict,
  kLimitExceeded,
  kProvisionedThroughputExceeded,
  kItemCollectionSizeLimitExceeded,
  kThrottling,
  kAccessDenied,
  kInvalidSignature,
  kIncompleteSignature,
  kMissingAuthenticationToken,
  kUnrecognizedClient,
  kServiceUnavailable,  // 503, may be retried
  kInternal,            // 500, for a broken compressed body too
  kInternalFailure,     // 500; nothing makes it so far
  // Never leaves the process: the request must be run again where it may wait for storage.
  kWouldBlock,
};

// Where a code stands on the wire.
struct ErrorWire {
  std::string_view type;  // with its prefix, for `__type`
  std::string_view message_key;
  int http_status;
};
const ErrorWire& WireOf(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  // Further members of the error body: JSON text `"Item":{...}`, without a comma in front. Empty
  // for most.
  std::string extra_json;
};

inline Error MakeError(ErrorCode code, std::string message) {
  return {code, std::move(message), {}};
}
inline Error ValidationError(std::string message) {
  return {ErrorCode::kValidation, std::move(message), {}};
}
inline Error SerializationError(std::string message) {
  return {ErrorCode::kSerialization, std::move(message), {}};
}
inline Error InternalError(std::string message) {
  return {ErrorCode::kInternal, std::move(message), {}};
}

}  // namespace pixii
