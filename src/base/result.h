// Result<T> and Status: how a function of Pixii says that it failed. Errors are values; nothing
// here throws.
#pragma once

#include <expected>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace pixii {

template <class T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

}  // namespace pixii

// Passes the error of `expression` on to the caller; works for every std::expected whose error type
// converts.
#define RETURN_IF_ERROR(expression)                                               \
  do {                                                                            \
    if (auto pixii_status = (expression); !pixii_status.has_value()) [[unlikely]] \
      return std::unexpected(std::move(pixii_status).error());                    \
  } while (false)

#define PIXII_CONCAT_INNER(a, b) a##b
#define PIXII_CONCAT(a, b) PIXII_CONCAT_INNER(a, b)

// ASSIGN_OR_RETURN(auto x, F()): declares or assigns x, or passes F's error on.
#define ASSIGN_OR_RETURN(target, expression) \
  PIXII_ASSIGN_OR_RETURN(PIXII_CONCAT(pixii_result_, __LINE__), target, expression)
#define PIXII_ASSIGN_OR_RETURN(result, target, expression) \
  auto result = (expression);                              \
  if (!result.has_value()) [[unlikely]]                    \
    return std::unexpected(std::move(result).error());     \
  target = std::move(result).value()
