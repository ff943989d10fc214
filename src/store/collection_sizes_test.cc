#include "store/collection_sizes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <initializer_list>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "catalog/keys.h"
#include "engine/testing/transact.h"
#include "store/item_key.h"
#include "store/testing/world.h"

namespace pixii::store {
namespace {

using testing::Delete;
using testing::HashTable;
using testing::IndexedTable;
using testing::KeyOf;
using testing::MutationOf;
using testing::Put;
using testing::World;

constexpr std::string_view kSmall = "{pk: 'a', sk: 1}";
constexpr std::int64_t kSmallSizeBytes = 3 + 4;
// The item, and what the local index projects of it: not `z`. The global indexes do not count.
constexpr std::string_view kLarge = "{pk: 'a', sk: 2, b: b'1', x: 'yy', s: 's', n: 1, z: 'zzz'}";
constexpr std::int64_t kLargeSizeBytes = (3 + 4 + 2 + 3 + 2 + 3 + 4) + (3 + 4 + 2 + 3);

TEST(CollectionSizeRecord, IsEightBytesLittleEndian) {
  EXPECT_EQ(EncodeCollectionSize(0x0102), std::string("\x02\x01\0\0\0\0\0\0", 8));
  for (const std::int64_t size_bytes : {std::int64_t{1}, std::int64_t{255}, INT64_MAX}) {
    EXPECT_EQ(DecodeCollectionSize(EncodeCollectionSize(size_bytes)), size_bytes);
  }
}

TEST(CollectionSizeRecord, OfAnotherFormIsDamaged) {
  const std::string good = EncodeCollectionSize(1);
  for (const std::string& bad : {std::string(), good.substr(1), good + '\0',
                                 EncodeCollectionSize(0), EncodeCollectionSize(-1)}) {
    const auto decoded = DecodeCollectionSize(bad);
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().code, engine::Errc::kCorruption);
  }
}

class CollectionSizesTest : public ::testing::Test {
 protected:
  CollectionSizesTest() { world_.Create(IndexedTable("t")); }

  value::ItemView Item(std::string_view literal) { return world_.literals.Item(literal); }

  // A store whose collections may take so many bytes writes all or nothing.
  Status Write(std::int64_t size_bytes_max, std::initializer_list<Mutation*> mutations) {
    Store store(world_.engine, world_.catalog, {.item_collection_size_bytes_max = size_bytes_max});
    std::optional<engine::Ticket> ticket;
    return store.Write(std::vector<Mutation*>(mutations), "duplicates", engine::Wait::kYes, ticket);
  }
  bool PutWithin(std::int64_t size_bytes_max, std::string_view literal) {
    MutationOf put = Put("t", Item(literal));
    const Status status = Write(size_bytes_max, {&put});
    if (!status) {
      EXPECT_EQ(status.error().code, ErrorCode::kItemCollectionSizeLimitExceeded);
      EXPECT_EQ(status.error().message, "Collection size exceeded.");
    }
    return status.has_value();
  }
  std::size_t RecordCount() { return world_.RowsOf(1, catalog::kCollectionSizes).size(); }

