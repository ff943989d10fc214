// AttributeUpdates and AttributesToGet.
#include "expr/legacy_update.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/limits.h"
#include "expr/legacy_projection.h"
#include "expr/testing/literals.h"
#include "value/layout.h"

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

TEST(LegacyProjection, ManyNamesInTheirOrder) {
  Literals literals;
  std::string item = "{pk: 'k'", expected = "{";
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) {
    if (i % 3 == 0) item += fmt::format(", a{}: {}", i, i);
    const int wanted = 199 - i;
    names.push_back(fmt::format("a{}", wanted));
    if (wanted % 3 == 0)
      expected += fmt::format("{}a{}: {}", wanted < 198 ? ", " : "", wanted, wanted);
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  BoundProjection projection;
  ASSERT_TRUE(BindAttributesToGet(views, projection));
  value::ItemBuilder out;
  Project(projection, literals.Item(item + "}"), out);
  EXPECT_EQ(Text(*out.Finish()), expected + "}");
}

// An item is searched by eight bits of a name's hash. All names here have the same ones, so that a
// search for each of them would be as many walks over the item.
class NamesOfOneHash : public ::testing::Test {
 protected:
  static constexpr std::size_t kStored = 30'000;
  static constexpr std::size_t kOthers = 30'000;

  static void SetUpTestSuite() {
    for (std::uint32_t i = 0; names_.size() < kStored + kOthers; ++i) {
      const std::string name(reinterpret_cast<const char*>(&i), sizeof i);
      if (value::layout::NameHash(name) == 7) names_.push_back(name);
    }
  }

  NamesOfOneHash() {
    builder_.Clear();
    for (std::size_t i = 0; i < kStored; ++i) builder_.BeginAttribute(names_[i]).Null();
    item_ = *builder_.Finish();
  }

  static inline std::vector<std::string> names_;
  value::ItemBuilder builder_;
  value::ItemView item_;
};

TEST_F(NamesOfOneHash, Projection) {
  std::vector<std::string_view> wanted(names_.begin() + kStored, names_.end());
  wanted.push_back(names_.front());
  BoundProjection projection;
  ASSERT_TRUE(BindAttributesToGet(wanted, projection));
  value::ItemBuilder out;
  out.Clear();
  Project(projection, item_, out);
  const value::ItemView shown = *out.Finish();
  EXPECT_EQ(shown.count(), 1u);
  EXPECT_TRUE(shown.Find(names_.front()));
}

TEST_F(NamesOfOneHash, Updates) {
  std::vector<LegacyUpdate> updates;
  for (std::size_t i = kStored; i < names_.size(); ++i)
    updates.push_back({.attribute = names_[i], .action = LegacyAction::kDelete, .value = {}});
  updates.front().attribute = names_.front();
  BoundUpdate update;
  ASSERT_TRUE(BindLegacyUpdate(updates, update));
  UpdateScratch scratch;
  value::ItemBuilder out;
  out.Clear();
  ASSERT_TRUE(ApplyUpdate(update, &item_, item_, scratch, out));
  EXPECT_EQ(out.Finish()->count(), kStored - 1);
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
