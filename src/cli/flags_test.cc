#include "cli/flags.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pixii::cli {
namespace {

Command Parse(std::vector<std::string> arguments) { return ParseFlags(arguments); }

std::string Refusal(std::vector<std::string> arguments) {
  const auto parsed = Parse(std::move(arguments));
  const auto* exit = std::get_if<ExitWith>(&parsed);
  return exit != nullptr && exit->status == 1 ? exit->text : "not refused";
}

TEST(Flags, ServeIsTheDefaultVerb) {
  const auto with = Parse({"serve", "--port", "9000"});
  const auto without = Parse({"--port=9000"});
  ASSERT_TRUE(std::holds_alternative<ServeFlags>(with));
  ASSERT_TRUE(std::holds_alternative<ServeFlags>(without));
  EXPECT_EQ(std::get<ServeFlags>(with).port, 9000);
  EXPECT_EQ(std::get<ServeFlags>(without).port, 9000);
  EXPECT_EQ(std::get<ServeFlags>(with).data_dir, "./pixii-data");
}

TEST(Flags, AWrongFlagNamesTheNearestRightOne) {
  EXPECT_NE(Refusal({"--prot", "1"}).find("did you mean --port?"), std::string::npos);
  EXPECT_NE(Refusal({"--in-memroy"}).find("did you mean --in-memory?"), std::string::npos);
  EXPECT_EQ(Refusal({"--sabotag=x"}).find("--sabotage"), std::string::npos);
}

TEST(Flags, MemoryAndDirectoryExcludeEachOther) {
  EXPECT_NE(Refusal({"--in-memory", "--data-dir", "d"}).find("--data-dir"), std::string::npos);
}

TEST(Flags, ProductionSaysWhatIsMissing) {
  EXPECT_NE(Refusal({"--profile", "production"}).find("TLS"), std::string::npos);
}

TEST(Flags, WrongValuesAreRefused) {
  EXPECT_NE(Refusal({"--port", "70000"}), "not refused");
  EXPECT_NE(Refusal({"--account-id", "12"}), "not refused");
  EXPECT_NE(Refusal({"--threads", "0"}), "not refused");
  EXPECT_NE(Refusal({"--threads", "257"}), "not refused");
  EXPECT_NE(Refusal({"--log-level", "loud"}), "not refused");
  EXPECT_NE(Refusal({"--lifecycle-delay-ms", "-1"}), "not refused");
  EXPECT_NE(Refusal({"--lifecycle-delay-ms", "86400001"}), "not refused");
  EXPECT_NE(Refusal({"--lifecycle-delay-ms", "9223372036854775807"}), "not refused");
  EXPECT_NE(Refusal({"--gsi-delay-ms", "600001"}), "not refused");
  EXPECT_NE(Refusal({"--max-connections", "0"}), "not refused");
  EXPECT_NE(Refusal({"--max-connections", "10000001"}), "not refused");
  EXPECT_NE(Refusal({"--max-connections", "18446744073709551615"}), "not refused");
  EXPECT_NE(Refusal({"--max-table-operations", "1"}), "not refused");
  EXPECT_NE(Refusal({"--item-collection-limit-mb", "0"}), "not refused");
  EXPECT_NE(Refusal({"--item-collection-limit-mb", "2000000000000"}), "not refused");
  EXPECT_NE(Refusal({"dance"}), "not refused");
}

TEST(Flags, TheLargestValuesAreTaken) {
  EXPECT_EQ(std::get<ServeFlags>(Parse({"--lifecycle-delay-ms=86400000"})).lifecycle_delay_ms,
            86'400'000);
  EXPECT_EQ(std::get<ServeFlags>(Parse({"--max-connections=10000000"})).connections_max,
            10'000'000U);
}

TEST(Flags, ItemCollectionsAreLimitedTo10GbUnlessSaid) {
  EXPECT_EQ(std::get<ServeFlags>(Parse({})).item_collection_limit_mb, 10 * 1024);
  EXPECT_EQ(std::get<ServeFlags>(Parse({"--item-collection-limit-mb=3"})).item_collection_limit_mb,
            3);
}

TEST(Flags, HelpNamesEveryFlagButTheHiddenOne) {
  const auto parsed = Parse({"--help"});
  ASSERT_TRUE(std::holds_alternative<ExitWith>(parsed));
  const std::string& text = std::get<ExitWith>(parsed).text;
  for (const std::string flag : {"--listen", "--log-level", "--log-format", "--version"}) {
    EXPECT_NE(text.find(flag), std::string::npos) << flag;
  }
  EXPECT_EQ(text.find("--sabotage"), std::string::npos);
  EXPECT_EQ(text.find('\0'), std::string::npos);
}

TEST(Flags, CheckHasFlagsOfItsOwn) {
  const auto parsed = Parse({"check", "--data-dir", "d", "--cache-mb=7"});
  ASSERT_TRUE(std::holds_alternative<CheckFlags>(parsed));
  EXPECT_EQ(std::get<CheckFlags>(parsed).data_dir, "d");
  EXPECT_EQ(std::get<CheckFlags>(parsed).cache_mb, 7U);
  EXPECT_NE(Refusal({"check"}).find("--data-dir"), std::string::npos);
  EXPECT_NE(Refusal({"check", "--data-dri", "d", "--data-dir", "d"}).find("did you mean"),
            std::string::npos);
  EXPECT_NE(Refusal({"check", "--data-dir", "d", "--port", "1"}), "not refused");
  EXPECT_NE(Refusal({"check", "--cache-mb", "0", "--data-dir", "d"}), "not refused");
}

TEST(Flags, HelpAndVersionExitWithZero) {
  const std::vector<std::vector<std::string>> all{
      {"--help"}, {"--version"}, {"serve", "--help"}, {"check", "--help"}};
  for (const std::vector<std::string>& arguments : all) {
    const auto parsed = Parse(arguments);
    ASSERT_TRUE(std::holds_alternative<ExitWith>(parsed));
    EXPECT_EQ(std::get<ExitWith>(parsed).status, 0);
    EXPECT_FALSE(std::get<ExitWith>(parsed).text.empty());
  }
}

}  // namespace
}  // namespace pixii::cli
