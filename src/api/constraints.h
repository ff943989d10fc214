// Member constraints: the second step of a check. Lengths, ranges, enums, patterns and required
// members, in the order of the tables.
#pragma once

#include "api/request.h"
#include "base/result.h"

namespace pixii::api {

// Requires: the JSON types of `request` were checked, its table name too.
Status CheckConstraints(const Request& request);

// Whether a value of this member could fail, apart from being absent.
bool IsConstrained(const Member& member);

// A name pattern that holds for `text`: every character is one of [a-zA-Z0-9_.-].
bool IsNamePattern(std::string_view text);

// Characters of valid UTF-8, as lengths of members are counted.
std::int64_t CountCharacters(std::string_view utf8);

}  // namespace pixii::api
