#include "catalog/engine_error.h"

#include <gtest/gtest.h>

#include <string>

namespace pixii::catalog {
namespace {

using engine::Errc;

TEST(FromEngine, EachErrorHasOneAnswer) {
  const struct {
    Errc code;
    ErrorCode answer;
    std::string message;
  } rows[] = {
      {Errc::kWouldBlock, ErrorCode::kWouldBlock, ""},
      {Errc::kConflict, ErrorCode::kTransactionConflict, "Transaction is ongoing for the item"},
      {Errc::kTooLarge, ErrorCode::kValidation,
       "The request exceeds a limit of the storage engine: why"},
      {Errc::kTooOld, ErrorCode::kServiceUnavailable, "The storage engine is not available: why"},
      {Errc::kNoSpace, ErrorCode::kServiceUnavailable, "why"},
      {Errc::kUnavailable, ErrorCode::kServiceUnavailable,
       "The storage engine is not available: why"},
      {Errc::kUnknown, ErrorCode::kInternal, "the outcome of this write is unknown"},
      {Errc::kCorruption, ErrorCode::kInternal, "Stored data is damaged: why"},
  };
  for (const auto& row : rows) {
    const Error error = FromEngine({row.code, "why"});
    EXPECT_EQ(error.code, row.answer) << row.message;
    EXPECT_EQ(error.message, row.message);
  }
}

}  // namespace
}  // namespace pixii::catalog
