// The way out: stored bytes to JSON text, in one pass, without a tree in between.
#include "codec/attribute_json.h"
#include "codec/text_out.h"
#include "value/number.h"

namespace pixii::codec {

using value::Type;
using value::ValueView;

namespace {

void WriteNumber(std::string_view number, TextOut& out) {
  char* at = out.Room(value::kNumberTextMax + 2);
  *at++ = '"';
  at += value::WriteNumberText(number, at);
  *at++ = '"';
  out.Advance(at);
}

void WriteSet(ValueView set, TextOut& out) {
  const Type type = set.type();
  for (const std::string_view element : set.set_elements()) {
    if (type == Type::kNumberSet) {
      WriteNumber(element, out);
    } else if (type == Type::kStringSet) {
      WriteJsonString(element, out);
    } else {
      out.Char('"');
      WriteBase64(element, out);
      out.Char('"');
    }
    out.Char(',');
  }
  if (set.count() != 0) out.Unwrite();
}

// Recursion is bounded by the nesting of stored values, kNestingLevelsMax.
void WriteValue(ValueView value, TextOut& out) {
  switch (value.type()) {
    case Type::kString:
      out.Text(R"({"S":)");
      WriteJsonString(value.text(), out);
      out.Char('}');
      return;
    case Type::kNumber:
      out.Text(R"({"N":)");
      WriteNumber(value.number(), out);
      out.Char('}');
      return;
    case Type::kBinary:
      out.Text(R"({"B":")");
      WriteBase64(value.text(), out);
      out.Text(R"("})");
      return;
    case Type::kNull:
      out.Text(R"({"NULL":true})");
      return;
    case Type::kBoolean:
      out.Text(value.boolean() ? R"({"BOOL":true})" : R"({"BOOL":false})");
      return;
    case Type::kStringSet:
    case Type::kNumberSet:
    case Type::kBinarySet:
      out.Text(R"({")");
      out.Text(TypeName(value.type()));
      out.Text(R"(":[)");
      WriteSet(value, out);
      out.Text("]}");
      return;
    case Type::kList:
      out.Text(R"({"L":[)");
      for (const ValueView element : value.list_elements()) {
        WriteValue(element, out);
        out.Char(',');
      }
      if (value.count() != 0) out.Unwrite();
      out.Text("]}");
      return;
    case Type::kMap:
      out.Text(R"({"M":{)");
      for (const value::MapEntry& entry : value.map_entries()) {
        WriteJsonString(entry.name, out);
        out.Char(':');
        WriteValue(entry.value, out);
        out.Char(',');
      }
      if (value.count() != 0) out.Unwrite();
      out.Text("}}");
      return;
  }
}

}  // namespace

void AppendValueJson(ValueView value, std::string& out) {
  TextOut text(out, value.bytes().size() + 64);
  WriteValue(value, text);
}

void AppendItemJson(value::ItemView item, std::string& out) {
  TextOut text(out, item.bytes().size() * 3 / 2 + 64);
  text.Char('{');
  for (const value::MapEntry& attribute : item.attributes()) {
    WriteJsonString(attribute.name, text);
    text.Char(':');
    WriteValue(attribute.value, text);
    text.Char(',');
  }
  if (item.count() != 0) text.Unwrite();
  text.Char('}');
}

}  // namespace pixii::codec
