#include "check/report.h"

#include "base/limits.h"
#include "codec/attribute_json.h"
#include "codec/json_writer.h"

namespace pixii::check {
namespace {

// Cut between two characters of UTF-8.
std::string Cut(std::string text) {
  if (text.size() <= kCheckKeyShownBytesMax) return text;
  std::size_t size = kCheckKeyShownBytesMax;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  text.resize(size);
  return text + "...";
}

}  // namespace

void Report::Add(std::string_view sentence) {
  if (summary_.errors++ < kCheckErrorsShownMax) show_(sentence);
}

std::string Hex(std::string_view key) {
  std::string text;
  for (const char byte : key.substr(0, kCheckKeyShownBytesMax)) {
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  return Cut(std::move(text));
}

std::string KeyText(const catalog::Table& table, value::ItemView item) {
  std::string text;
  codec::JsonObjectWriter object(text);
  const auto write = [&](const std::string& name) {
    const value::ValueView found = item.Find(name);
    if (found) codec::AppendValueJson(found, object.EscapedName(name));
  };
  write(table.key.partition.name);
  if (table.key.sort) write(table.key.sort->name);
  object.End();
  return Cut(std::move(text));
}

}  // namespace pixii::check
