#include "codec/json_writer.h"
#include "service/operations.h"

namespace pixii::service {

Status DescribeEndpoints(Call& call) {
  constexpr std::int64_t kCachePeriodMinutes = 1440;
  codec::JsonObjectWriter object(call.out);
  std::string& endpoints = object.Name("Endpoints");
  endpoints.push_back('[');
  codec::JsonObjectWriter endpoint(endpoints);
  endpoint.Text("Address", call.host);
  endpoint.Integer("CachePeriodInMinutes", kCachePeriodMinutes);
  endpoint.End();
  endpoints.push_back(']');
  object.End();
  return {};
}

}  // namespace pixii::service
