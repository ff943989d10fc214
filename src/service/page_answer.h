// The answer of Query and Scan: items that pass the filter, as they are shown, counts, and the key
// to go on after.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "service/read_source.h"
#include "service/services.h"
#include "store/page.h"
#include "store/store.h"

namespace pixii::service {

// kNothingFollows: the answer names no key to go on after, even where Limit ended the page.
enum class PageEnd : std::uint8_t { kMayGoOn, kNothingFollows };

// Reads the page and writes the whole answer. The workspace holds the bound filter and projection.
Status AnswerPage(Call& call, store::View& view, const ReadSource& source, store::PageRequest page,
                  PageEnd end = PageEnd::kMayGoOn);

// Encodes ExclusiveStartKey if the request has one. Wrong JSON types only; CheckStartKeyValues says
// the rest.
Status EncodeStartKey(Call& call);
Status CheckStartKeyValues(Call& call);

}  // namespace pixii::service
