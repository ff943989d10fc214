#include "engine/schema_versions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pixii::engine {
namespace {

TEST(SchemaVersions, AnExclusiveCommitIsNoticedByWhoSharesTheKey) {
  SchemaVersions versions(7);
  const std::vector<Lock> shared = {{"table", LockKind::kSchemaShared}};
  SchemaVersions::Seen seen;
  versions.Look(shared, seen);
  EXPECT_TRUE(versions.Unchanged(seen));
  EXPECT_EQ(versions.last(), 7u);
  versions.Bump(std::vector<Lock>{{"table", LockKind::kSchema}}, 9);
  EXPECT_FALSE(versions.Unchanged(seen));
  EXPECT_EQ(versions.last(), 9u);
  versions.Look(shared, seen);
  EXPECT_TRUE(versions.Unchanged(seen));
}

TEST(SchemaVersions, ItemAndSharedLocksBumpNothing) {
  SchemaVersions versions;
  SchemaVersions::Seen seen;
  const std::vector<Lock> locks = {{"item"}, {"table", LockKind::kSchemaShared}};
  versions.Look(locks, seen);
  versions.Bump(locks, 5);
  EXPECT_TRUE(versions.Unchanged(seen));
  EXPECT_EQ(versions.last(), 0u);
}

// A BatchWriteItem over 25 tables shares more slots than the inline array holds; each of them
// counts.
TEST(SchemaVersions, EveryOneOfManySharedLocksCounts) {
  std::vector<std::string> tables;
  for (int i = 0; i < 25; ++i) tables.push_back("table" + std::to_string(i));
  std::vector<Lock> shared;
  for (const std::string& table : tables) shared.push_back({table, LockKind::kSchemaShared});
  SchemaVersions versions;
  std::uint64_t version = 0;
  SchemaVersions::Seen seen;
  for (const std::string& table : tables) {
    versions.Look(shared, seen);
    EXPECT_TRUE(versions.Unchanged(seen));
    versions.Bump(std::vector<Lock>{{table, LockKind::kSchema}}, ++version);
    EXPECT_FALSE(versions.Unchanged(seen)) << table;
  }
}

}  // namespace
}  // namespace pixii::engine
