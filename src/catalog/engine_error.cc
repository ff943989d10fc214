#include "catalog/engine_error.h"

#include <utility>

namespace pixii::catalog {

Error FromEngine(const engine::Error& error) {
  switch (error.code) {
    case engine::Errc::kWouldBlock:
      return MakeError(ErrorCode::kWouldBlock, {});
    case engine::Errc::kConflict:
      return MakeError(ErrorCode::kTransactionConflict, "Transaction is ongoing for the item");
    case engine::Errc::kTooLarge:
      return ValidationError("The request exceeds a limit of the storage engine: " + error.what);
    case engine::Errc::kNoSpace:
      return MakeError(ErrorCode::kServiceUnavailable, error.what);
    case engine::Errc::kTooOld:
    case engine::Errc::kUnavailable:
      return MakeError(ErrorCode::kServiceUnavailable,
                       "The storage engine is not available: " + error.what);
    case engine::Errc::kUnknown:
      return InternalError("the outcome of this write is unknown");
    case engine::Errc::kCorruption:
      return InternalError("Stored data is damaged: " + error.what);
  }
  std::unreachable();
}

}  // namespace pixii::catalog
