// Reserved words: names that an expression may not use bare, in upper or lower case.
// Documentation: "Reserved words in DynamoDB".
#pragma once

#include <span>
#include <string_view>

namespace pixii::expr {

bool IsReservedWord(std::string_view word);

// All of them, in upper case and ascending order.
std::span<const std::string_view> ReservedWords();

}  // namespace pixii::expr
