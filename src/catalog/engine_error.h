// How an engine's error reaches the client: one table for the whole server.
#pragma once

#include "base/error.h"
#include "engine/engine.h"

namespace pixii::catalog {

Error FromEngine(const engine::Error& error);

}  // namespace pixii::catalog

// ASSIGN_OR_RETURN for calls of the engine, in functions that return Result<T>.
#define ASSIGN_OR_RETURN_ENGINE(target, expression) \
  PIXII_ASSIGN_OR_RETURN_ENGINE(PIXII_CONCAT(pixii_result_, __LINE__), target, expression)
#define PIXII_ASSIGN_OR_RETURN_ENGINE(result, target, expression)         \
  auto result = (expression);                                             \
  if (!result.has_value()) [[unlikely]]                                   \
    return std::unexpected(::pixii::catalog::FromEngine(result.error())); \
  target = std::move(result).value()
