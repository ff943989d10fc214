// What the fuzz targets of expressions bind against: an item with every type, names and values for
// short tokens.
#pragma once

#include "expr/substitutions.h"
#include "expr/testing/literals.h"

namespace pixii::expr::testing {

struct FuzzWorld {
  FuzzWorld() {
    literals.Fill(
        "{'#a': 'a', '#b': 'b', '#d': 'x.y', '#l': 'l', '#m': 'm', ':s': 'text', ':n': 12, ':t': "
        "3, "
        "':b': b'raw', ':f': false, ':z': null, ':l': [1, 'a'], ':m': {x: 1}, ':q': <'a', 'b'>, "
        "':k': <1, 2>, ':y': 'S'}",
        substitutions);
  }

  Literals literals;
  Substitutions substitutions;
  value::ItemView item = literals.Item(
      "{pk: 'k', a: 'text', b: 5, c: b'raw', d: true, e: null, q: <'a', 'c'>, k: <1, 7>, "
      "l: [1, 'two', [3], {x: 4}], m: {x: 1, b: {c: [10, 20]}}, 'x.y': 1}");
};

}  // namespace pixii::expr::testing
