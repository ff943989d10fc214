#include "codec/json_writer.h"
#include "service/operations.h"

namespace pixii::service {
namespace {

// The default quotas of an account. AWS documentation: "Quotas".
constexpr std::int64_t kAccountUnitsMax = 80'000;
constexpr std::int64_t kTableUnitsMax = 40'000;

}  // namespace

Status DescribeLimits(Call& call) {
  codec::JsonObjectWriter object(call.out);
  object.Integer("AccountMaxReadCapacityUnits", kAccountUnitsMax);
  object.Integer("AccountMaxWriteCapacityUnits", kAccountUnitsMax);
  object.Integer("TableMaxReadCapacityUnits", kTableUnitsMax);
  object.Integer("TableMaxWriteCapacityUnits", kTableUnitsMax);
  object.End();
  return {};
}

}  // namespace pixii::service
