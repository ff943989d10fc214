#include "api/tables.h"

#include <cstddef>

namespace pixii::api {
namespace {

#include "api/generated/shapes.inc"

constexpr std::string_view kFieldNames[] = {
#include "api/generated/field_names.inc"
};

}  // namespace

std::string_view NameOf(Field field) { return kFieldNames[static_cast<std::size_t>(field)]; }

std::span<const OperationInput> OperationInputs() { return kInputs; }

}  // namespace pixii::api
