#include "api/tables.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "api/not_built.h"
#include "api/operation.h"
#include "api/request.h"
#include "api/table_name.h"

namespace pixii::api {
namespace {

// The checkout that the test was built in: build/PRESET/pixii_api_test lies two folders below it.
std::filesystem::path Root() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path();
}

TEST(Tables, AreWhatTheScriptWrites) {
  const std::string command =
      "python3 " + (Root() / "scripts/make_tables.py").string() + " --check";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(Tables, EveryOperationOfTheModelIsFound) {
  int counts[3] = {};
  for (const OperationInput& input : OperationInputs()) {
    const OperationShape* operation = FindOperation(input.name, input.api);
    ASSERT_NE(operation, nullptr) << input.name;
    EXPECT_EQ(operation->name, input.name);
    EXPECT_EQ(operation->api, input.api);
    EXPECT_EQ(operation->input, input.input);
    ++counts[static_cast<int>(input.api)];
  }
  EXPECT_EQ(counts[static_cast<int>(Api::kV2012)], 62);
  EXPECT_EQ(counts[static_cast<int>(Api::kStreams)], 4);
  EXPECT_EQ(counts[static_cast<int>(Api::kV2011)], 13);
  EXPECT_EQ(AllOperations().size(), 79u);
}

TEST(Tables, NothingElseIsFound) {
  for (const std::string_view name : {"", "Putitem", "PutItems", "ListStreams", "Z"})
    EXPECT_EQ(FindOperation(name, Api::kV2012), nullptr) << name;
  EXPECT_NE(FindOperation("ListStreams", Api::kStreams), nullptr);
}

// Slots and members say the same.
TEST(Tables, SlotsPointToTheirMembers) {
  for (const OperationInput& input : OperationInputs()) {
    std::size_t found = 0;
    for (std::size_t field = 0; field < input.input->slots.size(); ++field) {
      const std::uint8_t slot = input.input->slots[field];
      if (slot == kNoSlot) continue;
      ++found;
      EXPECT_EQ(input.input->members[slot].name, NameOf(static_cast<Field>(field))) << input.name;
    }
    EXPECT_EQ(found, input.input->members.size()) << input.name;
  }
}

TEST(Tables, RowsNameOnlyFieldsOfTheirOperation) {
  const auto has = [](const OperationShape& operation, Field field) {
    for (const Member& member : operation.input->members)
      if (member.name == NameOf(field)) return true;
    return false;
  };
  for (const OperationShape& operation : AllOperations()) {
    for (const Field field : operation.legacy_fields)
      EXPECT_TRUE(has(operation, field)) << operation.name << NameOf(field);
    for (const Field field : operation.expression_fields)
      EXPECT_TRUE(has(operation, field)) << operation.name << NameOf(field);
    const bool checks_name = operation.table_name != TableNameCheck::kNone;
    EXPECT_TRUE(!checks_name || has(operation, Field::kTableName)) << operation.name;
  }
}

TEST(Tables, EveryFieldNotBuiltBelongsToSomeOperation) {
  for (const Field field : FieldsNotBuilt()) {
    int users = 0;
    for (const OperationShape& operation : AllOperations())
      for (const Member& member : operation.input->members)
        users += member.name == NameOf(field) ? 1 : 0;
    EXPECT_GT(users, 0) << NameOf(field);
  }
}

TEST(TableName, Arns) {
  struct {
    std::string_view text;
    std::string_view name;
  } const rows[] = {
      {"abc", "abc"},
      {"ab", ""},
      {"a b", ""},
      {"arn:aws:dynamodb:us-east-1:000000000000:table/abc", "abc"},
      {"arn:aws-cn:dynamodb:cn-north-1:123456789012:table/a.b", "a.b"},
      {"arn:aws:dynamodb:us-east-1:000000000000:table/ab", ""},
      {"arn:aws:dynamodb:us-east-1:000000000000:table/abc/index/abd", ""},
      {"arn:aws:dynamodb::000000000000:table/abc", ""},
      {"arn:aws:dynamodb:us-east-1:x:table/abc", ""},
      {"arn:aws:sqs:us-east-1:000000000000:table/abc", ""},
      {"arn:aws:dynamodb:us-east-1:000000000000:abc", ""},
      {"arn:", ""},
      {"arn:aws", ""},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(ResolveTableName(row.text), row.name) << row.text;
}

}  // namespace
}  // namespace pixii::api
