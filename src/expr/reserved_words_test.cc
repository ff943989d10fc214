#include "expr/reserved_words.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace pixii::expr {
namespace {

TEST(ReservedWords, AreThoseOfTheDataFile) {
  std::ifstream file("data/reserved-words.txt");
  std::string line;
  std::size_t count = 0;
  while (std::getline(file, line)) {
    ASSERT_LT(count, ReservedWords().size());
    EXPECT_EQ(line, ReservedWords()[count++]);
  }
  EXPECT_EQ(count, 573u);
  EXPECT_EQ(count, ReservedWords().size());
}

TEST(ReservedWords, AreFoundInAnyCase) {
  for (std::string_view word : ReservedWords()) {
    std::string lower(word), mixed(word);
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    mixed[0] = lower[0];
    EXPECT_TRUE(IsReservedWord(word)) << word;
    EXPECT_TRUE(IsReservedWord(lower)) << word;
    EXPECT_TRUE(IsReservedWord(mixed)) << word;
    EXPECT_FALSE(IsReservedWord(lower + "_")) << word;
    EXPECT_FALSE(IsReservedWord("_" + lower)) << word;
  }
  EXPECT_FALSE(IsReservedWord(""));
  EXPECT_FALSE(IsReservedWord("pk"));
  EXPECT_FALSE(IsReservedWord("remove"));
}

}  // namespace
}  // namespace pixii::expr
