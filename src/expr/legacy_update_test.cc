// AttributeUpdates and AttributesToGet.
#include "expr/legacy_update.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/limits.h"
#include "expr/legacy_projection.h"
#include "expr/testing/literals.h"

namespace pixii::expr {
namespace {

using testing::Literals;
using testing::Text;

std::string ErrorOf(const Status& status) { return status ? "" : status.error().message; }

// `old` is empty where there is no item; then the key is {pk: 'k'}.
std::string Apply(std::string_view old, std::string_view action, std::string_view value) {
  Literals literals;
  const LegacyUpdate legacy{.attribute = "a",
                            .action = ParseLegacyAction(action),
                            .value = value.empty() ? value::ValueView() : literals.Value(value)};
  if (const Status good = CheckLegacyUpdate(legacy); !good) return good.error().message;
  BoundUpdate update;
  if (const Status bound = BindLegacyUpdate({&legacy, 1}, update); !bound)
    return bound.error().message;
  value::ItemView item;
  if (!old.empty()) item = literals.Item(old);
  UpdateScratch scratch;
  value::ItemBuilder out;
  const Status applied =
      ApplyUpdate(update, old.empty() ? nullptr : &item, literals.Item("{pk: 'k'}"), scratch, out);
  return applied ? Text(*out.Finish()) : applied.error().message;
}

TEST(LegacyUpdate, Actions) {
  const struct {
    std::string_view old, action, value, result;
  } rows[] = {
      {"{a: 1}", "PUT", "'x'", "{a: 'x'}"},
      {"{a: 1}", "", "'x'", "{a: 'x'}"},
      {"{b: 1}", "PUT", "[]", "{b: 1, a: []}"},
      {"", "PUT", "null", "{pk: 'k', a: null}"},
      {"{a: 1, b: 2}", "DELETE", "", "{b: 2}"},
      {"{b: 2}", "DELETE", "", "{b: 2}"},
      {"{a: <1, 2>}", "DELETE", "<2, 3>", "{a: <1>}"},
      {"{a: <'x'>, b: 2}", "DELETE", "<'x'>", "{b: 2}"},
      {"{a: <b'x', b'y'>}", "DELETE", "<b'x'>", "{a: <b'y'>}"},
      {"{b: 2}", "DELETE", "<2>", "{b: 2}"},
      {"{a: 1}", "ADD", "2.5", "{a: 3.5}"},
      {"{b: 1}", "ADD", "-2", "{b: 1, a: -2}"},
      {"", "ADD", "2", "{pk: 'k', a: 2}"},
      {"{a: <1>}", "ADD", "<2, 1>", "{a: <1, 2>}"},
      {"{a: <'x'>}", "ADD", "<'y'>", "{a: <'x', 'y'>}"},
      {"", "ADD", "<b'y'>", "{pk: 'k', a: <b'y'>}"},
      {"{a: [1, 2]}", "ADD", "[2, 'x']", "{a: [1, 2, 2, 'x']}"},
      {"{b: 1}", "ADD", "[3]", "{b: 1, a: [3]}"},
      {"", "ADD", "[3]", "{pk: 'k', a: [3]}"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(Apply(row.old, row.action, row.value), row.result) << row.old << row.action;
}

TEST(LegacyUpdate, TypesThatDoNotMatchTheItem) {
  constexpr std::string_view kMismatch = "Type mismatch for attribute to update";
  for (const std::string_view value : {"2", "<2>", "<'x'>", "<b'x'>", "['x']"}) {
    for (const std::string_view old :
         {"{a: 's'}", "{a: 1}", "{a: b'x'}", "{a: true}", "{a: null}", "{a: <1>}", "{a: <'x'>}",
          "{a: <b'x'>}", "{a: [1]}", "{a: {x: 1}}"}) {
      Literals literals;
      const bool same = literals.Item(old).Find("a").type() == literals.Value(value).type();
      EXPECT_EQ(Apply(old, "ADD", value) == kMismatch, !same) << old << value;
      if (value.starts_with('<')) {
        EXPECT_EQ(Apply(old, "DELETE", value) == kMismatch, !same) << old << value;
      }
    }
  }
}

TEST(LegacyUpdate, TypesOfValues) {
  const std::string invalid = "One or more parameter values were invalid: ";
  const struct {
    std::string name, value;
  } kinds[] = {{"S", "'a'"},    {"N", "1"},    {"B", "b'a'"},    {"BOOL", "true"}, {"NULL", "null"},
               {"SS", "<'a'>"}, {"NS", "<1>"}, {"BS", "<b'a'>"}, {"L", "[]"},      {"M", "{}"}};
  std::string added, deleted;
  for (const auto& [name, value] : kinds) {
    EXPECT_EQ(Apply("", "PUT", value).find(invalid), std::string::npos);
    const std::string add = Apply("", "ADD", value);
    const std::string remove = Apply("{b: 1}", "DELETE", value);
    if (add.starts_with('{'))
      added += name + ' ';
    else
      EXPECT_EQ(add, invalid + "ADD action is not supported for the type " + name);
    if (remove.starts_with('{'))
      deleted += name + ' ';
    else
      EXPECT_EQ(remove, invalid + "DELETE action with value is not supported for the type " + name);
  }
  EXPECT_EQ(added, "N SS NS BS L ");
  EXPECT_EQ(deleted, "SS NS BS ");
  const std::string no_value =
      invalid + "Only DELETE action is allowed when no attribute value is specified";
  EXPECT_EQ(Apply("", "PUT", ""), no_value);
  EXPECT_EQ(Apply("", "", ""), no_value);
  EXPECT_EQ(Apply("", "ADD", ""), no_value);
}

TEST(LegacyUpdate, NumbersOutOfRange) {
  EXPECT_EQ(Apply("{a: 9e125}", "ADD", "9e125"),
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range");
}

TEST(LegacyUpdate, AsManyAttributesAsATreeHolds) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= kLegacyUpdatesMax; ++i) names.push_back(std::to_string(i));
  std::vector<LegacyUpdate> updates;
  for (const std::string& name : names)
    updates.push_back({.attribute = name, .action = LegacyAction::kDelete, .value = {}});
  BoundUpdate update;
  EXPECT_EQ(ErrorOf(BindLegacyUpdate(updates, update)),
            "One or more parameter values were invalid: Too many attributes to update");
  updates.pop_back();
  EXPECT_EQ(ErrorOf(BindLegacyUpdate(updates, update)), "");
  EXPECT_EQ(update.actions.size(), kLegacyUpdatesMax);
  EXPECT_FALSE(update.paths.overlap());
}

TEST(LegacyProjection, ShowsWholeAttributes) {
  Literals literals;
  const value::ItemView item = literals.Item("{a: {b: 1}, 'a.b': 2, c: 3}");
  const std::string_view names[] = {"c", "a.b", "missing"};
  BoundProjection projection;
  ASSERT_TRUE(BindAttributesToGet(names, projection));
  value::ItemBuilder out;
  Project(projection, item, out);
  EXPECT_EQ(Text(*out.Finish()), "{c: 3, a.b: 2}");
}

TEST(LegacyProjection, Refusals) {
  BoundProjection projection;
  const std::string_view twice[] = {"a", "b", "a", "b"};
  EXPECT_EQ(ErrorOf(BindAttributesToGet(twice, projection)),
            "One or more parameter values were invalid: Duplicate value in attribute name: a");
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= kLegacyAttributesToGetMax; ++i) names.push_back(std::to_string(i));
  std::vector<std::string_view> views(names.begin(), names.end());
  EXPECT_EQ(ErrorOf(BindAttributesToGet(views, projection)),
            "One or more parameter values were invalid: Too many attributes to get");
  views.pop_back();
  EXPECT_EQ(ErrorOf(BindAttributesToGet(views, projection)), "");
}

}  // namespace
}  // namespace pixii::expr
