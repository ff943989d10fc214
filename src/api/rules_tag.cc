#include <fmt/format.h>

#include <string>

#include "api/refuse.h"
#include "api/rules.h"
#include "base/limits.h"

namespace pixii::api {
namespace {

using codec::JsonElements;

// "Tagging restrictions in DynamoDB": letters, blanks, digits and + - = . _ : / @. Letters of all
// languages are allowed, so that only ASCII can be refused.
bool IsTagText(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool alphanumeric = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                              (byte >= 'A' && byte <= 'Z');
    if (byte < 0x80 && !alphanumeric &&
        std::string_view(" +-=._:/@").find(c) == std::string_view::npos)
      return false;
  }
  return true;
}

Status RefuseCharacters(std::string_view text, std::size_t position, std::string_view member) {
  return Refuse(fmt::format(
      "1 validation error detected: Value '{}' at 'tags.{}.member.{}' failed to satisfy "
      "constraint: Member must satisfy regular expression pattern: "
      "^([\\p{{L}}\\p{{Z}}\\p{{N}}_.:/=+\\-@]*)$",
      text, position, member));
}

bool KeyCameBefore(codec::JsonValue tags, std::string_view key, std::size_t position) {
  std::size_t at = 0;
  for (JsonElements earlier(tags); earlier.Next() && ++at < position;)
    if (earlier.value().Find("Key").text() == key) return true;
  return false;
}

}  // namespace

Status TagRules(const Request& request) {
  const codec::JsonValue tags = request.Json(Field::kTags);
  if (tags.IsNull()) return {};
  if (tags.size() > kTagsPerTableMax)
    return RefuseInvalid(
        fmt::format("Too many tags: a resource can have at most {}", kTagsPerTableMax));
  std::size_t position = 0;
  for (JsonElements elements(tags); elements.Next();) {
    ++position;
    const std::string_view key = elements.value().Find("Key").text();
    const std::string_view value = elements.value().Find("Value").text();
    if (!IsTagText(key)) return RefuseCharacters(key, position, "key");
    if (!IsTagText(value)) return RefuseCharacters(value, position, "value");
    if (key.starts_with("aws:"))
      return RefuseInvalid("Tag keys starting with 'aws:' are reserved for system use");
    if (KeyCameBefore(tags, key, position))
      return RefuseInvalid("Duplicate tag key found: " + std::string(key));
  }
  return {};
}

}  // namespace pixii::api
