// JsonObjectWriter: writes one JSON object to the end of a string, member by member.
//
//   JsonObjectWriter object(out);
//   object.Text("name", "Ada");
//   WriteSomething(object.Name("nested"));
//   object.End();
//
// Appends only, so an object may be written inside another one's member. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "codec/json_text.h"

namespace pixii::codec {

class JsonObjectWriter {
 public:
  // `out` outlives the writer.
  explicit JsonObjectWriter(std::string& out) : out_(out) { out_.push_back('{'); }
  void End() { out_.push_back('}'); }

  // Begins a member: its value is to be appended to the returned string before the next call.
  // `name` needs no escaping.
  std::string& Name(std::string_view name) {
    if (!std::exchange(first_, false)) out_.push_back(',');
    out_.push_back('"');
    out_ += name;
    out_ += "\":";
    return out_;
  }
  // The same for a name, in UTF-8, that may need escaping.
  std::string& EscapedName(std::string_view name) {
    if (!std::exchange(first_, false)) out_.push_back(',');
    AppendJsonString(name, out_);
    out_.push_back(':');
    return out_;
  }
  void Text(std::string_view name, std::string_view utf8) { AppendJsonString(utf8, Name(name)); }
  void Integer(std::string_view name, std::int64_t number) { Name(name) += std::to_string(number); }
  void Boolean(std::string_view name, bool value) { Name(name) += value ? "true" : "false"; }

 private:
  std::string& out_;
  bool first_ = true;
};

// Writes an array: write(element, out) for each.
template <class Elements, class Write>
void AppendJsonArray(const Elements& elements, const Write& write, std::string& out) {
  out.push_back('[');
  bool first = true;
  for (const auto& element : elements) {
    if (!std::exchange(first, false)) out.push_back(',');
    write(element, out);
  }
  out.push_back(']');
}

}  // namespace pixii::codec
