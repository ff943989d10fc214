// Attribute values and items, from the JSON of requests to bytes (EncodeX) and from bytes to the
// JSON of answers (AppendXJson). Rules: "DynamoDB low-level API", "Data type descriptors" of the
// developer guide.
//
// A JSON value of a wrong type and bad base64 end the walk at once with their
// SerializationException. A value that is well typed but not acceptable (a bad number, an empty
// set, null, several types at once, too many levels) is remembered in ValueErrors, the first one
// only, and the walk goes on, since wrong types of later members are reported before it. Numbers
// are read from strings only. Thread-safe but for what is passed in.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/json_value.h"
#include "codec/value_errors.h"
#include "value/item.h"
#include "value/value_builder.h"

namespace pixii::codec {

// Adds the attributes of a JSON object such as PutItem's Item or Key to `item`; the caller clears
// it before and finishes it after. If `errors` is not empty afterwards, what was added must not be
// used. After an error, what was added must not be used either.
Status EncodeItem(JsonValue object, value::ItemBuilder& item, ValueErrors& errors);

// Writes the one value of an AttributeValue object such as {"S": "text"}. `depth` counts the
// containers around it. If `errors` is not empty afterwards, what was written is one value or
// several, not to be used. After an error, `out` holds a part of a value, and is to be cleared.
Status EncodeValue(JsonValue attribute, value::ValueWriter& out, ValueErrors& errors,
                   int depth = 0);

// {"S":"text"}. Requires: there is a value.
void AppendValueJson(value::ValueView value, std::string& out);
// {"name":{"S":"text"},...} in stored order.
void AppendItemJson(value::ItemView item, std::string& out);

}  // namespace pixii::codec
