// Any text is refused, or prints as a text that means the same update; applied to an item it fails
// or gives a sound item, and the same one both times.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "expr/parser.h"
#include "expr/print.h"
#include "expr/testing/fuzzing.h"
#include "expr/update.h"

namespace {

using namespace pixii::expr;

// The new item's bytes and what was touched, or the error.
std::string Outcome(const BoundUpdate& update, const pixii::value::ItemView* item) {
  static UpdateScratch scratch;
  static pixii::value::ItemBuilder builder, touched;
  static testing::Literals literals;
  static const pixii::value::ItemView key = literals.Item("{pk: 'k'}");
  builder.Clear();
  const pixii::Status applied = ApplyUpdate(update, item, key, scratch, builder);
  if (!applied) return applied.error().message;
  const auto finished = builder.Finish();
  CHECK(finished && pixii::value::ValidateItem(finished->bytes()));
  touched.Clear();
  ProjectTouched(update, *finished, touched);
  const auto shown = touched.Finish();
  CHECK(shown && pixii::value::ValidateItem(shown->bytes()));
  return std::string(finished->bytes()).append(shown->bytes());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static testing::FuzzWorld world;
  static UpdateExpression tree, again;
  static BoundUpdate update, update_again;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!ParseUpdate(text, tree)) return 0;
  CHECK(tree.step_count <= 10'000);
  const std::string printed = Print(tree);
  if (!ParseUpdate(printed, again)) {
    CHECK(printed.size() > 4096);
    return 0;
  }
  CHECK(Print(again) == printed);
  const bool bound = BindUpdate(tree, world.substitutions, update).has_value();
  CHECK(BindUpdate(again, world.substitutions, update_again).has_value() == bound);
  if (!bound) return 0;
  CHECK(WrittenSizeBytes(update) == WrittenSizeBytes(update_again));
  CHECK(Outcome(update, &world.item) == Outcome(update_again, &world.item));
  CHECK(Outcome(update, nullptr) == Outcome(update_again, nullptr));
  return 0;
}
