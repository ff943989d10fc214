#include "expr/testing/literals.h"

#include <cstdlib>
#include <iostream>

#include "value/number.h"
#include "value/value_builder.h"

namespace pixii::expr::testing {
namespace {

using value::Type;
using value::ValueView;

class Reader {
 public:
  Reader(std::string_view text) : all_(text), rest_(text) {}

  void Value(value::ValueWriter& out) {
    Skip();
    if (Take("[")) {
      out.BeginList();
      while (!Take("]")) {
        Value(out);
        Take(",");
      }
      out.EndList();
    } else if (Take("{")) {
      out.BeginMap();
      while (!Take("}")) {
        out.Name(Name());
        Value(out);
        Take(",");
      }
      out.EndMap();
    } else if (Take("<")) {
      Set(out);
    } else if (Take("b'")) {
      out.Binary(Quoted());
    } else if (Take("'")) {
      out.String(Quoted());
    } else if (Take("true")) {
      out.Boolean(true);
    } else if (Take("false")) {
      out.Boolean(false);
    } else if (Take("null")) {
      out.Null();
    } else {
      out.Number(Number());
    }
  }

  std::string Name() {
    Skip();
    std::string name;
    if (Take("'")) {
      name = Quoted();
    } else {
      while (!rest_.empty() && rest_[0] != ':') {
        name += rest_[0];
        rest_.remove_prefix(1);
      }
    }
    if (!Take(":")) Fail();
    return name;
  }

  bool Take(std::string_view token) {
    Skip();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

 private:
  void Set(value::ValueWriter& out) {
    Skip();
    const Type type = rest_.starts_with("'")    ? Type::kStringSet
                      : rest_.starts_with("b'") ? Type::kBinarySet
                                                : Type::kNumberSet;
    out.BeginSet(type);
    while (!Take(">")) {
      if (type == Type::kNumberSet)
        out.SetElement(Number());
      else if (Take("b'") || Take("'"))
        out.SetElement(Quoted());
      else
        Fail();
      Take(",");
    }
    if (!out.EndSet()) Fail();
  }

  std::string Quoted() {
    const std::size_t end = rest_.find('\'');
    if (end == std::string_view::npos) Fail();
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return text;
  }

  value::NumberBytes Number() {
    const std::size_t size = rest_.find_first_not_of("+-.0123456789eE");
    value::NumberBytes number;
    if (!value::ParseNumber(rest_.substr(0, size), number).has_value()) Fail();
    rest_.remove_prefix(size == std::string_view::npos ? rest_.size() : size);
    return number;
  }

  void Skip() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  [[noreturn]] void Fail() {
    std::cerr << "not a literal: " << all_ << ", at: " << rest_ << "\n";
    std::abort();
  }

  std::string_view all_;
  std::string_view rest_;
};

void Append(ValueView value, std::string& out);

void AppendElements(ValueView value, std::string& out) {
  bool first = true;
  for (std::string_view element : value.set_elements()) {
    if (!first) out += ", ";
    first = false;
    if (value.Is(Type::kNumberSet)) {
      value::AppendNumberText(element, out);
    } else {
      if (value.Is(Type::kBinarySet)) out += 'b';
      out.append("'").append(element).append("'");
    }
  }
}

void Append(ValueView value, std::string& out) {
  bool first = true;
  const auto comma = [&] {
    if (!first) out += ", ";
    first = false;
  };
  switch (value.type()) {
    case Type::kBinary:
      out += 'b';
      [[fallthrough]];
    case Type::kString:
      out.append("'").append(value.text()).append("'");
      break;
    case Type::kNumber:
      value::AppendNumberText(value.number(), out);
      break;
    case Type::kNull:
      out += "null";
      break;
    case Type::kBoolean:
      out += value.boolean() ? "true" : "false";
      break;
    case Type::kList:
      out += '[';
      for (ValueView element : value.list_elements()) {
        comma();
        Append(element, out);
      }
      out += ']';
      break;
    case Type::kMap:
      out += '{';
      for (const value::MapEntry& entry : value.map_entries()) {
        comma();
        out.append(entry.name).append(": ");
        Append(entry.value, out);
      }
      out += '}';
      break;
    default:
      out += '<';
      AppendElements(value, out);
      out += '>';
  }
}

}  // namespace

ValueView Literals::Value(std::string_view text) {
  value::ValueBuilder builder;
  Reader(text).Value(builder);
  return ValueView(kept_.emplace_back(builder.view().bytes()));
}

value::ItemView Literals::Item(std::string_view text) {
  value::ItemBuilder builder;
  Reader reader(text);
  reader.Take("{");
  while (!reader.Take("}")) {
    const std::string name = reader.Name();
    reader.Value(builder.BeginAttribute(name));
    reader.Take(",");
  }
  return value::ItemView(kept_.emplace_back(builder.Finish()->bytes()));
}

void Literals::Fill(std::string_view text, Substitutions& substitutions) {
  for (const value::MapEntry& entry : Value(text).map_entries()) {
    const bool is_name = entry.name.starts_with('#');
    const Status added = is_name ? substitutions.AddName(entry.name, entry.value.text())
                                 : substitutions.AddValue(entry.name, entry.value);
    if (!added.has_value()) std::abort();
  }
}

std::string Text(ValueView value) {
  std::string out;
  if (value)
    Append(value, out);
  else
    out = "nothing";
  return out;
}

std::string Text(value::ItemView item) {
  std::string out = "{";
  for (const value::MapEntry& attribute : item.attributes()) {
    if (out.size() > 1) out += ", ";
    out.append(attribute.name).append(": ");
    Append(attribute.value, out);
  }
  return out + '}';
}

}  // namespace pixii::expr::testing
