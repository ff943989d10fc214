// Any text is refused, or prints as a text that shows the same of an item.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "expr/parser.h"
#include "expr/print.h"
#include "expr/projection.h"
#include "expr/testing/fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixii::expr;
  static testing::FuzzWorld world;
  static ProjectionExpression tree, again;
  static BoundProjection projection, projection_again;
  static pixii::value::ItemBuilder builder;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!ParseProjection(text, tree)) return 0;
  CHECK(tree.step_count <= 10'000);
  const std::string printed = Print(tree);
  if (!ParseProjection(printed, again)) {
    CHECK(printed.size() > 4096);
    return 0;
  }
  CHECK(Print(again) == printed);
  const bool bound = BindProjection(tree, world.substitutions, projection).has_value();
  CHECK(BindProjection(again, world.substitutions, projection_again).has_value() == bound);
  if (!bound) return 0;
  const auto show = [](const BoundProjection& paths) {
    builder.Clear();
    Project(paths, world.item, builder);
    const auto shown = builder.Finish();
    CHECK(shown && pixii::value::ValidateItem(shown->bytes()));
    return std::string(shown->bytes());
  };
  CHECK(show(projection) == show(projection_again));
  return 0;
}
