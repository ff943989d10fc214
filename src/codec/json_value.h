// JSON as it comes in: JsonDocument parses a request body, JsonValue is a handle to one value in
// it. simdjson stands behind both; its headers appear in json_value.cc and in the walker,
// attribute_json.cc.
//
// A body is checked as a whole before anything of it can be seen: syntax, UTF-8, lone surrogates,
// depth (1,024). An integer beyond 64 bits or a decimal beyond a double makes a body unreadable
// (docs/differences.md). A handle is two words, owns nothing and is good until the document's next
// Parse or Clear. Reading is thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace pixii::codec {

// Bytes that must be readable behind a body for ParsePadded. Their content does not matter.
inline constexpr std::size_t kJsonPaddingBytes = 64;

enum class JsonKind : std::uint8_t {
  kNull,
  kTrue,
  kFalse,
  kInteger,
  kDecimal,
  kString,
  kArray,
  kObject
};

class JsonValue {
 public:
  // JSON null.
  JsonValue() = default;

  JsonKind kind() const;
  bool IsNull() const { return kind() == JsonKind::kNull; }
  bool IsString() const { return kind() == JsonKind::kString; }
  bool IsObject() const { return kind() == JsonKind::kObject; }
  bool IsArray() const { return kind() == JsonKind::kArray; }
  bool IsBoolean() const { return kind() == JsonKind::kTrue || kind() == JsonKind::kFalse; }

  // Each requires a value of its kind.
  std::string_view text() const;  // unescaped, valid UTF-8
  bool boolean() const { return kind() == JsonKind::kTrue; }
  std::int64_t integer() const;  // the nearest int64 if it is larger
  double decimal() const;        // of kInteger too
  // Elements of an array or members of an object (a name that comes twice counts twice).
  std::size_t size() const;

  // The last member of that name; null if there is none, or if this is no object. Linear.
  JsonValue Find(std::string_view name) const;
  // True for a member that is null, too.
  bool Has(std::string_view name) const;

 private:
  friend class JsonAccess;
  const void* document_ = nullptr;
  std::size_t index_ = 0;
};

// The members of an object in document order:
//   for (JsonMembers m(object); m.Next();) Use(m.name(), m.value());
class JsonMembers {
 public:
  // Requires: an object.
  explicit JsonMembers(JsonValue object);
  bool Next();
  std::string_view name() const { return name_; }
  JsonValue value() const { return value_; }

 private:
  JsonValue at_;
  std::size_t end_;
  std::string_view name_;
  JsonValue value_;
};

// The elements of an array, in the same way.
class JsonElements {
 public:
  // Requires: an array.
  explicit JsonElements(JsonValue array);
  bool Next();
  JsonValue value() const { return value_; }

 private:
  JsonValue at_;
  std::size_t end_;
  JsonValue value_;
};

// A parser and the last document that it parsed. Reusable: after warm-up nothing is allocated for
// bodies up to kRetainedBufferBytesMax; the memory of a larger one is freed by the next Parse or
// Clear. Not thread-safe.
class JsonDocument {
 public:
  JsonDocument();
  ~JsonDocument();
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;

  // Fails with kSerialization and an empty message if `body` is not JSON, with kInternal if there
  // is no memory for it. The body may go after the call.
  Status Parse(std::string_view body);
  // The same without a copy. Requires: kJsonPaddingBytes readable bytes behind `body`.
  Status ParsePadded(std::string_view body);
  void Clear();

  // Requires: the last Parse succeeded.
  JsonValue root() const { return root_; }

 private:
  struct Parsers;
  Status ParseWith(std::string_view body, bool padded);

  std::unique_ptr<Parsers> parsers_;
  JsonValue root_;
};

}  // namespace pixii::codec
