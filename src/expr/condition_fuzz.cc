// Any text is refused, or prints as a text that means the same tree and binds and evaluates the
// same.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "expr/condition.h"
#include "expr/key_condition.h"
#include "expr/parser.h"
#include "expr/print.h"
#include "expr/testing/fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixii::expr;
  static testing::FuzzWorld world;
  static ConditionExpression tree, again;
  static BoundCondition condition, condition_again;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!ParseCondition(text, ExpressionKind::kFilter, tree)) return 0;
  CHECK(tree.step_count <= 10'000);
  const std::string printed = Print(tree);
  if (!ParseCondition(printed, ExpressionKind::kFilter, again)) {
    // Blanks and parentheses may make it longer than is allowed.
    CHECK(printed.size() > 4096);
    return 0;
  }
  CHECK(Print(again) == printed);
  const bool bound = BindCondition(tree, world.substitutions, condition).has_value();
  CHECK(BindCondition(again, world.substitutions, condition_again).has_value() == bound);
  if (!bound) return 0;
  CHECK(Evaluate(condition, &world.item) == Evaluate(condition_again, &world.item));
  CHECK(Evaluate(condition, nullptr) == Evaluate(condition_again, nullptr));
  if (const auto terms = TakeApart(condition)) {
    const KeyAttribute hash[] = {{"a", pixii::value::Type::kString}};
    const KeyAttribute range[] = {{"b", pixii::value::Type::kNumber}};
    if (const auto key = MatchKeySchema(terms->view(), {.hash = hash, .range = range}))
      CHECK(key->partition_value().Is(pixii::value::Type::kString));
  }
  return 0;
}