  World world_;
};

TEST_F(CollectionSizesTest, CountItemsAndLocalEntriesAsTheyAreCharged) {
  const auto measured = [&](MutationOf mutation) {
    EXPECT_TRUE(world_.Write(mutation).has_value());
    return mutation.collection_size_bytes;
  };
  const MutationOf nothing(
      "t", Item("{pk: 'a', sk: 9}"),
      [](const value::ItemView*) -> Result<Mutation::Decision> { return Mutation::Decision{}; });
  EXPECT_EQ(measured(nothing), 0);
  EXPECT_EQ(measured(Put("t", Item(kSmall))), kSmallSizeBytes);
  EXPECT_EQ(measured(Put("t", Item(kLarge))), kSmallSizeBytes + kLargeSizeBytes);
  EXPECT_EQ(measured(nothing), kSmallSizeBytes + kLargeSizeBytes);
  EXPECT_EQ(measured(Put("t", Item(kLarge))), kSmallSizeBytes + kLargeSizeBytes);
  EXPECT_EQ(measured(Put("t", Item("{pk: 'b', sk: 1}"))), kSmallSizeBytes);
  // Out of the local index.
  EXPECT_EQ(measured(Put("t", Item("{pk: 'a', sk: 2, x: 'yy'}"))),
            kSmallSizeBytes + kSmallSizeBytes + 3);
  EXPECT_EQ(measured(Delete("t", Item("{pk: 'a', sk: 2}"))), kSmallSizeBytes);
  world_.ExpectConsistent("t");
}

TEST_F(CollectionSizesTest, AnEmptyCollectionHasNoRecord) {
  EXPECT_TRUE(PutWithin(1000, kSmall));
  EXPECT_TRUE(PutWithin(1000, kLarge));
  EXPECT_EQ(RecordCount(), 1U);
  for (const std::string_view literal : {kSmall, kLarge}) {
    MutationOf remove = Delete("t", Item(literal));
    ASSERT_TRUE(world_.Write(remove).has_value());
  }
  EXPECT_EQ(RecordCount(), 0U);
}

TEST_F(CollectionSizesTest, OnlyTablesWithALocalIndexHaveThem) {
  catalog::Table table = IndexedTable("global");
  std::erase_if(table.indexes, [](const catalog::Index& index) { return index.name == "local"; });
  world_.Create(table);
  world_.Create(HashTable("hash"));
  for (const char* name : {"global", "hash"}) {
    MutationOf put = Put(name, Item(kLarge));
    EXPECT_TRUE(Write(1, {&put}).has_value());
    EXPECT_FALSE(put.collection_size_bytes.has_value());
    EXPECT_TRUE(world_.RowsOf(world_.Find(name)->id, catalog::kCollectionSizes).empty());
    world_.ExpectConsistent(name);
  }
}

TEST_F(CollectionSizesTest, GrowUpToTheBoundAndNotBeyond) {
  EXPECT_FALSE(PutWithin(kSmallSizeBytes - 1, kSmall));
  EXPECT_EQ(RecordCount(), 0U);
  EXPECT_EQ(world_.Get("t", kSmall), "nothing");
  EXPECT_TRUE(PutWithin(kSmallSizeBytes, kSmall));
  EXPECT_FALSE(PutWithin(kSmallSizeBytes + kLargeSizeBytes - 1, kLarge));
  EXPECT_FALSE(PutWithin(kSmallSizeBytes, "{pk: 'a', sk: 1, z: ''}"));
  EXPECT_TRUE(PutWithin(kSmallSizeBytes, "{pk: 'b', sk: 1}"));
  EXPECT_TRUE(PutWithin(kSmallSizeBytes + kLargeSizeBytes, kLarge));
  world_.ExpectConsistent("t");
}

TEST_F(CollectionSizesTest, BeyondTheBoundShrinkAndChange) {
  ASSERT_TRUE(PutWithin(1000, kSmall));
  ASSERT_TRUE(PutWithin(1000, kLarge));
  EXPECT_TRUE(PutWithin(1, kLarge));
  EXPECT_TRUE(PutWithin(1, "{pk: 'a', sk: 2, b: b'2', x: 'zz', s: 's', n: 2, z: 'zzz'}"));
  EXPECT_TRUE(PutWithin(1, "{pk: 'a', sk: 2, b: b'2', x: 'zz', s: 's', n: 2, z: 'zz'}"));
  EXPECT_FALSE(PutWithin(1, kLarge));
  MutationOf remove = Delete("t", Item(kLarge));
  EXPECT_TRUE(Write(1, {&remove}).has_value());
  EXPECT_EQ(remove.collection_size_bytes, kSmallSizeBytes);
  world_.ExpectConsistent("t");
}

TEST_F(CollectionSizesTest, OfABatchGrowByItsSumOrNotAtAll) {
  ASSERT_TRUE(PutWithin(1000, kLarge));
  MutationOf remove = Delete("t", Item(kLarge));
  MutationOf first = Put("t", Item(kSmall));
  MutationOf second = Put("t", Item("{pk: 'a', sk: 3}"));
  MutationOf elsewhere = Put("t", Item("{pk: 'b', sk: 1}"));
  const std::int64_t both = 2 * kSmallSizeBytes;
  EXPECT_FALSE(Write(kLargeSizeBytes + both - 1, {&elsewhere, &first, &second}).has_value());
  EXPECT_EQ(world_.Get("t", "{pk: 'b', sk: 1}"), "nothing");
  EXPECT_TRUE(Write(both, {&first, &remove, &elsewhere, &second}).has_value());
  for (const MutationOf* mutation : {&first, &second, &remove}) {
    EXPECT_EQ(mutation->collection_size_bytes, both);
  }
  EXPECT_EQ(elsewhere.collection_size_bytes, kSmallSizeBytes);
  world_.ExpectConsistent("t");
}

TEST_F(CollectionSizesTest, OfWritersThatRaceNeverPassTheBound) {
  constexpr int kThreads = 8;
  constexpr int kPutsEach = 100;
  constexpr int kFit = 400;
  constexpr std::int64_t kItemSizeBytes = 3 + 6;
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      expr::testing::Literals literals;
      Store store(world_.engine, world_.catalog,
                  {.item_collection_size_bytes_max = (kFit + 1) * kItemSizeBytes - 1});
      for (int i = 0; i < kPutsEach; ++i) {
        const std::string number = std::to_string(100 + thread * kPutsEach + i) + ".5";
        MutationOf put = Put("t", literals.Item("{pk: 'a', sk: " + number + "}"));
        Mutation* const mutations[] = {&put};
        std::optional<engine::Ticket> ticket;
        const Status status = store.Write(mutations, {}, engine::Wait::kYes, ticket);
        if (status)
          ++done;
        else
          EXPECT_EQ(status.error().code, ErrorCode::kItemCollectionSizeLimitExceeded);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, kFit);
  EXPECT_EQ(world_.RowsOf(1, catalog::kPrimaryIndex).size(), std::size_t{kFit});
  world_.ExpectConsistent("t");
}

TEST_F(CollectionSizesTest, ThatAreDamagedAreNotGuessed) {
  ASSERT_TRUE(PutWithin(1000, kSmall));
  std::string key;
  AppendCollectionKey(*world_.Find("t"), KeyOf(*world_.Find("t"), Item(kSmall)), key);
  const auto delete_with_record = [&](const std::string& record) {
    engine::PutDurably(world_.engine, key, record);
    MutationOf remove = Delete("t", Item(kSmall));
    const Status status = world_.Write(remove);
    return status ? "done" : status.error().message;
  };
  const std::string damaged = "Stored data is damaged: the size of an item collection";
  EXPECT_EQ(delete_with_record("short"), damaged);
  EXPECT_EQ(delete_with_record(EncodeCollectionSize(kSmallSizeBytes - 1)), damaged);
  EXPECT_EQ(delete_with_record(EncodeCollectionSize(kSmallSizeBytes)), "done");
  engine::PutDurably(world_.engine, key, EncodeCollectionSize(INT64_MAX));
  MutationOf put = Put("t", Item(kSmall));
  EXPECT_FALSE(world_.Write(put).has_value());
}

}  // namespace
}  // namespace pixii::store
