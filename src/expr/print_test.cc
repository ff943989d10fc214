#include "expr/print.h"

#include <gtest/gtest.h>

#include "expr/parser.h"

namespace pixii::expr {
namespace {

TEST(Print, Conditions) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"a=:b", "a = :b"},
      {"a<>b.c[2].#d", "a <> b.c[2].#d"},
      {"((a=b) or (c=d or e<f))aNd not(not(g>=h))", "(a = b OR c = d OR e < f) AND NOT NOT g >= h"},
      {"(a=b and c=d) or e=f", "a = b AND c = d OR e = f"},
      {"not (a=b and c=d)", "NOT (a = b AND c = d)"},
      {"(a) between (:x) and size( b )", "a BETWEEN :x AND size(b)"},
      {"a in(:x,(b),:y)", "a IN (:x, b, :y)"},
      {"(a.b).c[007] > b", "a.b.c[7] > b"},
      {"contains ( a , :v )", "contains(a, :v)"},
  };
  for (const auto& [text, printed] : kCases) {
    ConditionExpression tree, again;
    ASSERT_TRUE(ParseCondition(text, ExpressionKind::kFilter, tree).has_value()) << text;
    EXPECT_EQ(Print(tree), printed);
    ASSERT_TRUE(ParseCondition(printed, ExpressionKind::kFilter, again).has_value()) << text;
    EXPECT_EQ(Print(again), printed);
  }
}

TEST(Print, UpdatesAndProjections) {
  UpdateExpression update;
  ASSERT_TRUE(ParseUpdate("delete d :v Set a=((b)+:c),b=list_append(c,if_not_exists(d.e,:f)) "
                          "remove g[0],h add i :j",
                          update)
                  .has_value());
  EXPECT_EQ(Print(update),
            "DELETE d :v SET a = b + :c, b = list_append(c, if_not_exists(d.e, :f)) REMOVE g[0], h "
            "ADD i :j");
  ProjectionExpression projection;
  ASSERT_TRUE(ParseProjection("a,#b . c [ 3 ]\n,d", projection).has_value());
  EXPECT_EQ(Print(projection), "a, #b.c[3], d");
}

}  // namespace
}  // namespace pixii::expr
