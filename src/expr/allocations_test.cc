// After one round has grown the vectors, requests allocate nothing.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <string>

#include "base/limits.h"
#include "expr/condition.h"
#include "expr/key_condition.h"
#include "expr/parser.h"
#include "expr/projection.h"
#include "expr/testing/literals.h"
#include "expr/update.h"

namespace {

int g_allocation_count = 0;
std::size_t g_allocated_size_bytes = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++g_allocation_count;
  g_allocated_size_bytes += size;
  if (void* const memory = std::malloc(size)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace pixii::expr {
namespace {

TEST(Allocations, NoneAfterTheFirstRound) {
  testing::Literals literals;
  const value::ItemView item =
      literals.Item("{pk: 'k', a: 1, l: [1, 2], m: {x: {y: 1}}, s: <'a', 'b'>, t: 'text'}");
  const value::ValueView one = literals.Value("1"), list = literals.Value("[3]");
  const value::ValueView set = literals.Value("<'b', 'c'>"), text = literals.Value("'k'");

  Substitutions substitutions;
  ConditionExpression condition_tree;
  BoundCondition condition;
  UpdateExpression update_tree;
  BoundUpdate update;
  UpdateScratch scratch;
  ProjectionExpression projection_tree;
  BoundProjection projection;
  value::ItemBuilder builder;

  const auto round = [&] {
    bool ok = true;
    substitutions.Clear();
    ok &= substitutions.AddName("#t", "t").has_value();
    ok &= substitutions.AddValue(":o", one).has_value();
    ok &= substitutions.AddValue(":l", list).has_value();
    ok &= substitutions.AddValue(":s", set).has_value();
    ok &= substitutions.AddValue(":k", text).has_value();
    ok &= ParseUpdate(
              "SET a = a + :o, l = list_append(l, :l), m.x.y = if_not_exists(q, :o) REMOVE #t "
              "ADD s :s",
              update_tree)
              .has_value();
    ok &= BindUpdate(update_tree, substitutions, update).has_value();
    ok &= ParseCondition("(a = :o OR NOT size(l) > :o) AND attribute_exists(m.x) AND a IN (:o, :l)",
                         ExpressionKind::kCondition, condition_tree)
              .has_value();
    ok &= BindCondition(condition_tree, substitutions, condition).has_value();
    ok &= Evaluate(condition, &item);
    ok &= ParseCondition("pk = :k AND a BETWEEN :o AND :o", ExpressionKind::kKeyCondition,
                         condition_tree)
              .has_value();
    ok &= BindCondition(condition_tree, substitutions, condition).has_value();
    ok &= TakeApart(condition).has_value();
    ok &= ParseProjection("a, m.x.y, l[1], l[0]", projection_tree).has_value();
    ok &= BindProjection(projection_tree, substitutions, projection).has_value();
    ok &= substitutions.CheckAllUsed().has_value();
    builder.Clear();
    ok &= ApplyUpdate(update, &item, item, scratch, builder).has_value();
    ok &= builder.Finish().has_value();
    builder.Clear();
    Project(projection, item, builder);
    ok &= builder.Finish().has_value();
    return ok;
  };

  ASSERT_TRUE(round());
  ASSERT_TRUE(round());
  const int before = g_allocation_count;
  EXPECT_GT(before, 0);
  bool ok = true;
  for (int i = 0; i < 100; ++i) ok &= round();
  EXPECT_EQ(g_allocation_count - before, 0);
  EXPECT_TRUE(ok);
}

// Both expressions are short and read one large attribute again and again.
TEST(Allocations, UpdatesThatNoItemCanHoldAreNotWritten) {
  testing::Literals literals;
  const value::ItemView item =
      literals.Item(fmt::format("{{pk: 'k', x: ['{}']}}", std::string(390'000, 'x')));
  for (const std::string_view operand : {"x", "list_append(x,x)"}) {
    std::string text = fmt::format("SET a0={}", operand);
    for (int i = 1; i < 190; ++i) text += fmt::format(",a{}={}", i, operand);
    ASSERT_LE(text.size(), kExpressionSizeBytesMax);
    UpdateExpression tree;
    BoundUpdate update;
    Substitutions substitutions;
    UpdateScratch scratch;
    value::ItemBuilder builder;
    builder.Clear();
    ASSERT_TRUE(ParseUpdate(text, tree).has_value());
    ASSERT_TRUE(BindUpdate(tree, substitutions, update).has_value());
    const std::size_t before = g_allocated_size_bytes;
    const Status applied = ApplyUpdate(update, &item, item, scratch, builder);
    EXPECT_LT(g_allocated_size_bytes - before, 4 * kItemSizeBytesMax) << operand;
    ASSERT_FALSE(applied.has_value()) << operand;
    EXPECT_EQ(applied.error().message, "Item size to update has exceeded the maximum allowed size");
  }
}

}  // namespace
}  // namespace pixii::expr
