// Names of tables on the wire: arn:aws:dynamodb:REGION:ACCOUNT:table/NAME.
#pragma once

#include <string>
#include <string_view>

namespace pixii::service {

std::string TableArn(std::string_view region, std::string_view account_id,
                     std::string_view table_name);

}  // namespace pixii::service
