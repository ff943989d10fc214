// What a call took: noted in the call, and the ConsumedCapacity member of its answer.
#pragma once

#include "capacity/consumed_capacity.h"
#include "codec/json_writer.h"
#include "service/services.h"

namespace pixii::service {

// True if somebody wants to know what the call takes. Where that has a price, it is counted for
// them only.
bool CountsCapacity(const Call& call);

// Adds to what the call took.
void NoteCapacity(Call& call, const capacity::ConsumedCapacity& consumed);

// Notes it and appends ConsumedCapacity, if the request asks for it. For requests of one table.
void AnswerCapacity(Call& call, const capacity::ConsumedCapacity& consumed,
                    codec::JsonObjectWriter& object);

}  // namespace pixii::service
