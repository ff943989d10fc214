#include "service/arn.h"

#include <fmt/core.h>

namespace pixii::service {

std::string TableArn(std::string_view region, std::string_view account_id,
                     std::string_view table_name) {
  return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", region, account_id, table_name);
}

}  // namespace pixii::service
