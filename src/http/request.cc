#include "http/request.h"

#include <algorithm>

namespace pixii::http {
namespace {

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view Request::Find(std::string_view name) const {
  for (const HeaderField& field : fields) {
    if (EqualsIgnoringCase(field.name, name)) return field.value;
  }
  return {};
}

bool Request::Has(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(), [name](const HeaderField& field) {
    return EqualsIgnoringCase(field.name, name);
  });
}

}  // namespace pixii::http
