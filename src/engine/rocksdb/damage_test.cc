// Flipped bits in the files of a store that was stopped: noticed, or harmless, never silent.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/rocksdb/rocksdb_engine.h"
#include "engine/rocksdb/testing/power_cut_files.h"
#include "engine/rocksdb/testing/test_directory.h"
#include "engine/testing/conformance.h"
#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

constexpr int kItemCount = 300;

class DamagedStore : public testing::Test {
 protected:
  Result<std::unique_ptr<Engine>> Open(const PowerCutFiles::Image& image) {
    files_ = std::make_shared<PowerCutFiles>(directory_.path(), image);
    RocksDbOptions options;
    options.data_dir = directory_.path();
    options.cache_mb = 1;
    options.file_system = files_;
    options.free_space_bytes_min = 0;
    return OpenRocksDbEngine(std::move(options));
  }

  static std::string ValueOf(int number) { return std::string(100, 'a' + number % 26); }

  // A store with kItemCount items, each a commit of its own, stopped cleanly.
  PowerCutFiles::Image MakeStore(bool in_tables) {
    auto engine = Open({});
    for (int i = 0; i < kItemCount; ++i) PutDurably(**engine, ItemKey(i), ValueOf(i));
    if (in_tables) FlushAndCompactForTests(**engine);
    engine->reset();
    return files_->Everything();
  }

  TestDirectory directory_;
  std::shared_ptr<PowerCutFiles> files_;
};

// Flips one bit of a file whose name ends in `ending`.
void Flip(PowerCutFiles::Image& image, const std::string& ending, std::mt19937_64& random) {
  std::vector<std::string*> files;
  for (auto& [name, bytes] : image) {
    if (name.ends_with(ending) && !bytes.empty()) files.push_back(&bytes);
  }
  ASSERT_FALSE(files.empty());
  std::string& bytes = *files[random() % files.size()];
  bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
}

TEST_F(DamagedStore, AFlippedBitInTheLogIsRefusedOrLosesNothing) {
  const PowerCutFiles::Image whole = MakeStore(/*in_tables=*/false);
  std::mt19937_64 random(7);
  int refused = 0;
  for (int flip = 0; flip < 120; ++flip) {
    PowerCutFiles::Image image = whole;
    Flip(image, ".log", random);
    const PowerCutFiles::Image before = image;
    auto engine = Open(image);
    if (!engine.has_value()) {
      ++refused;
      EXPECT_EQ(engine.error().code, Errc::kCorruption);
      EXPECT_TRUE(engine.error().what.contains("acknowledged data is missing"))
          << engine.error().what;
      EXPECT_EQ(files_->Everything(), before) << "a refusal changes nothing";
      continue;
    }
    for (int i = 0; i < kItemCount; ++i) {
      ASSERT_EQ(Get(**engine, ItemKey(i)), ValueOf(i)) << "flip " << flip;
    }
  }
  EXPECT_GT(refused, 60);
}

TEST_F(DamagedStore, AFlippedBitInATableIsReportedByGetsAndScans) {
  const PowerCutFiles::Image whole = MakeStore(/*in_tables=*/true);
  std::mt19937_64 random(8);
  int reported = 0;
  for (int flip = 0; flip < 60; ++flip) {
    PowerCutFiles::Image image = whole;
    Flip(image, ".sst", random);
    auto engine = Open(image);
    if (!engine.has_value()) continue;
    auto reader = OpenReader(**engine);
    for (int i = 0; i < kItemCount; i += 7) {
      auto found = reader->Get(ItemKey(i));
      if (!found.has_value()) {
        EXPECT_EQ(found.error().code, Errc::kCorruption);
      } else {
        ASSERT_TRUE(found->has_value()) << "flip " << flip;
        ASSERT_EQ((*found)->bytes(), ValueOf(i)) << "flip " << flip;
      }
    }
    std::string end;
    auto cursor = reader->Scan(PrefixRange(kItemPrefix, end));
    int rows = 0;
    Result<bool> more = cursor->Next();
    for (; more.has_value() && *more; more = cursor->Next()) {
      ASSERT_EQ(cursor->value(), ValueOf(rows)) << "flip " << flip;
      ++rows;
    }
    if (more.has_value()) {
      EXPECT_EQ(rows, kItemCount) << "flip " << flip << ": rows are missing silently";
    } else {
      ++reported;
      EXPECT_EQ(more.error().code, Errc::kCorruption);
    }
  }
  EXPECT_GT(reported, 10);
}

TEST_F(DamagedStore, ATornTailIsCutOff) {
  PowerCutFiles::Image image = MakeStore(/*in_tables=*/false);
  for (auto& [name, bytes] : image) {
    if (name.ends_with(".log") && !bytes.empty()) bytes += "half a record";
  }
  auto engine = Open(image);
  ASSERT_TRUE(engine.has_value()) << engine.error().what;
  EXPECT_EQ(Get(**engine, ItemKey(kItemCount - 1)), ValueOf(kItemCount - 1));
}

}  // namespace
}  // namespace pixii::engine
