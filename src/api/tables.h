// The generated inputs of all operations. Constant data.
#pragma once

#include <span>
#include <string_view>

#include "api/member.h"
#include "api/operation.h"

namespace pixii::api {

struct OperationInput {
  std::string_view name;
  Api api;
  const Shape* input;
};

// In the order of the model: the APIs one after another.
std::span<const OperationInput> OperationInputs();

}  // namespace pixii::api
