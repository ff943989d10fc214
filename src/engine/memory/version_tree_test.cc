#include "engine/memory/version_tree.h"

#include <gtest/gtest.h>

#include <string>

namespace pixii::engine {
namespace {

void Put(VersionTree& tree, std::uint64_t version, Bytes key, Bytes value) {
  WriteSet writes;
  writes.Put(key, value);
  tree.Apply(writes, version);
}

void Erase(VersionTree& tree, std::uint64_t version, Bytes key) {
  WriteSet writes;
  writes.Erase(key);
  tree.Apply(writes, version);
}

std::string ValueAt(const VersionTree& tree, Bytes key, std::uint64_t version) {
  const ValueNode* node = tree.Find(key, version);
  return node == nullptr ? "none" : std::string(node->bytes());
}

TEST(VersionTree, ShowsEachVersionItsValue) {
  VersionTree tree;
  Put(tree, 5, "k", "five");
  Put(tree, 9, "k", "nine");
  Erase(tree, 12, "k");
  Put(tree, 14, "k", "fourteen");
  EXPECT_EQ(ValueAt(tree, "k", 4), "none");
  EXPECT_EQ(ValueAt(tree, "k", 5), "five");
  EXPECT_EQ(ValueAt(tree, "k", 11), "nine");
  EXPECT_EQ(ValueAt(tree, "k", 12), "none");
  EXPECT_EQ(ValueAt(tree, "k", UINT64_MAX), "fourteen");
}

TEST(VersionTree, ReclaimFreesWhatNoReaderNeedsAndNoMore) {
  VersionTree tree;
  Put(tree, 5, "k", "five");
  Put(tree, 9, "k", "nine");
  Put(tree, 12, "k", "twelve");
  tree.Reclaim(11);
  EXPECT_TRUE(tree.has_garbage());
  EXPECT_EQ(ValueAt(tree, "k", 11), "nine");
  EXPECT_EQ(ValueAt(tree, "k", 8), "none");  // freed
  tree.Reclaim(12);
  EXPECT_FALSE(tree.has_garbage());
  EXPECT_EQ(ValueAt(tree, "k", 11), "none");
  EXPECT_EQ(ValueAt(tree, "k", 12), "twelve");
  // One node and its key are left: 4 + 1 bytes of key, 24 + 6 of value.
  EXPECT_EQ(tree.EraseSome("", "z", 10), 35u);
}

TEST(VersionTree, ErasedKeysLeaveTheTree) {
  VersionTree tree;
  Put(tree, 1, "k", "one");
  Erase(tree, 2, "k");
  tree.Reclaim(1);
  EXPECT_FALSE(tree.IsEmpty("", "z"));
  tree.Reclaim(2);
  EXPECT_TRUE(tree.IsEmpty("", "z"));
  // A key that came back before its tombstone was cleared away stays.
  Put(tree, 3, "k", "three");
  Erase(tree, 4, "k");
  Put(tree, 5, "k", "five");
  tree.Reclaim(5);
  EXPECT_FALSE(tree.has_garbage());
  EXPECT_EQ(ValueAt(tree, "k", 5), "five");
}

TEST(VersionTree, ManyWritesOfOneCommitLeaveOneVersion) {
  VersionTree tree;
  WriteSet writes;
  writes.Put("k", "a");
  writes.Erase("k");
  writes.Put("k", "b");
  writes.Erase("gone");
  writes.Put("gone", "x");
  writes.Erase("gone");
  writes.Add("c", 5);
  writes.Add("c", -7);
  tree.Apply(writes, 1);
  EXPECT_EQ(ValueAt(tree, "k", 1), "b");
  EXPECT_EQ(ValueAt(tree, "gone", 1), "none");
  EXPECT_EQ(CounterOf(tree.Find("c", 1)->bytes()), -2);
  tree.Reclaim(1);
  EXPECT_FALSE(tree.has_garbage());
  EXPECT_TRUE(tree.IsEmpty("d", "h"));
  EXPECT_FALSE(tree.IsEmpty("k", "l"));
}

TEST(VersionTree, AValueInUseOutlivesItsKey) {
  VersionTree tree;
  Put(tree, 1, "k", "kept");
  const Value value = PinnedValue(tree.Find("k", 1));
  Erase(tree, 2, "k");
  tree.Reclaim(2);
  EXPECT_TRUE(tree.IsEmpty("", "z"));
  EXPECT_EQ(value.bytes(), "kept");
}

TEST(VersionTree, EraseSomeStopsAtItsCountAndItsEnd) {
  VersionTree tree;
  for (char c = 'a'; c <= 'f'; ++c) Put(tree, c, Bytes(&c, 1), "v");
  EXPECT_GT(tree.EraseSome("b", "e", 2), 0u);
  EXPECT_EQ(ValueAt(tree, "d", UINT64_MAX), "v");
  EXPECT_GT(tree.EraseSome("b", "e", 2), 0u);
  EXPECT_EQ(tree.EraseSome("b", "e", 2), 0u);
  for (Bytes kept : {"a", "e", "f"}) EXPECT_EQ(ValueAt(tree, kept, UINT64_MAX), "v");
}

}  // namespace
}  // namespace pixii::engine
