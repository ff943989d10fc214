#include "base/error.h"

#include <array>

namespace pixii {
namespace {

#define MODELLED "com.amazonaws.dynamodb.v20120810#"
#define COMMON "com.amazon.coral.service#"

// One row per ErrorCode, in its order. Prefixes and message keys: the error bodies that the service
// answers.
constexpr std::array kWire = {
    ErrorWire{"com.amazon.coral.validate#ValidationException", "message", 400},
    ErrorWire{COMMON "SerializationException", "Message", 400},
    ErrorWire{COMMON "UnknownOperationException", "message", 400},
    ErrorWire{MODELLED "ResourceNotFoundException", "message", 400},
    ErrorWire{MODELLED "ResourceInUseException", "message", 400},
    ErrorWire{MODELLED "TableNotFoundException", "message", 400},
    ErrorWire{MODELLED "ConditionalCheckFailedException", "message", 400},
    ErrorWire{MODELLED "TransactionConflictException", "message", 400},
    ErrorWire{MODELLED "LimitExceededException", "message", 400},
    ErrorWire{MODELLED "ProvisionedThroughputExceededException", "message", 400},
    ErrorWire{MODELLED "ItemCollectionSizeLimitExceededException", "message", 400},
    ErrorWire{"com.amazon.coral.availability#ThrottlingException", "message", 400},
    ErrorWire{COMMON "AccessDeniedException", "Message", 400},
    ErrorWire{COMMON "InvalidSignatureException", "message", 400},
    ErrorWire{COMMON "IncompleteSignatureException", "message", 400},
    ErrorWire{COMMON "MissingAuthenticationTokenException", "message", 400},
    ErrorWire{COMMON "UnrecognizedClientException", "message", 400},
    ErrorWire{COMMON "ServiceUnavailable", "message", 503},
    ErrorWire{MODELLED "InternalServerError", "message", 500},
    ErrorWire{COMMON "InternalFailure", "message", 500},
    ErrorWire{MODELLED "InternalServerError", "message", 500},
};
static_assert(kWire.size() == static_cast<std::size_t>(ErrorCode::kWouldBlock) + 1);

#undef MODELLED
#undef COMMON

}  // namespace

const ErrorWire& WireOf(ErrorCode code) { return kWire[static_cast<std::size_t>(code)]; }

}  // namespace pixii
