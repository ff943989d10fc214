#include "codec/json_value.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "base/limits.h"
#include "codec/json_access.h"

namespace pixii::codec {

namespace dom = simdjson::dom;

namespace {

dom::element Element(JsonValue value) { return JsonAccess::Open<dom::element>(value); }
dom::object Object(JsonValue value) { return Element(value).get_object().value_unsafe(); }
dom::array Array(JsonValue value) { return Element(value).get_array().value_unsafe(); }

}  // namespace

JsonKind JsonValue::kind() const {
  if (document_ == nullptr) return JsonKind::kNull;
  switch (Element(*this).type()) {
    case dom::element_type::ARRAY:
      return JsonKind::kArray;
    case dom::element_type::OBJECT:
      return JsonKind::kObject;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
      return JsonKind::kInteger;
    case dom::element_type::DOUBLE:
      return JsonKind::kDecimal;
    case dom::element_type::STRING:
      return JsonKind::kString;
    case dom::element_type::BOOL:
      return Element(*this).get_bool().value_unsafe() ? JsonKind::kTrue : JsonKind::kFalse;
    case dom::element_type::NULL_VALUE:
      return JsonKind::kNull;
  }
  return JsonKind::kNull;
}

std::string_view JsonValue::text() const { return Element(*this).get_string().value_unsafe(); }

std::int64_t JsonValue::integer() const {
  const auto integer = Element(*this).get_int64();
  return integer.error() ? std::numeric_limits<std::int64_t>::max() : integer.value_unsafe();
}

double JsonValue::decimal() const { return Element(*this).get_double().value_unsafe(); }

std::size_t JsonValue::size() const {
  // simdjson's own count ends at 2^24 - 1.
  std::size_t size = 0;
  if (IsArray()) {
    for (JsonElements elements(*this); elements.Next();) ++size;
  } else {
    for (JsonMembers members(*this); members.Next();) ++size;
  }
  return size;
}

JsonValue JsonValue::Find(std::string_view name) const {
  if (!IsObject()) return {};
  JsonValue found;
  for (JsonMembers members(*this); members.Next();) {
    if (members.name() == name) found = members.value();
  }
  return found;
}

bool JsonValue::Has(std::string_view name) const {
  if (!IsObject()) return false;
  for (JsonMembers members(*this); members.Next();) {
    if (members.name() == name) return true;
  }
  return false;
}

JsonMembers::JsonMembers(JsonValue object)
    : at_(JsonAccess::Wrap(Object(object).begin())),
      end_(JsonAccess::Index(JsonAccess::Wrap(Object(object).end()))) {}

bool JsonMembers::Next() {
  if (JsonAccess::Index(at_) == end_) return false;
  auto iterator = JsonAccess::Open<dom::object::iterator>(at_);
  name_ = iterator.key();
  value_ = JsonAccess::Wrap(iterator.value());
  at_ = JsonAccess::Wrap(++iterator);
  return true;
}

JsonElements::JsonElements(JsonValue array)
    : at_(JsonAccess::Wrap(Array(array).begin())),
      end_(JsonAccess::Index(JsonAccess::Wrap(Array(array).end()))) {}

bool JsonElements::Next() {
  if (JsonAccess::Index(at_) == end_) return false;
  auto iterator = JsonAccess::Open<dom::array::iterator>(at_);
  value_ = JsonAccess::Wrap(*iterator);
  at_ = JsonAccess::Wrap(++iterator);
  return true;
}

struct JsonDocument::Parsers {
  dom::parser kept;
  std::unique_ptr<dom::parser> large;
};

JsonDocument::JsonDocument() : parsers_(std::make_unique<Parsers>()) {}
JsonDocument::~JsonDocument() = default;
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;

Status JsonDocument::Parse(std::string_view body) { return ParseWith(body, false); }
Status JsonDocument::ParsePadded(std::string_view body) { return ParseWith(body, true); }

void JsonDocument::Clear() {
  root_ = {};
  parsers_->large.reset();
}

Status JsonDocument::ParseWith(std::string_view body, bool padded) {
  static_assert(kJsonPaddingBytes >= simdjson::SIMDJSON_PADDING);
  Clear();
  dom::parser* parser = &parsers_->kept;
  std::size_t capacity = body.size();
  if (body.size() > kRetainedBufferBytesMax) {
    parsers_->large = std::make_unique<dom::parser>();
    parser = parsers_->large.get();
  } else {
    // A power of two, so that bodies of growing size do not each allocate.
    constexpr std::size_t kFirstCapacity = 4096;
    capacity = std::bit_ceil(std::max(capacity, kFirstCapacity));
  }
  if (parser->capacity() < capacity && parser->allocate(capacity) != simdjson::SUCCESS) {
    return std::unexpected(InternalError("out of memory for a request body"));
  }
  dom::element root;
  if (parser->parse(body.data(), body.size(), !padded).get(root) != simdjson::SUCCESS) {
    return std::unexpected(SerializationError(""));
  }
  root_ = JsonAccess::Wrap(root);
  return {};
}

}  // namespace pixii::codec
