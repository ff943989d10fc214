// Failures: the member constraints that a request breaks, worded by the operation's layer.
// Paths are linked nodes on the walker's stack, so that a request that breaks nothing costs no
// text. Not thread-safe; lives for one check.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/member.h"
#include "api/operation.h"
#include "codec/json_value.h"

namespace pixii::api {

// Where a value stands: `keySchema.1.member.keyType`.
struct Path {
  enum class Step : std::uint8_t { kMember, kMapValue, kElement };
  const Path* parent;  // null for members of the request itself
  Step step;
  std::string_view name = {};  // of a member or a map's key
  std::size_t position = 0;    // of an element, from 1
};

class Failures {
 public:
  // `old_wording`: lower camel paths, values echoed, at most 10 failures, in every layer.
  Failures(const OperationShape& operation, bool old_wording);

  // True when no further failure would be reported: the walk may end.
  bool full() const { return count_ >= max_; }
  bool empty() const { return count_ == 0; }
  std::size_t count() const { return count_; }

  // Something that newer layers report in the old wording, together with all other failures: a
  // member that must not be absent, or a bad name of a table in a map.
  void FallBack() { falls_back_ = true; }
  bool falls_back() const { return falls_back_; }
  bool old_wording() const { return old_wording_; }

  // `rule` is the text after `failed to satisfy constraint: `.
  void Add(const Path& path, const Type& type, codec::JsonValue value, std::string_view rule) {
    Add(path, type, value, rule, old_wording_);
  }
  // A value outside an enum.
  void AddEnum(const Path& path, const Member& member, codec::JsonValue value);
  // A failure in words of its own.
  void AddText(std::string_view text);

  // `2 validation errors detected: ...; ...` Requires: not empty.
  Error ToError() const;

 private:
  void Add(const Path& path, const Type& type, codec::JsonValue value, std::string_view rule,
           bool old_wording);

  const OperationShape& operation_;
  bool old_wording_;
  std::size_t max_;
  bool falls_back_ = false;
  std::size_t count_ = 0;
  std::string text_;
};

// The rule for maps whose keys are table names.
inline constexpr std::string_view kMapKeysRule =
    "Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member "
    "must have length greater than or equal to 3, Member must satisfy regular expression pattern: "
    "[a-zA-Z0-9_.-]+]";

// `[HASH, RANGE]`
std::string EnumList(std::span<const std::string_view> values);

// Appends a value as the service's Java prints it, at most kEchoSizeBytesMax bytes of it: strings
// bare, `[a, b]`, `{key=value}`, `Name(member=value, other=null)`.
void AppendEcho(const Type& type, codec::JsonValue value, std::string& out);

// At most `size_max` bytes of `utf8`, whole characters.
std::string_view CutText(std::string_view utf8, std::size_t size_max);

// Appends a value as compact JSON, bounded in the same way.
void AppendJsonEcho(codec::JsonValue value, std::string& out);

// "TableName" -> "tableName"
std::string LowerCamel(std::string_view name);

}  // namespace pixii::api
