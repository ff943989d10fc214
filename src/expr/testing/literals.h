// Literals for tests: attribute values and items as short texts.
//
//   'text'  12  b'raw'  true  false  null  [1, 'a']  {name: 1, 'odd.name': 2}  <1, 2>  <'a'> <b'x'>
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "expr/substitutions.h"
#include "value/item.h"
#include "value/value.h"

namespace pixii::expr::testing {

// Makes values that live as long as it does. A literal that cannot be read ends the test program.
class Literals {
 public:
  value::ValueView Value(std::string_view text);
  // `text` is a map.
  value::ItemView Item(std::string_view text);
  std::string_view Keep(std::string_view text) { return kept_.emplace_back(text); }
  // `#a` to a name, `:v` to a value: "{'#a': 'name', ':v': 12}".
  void Fill(std::string_view text, Substitutions& substitutions);

 private:
  std::deque<std::string> kept_;
};

// The inverse, with map entries in ascending order and attributes in stored order.
std::string Text(value::ValueView value);
std::string Text(value::ItemView item);

}  // namespace pixii::expr::testing
