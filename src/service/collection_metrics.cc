#include "service/collection_metrics.h"

#include "codec/attribute_json.h"
#include "codec/json_writer.h"

namespace pixii::service {
namespace {

constexpr std::int64_t kGigabyte = std::int64_t{1} << 30;

}  // namespace

bool AsksForCollectionMetrics(const api::Request& request) {
  return request.Text(api::Field::kReturnItemCollectionMetrics) == "SIZE";
}

// The estimate is a range of whole gigabytes; the size itself is exact.
void AppendCollectionMetrics(const catalog::Table& table, value::ItemView item,
                             std::int64_t size_bytes, std::string& out) {
  const std::string& name = table.key.partition.name;
  codec::JsonObjectWriter object(out);
  codec::JsonObjectWriter key(object.Name("ItemCollectionKey"));
  codec::AppendValueJson(item.Find(name), key.EscapedName(name));
  key.End();
  const std::int64_t gigabytes = size_bytes / kGigabyte;
  std::string& range = object.Name("SizeEstimateRangeGB");
  range += '[';
  range += std::to_string(gigabytes);
  range += ".0,";
  range += std::to_string(gigabytes + 1);
  range += ".0]";
  object.End();
}

}  // namespace pixii::service
