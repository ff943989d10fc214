#include "engine/rocksdb/log_marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/random.h"
#include "engine/rocksdb/batch_builder.h"
#include "engine/rocksdb/log_format.h"

namespace pixii::engine {
namespace {

// A fragment whose bytes end with a mark.
std::string Fragment(char type, std::uint64_t mark, std::size_t size_bytes = 10) {
  std::string bytes = std::string(size_bytes, 'r') + "\x03\x08";
  AppendFixed64(bytes, mark);
  const std::uint32_t checksum = MaskedLogChecksum(type + bytes);
  std::string fragment(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  fragment.push_back(static_cast<char>(bytes.size() & 0xff));
  fragment.push_back(static_cast<char>(bytes.size() >> 8));
  return fragment + type + bytes;
}

// "Appendix B.4 of RFC 3720": 32 bytes of zeros have the CRC-32C 8a9136aa; then RocksDB's mask.
TEST(LogMarks, ChecksumIsMaskedCastagnoli) {
  const std::uint32_t plain = 0x8a9136aa;
  EXPECT_EQ(MaskedLogChecksum(std::string(32, '\0')),
            ((plain >> 15) | (plain << 17)) + 0xa282ead8u);
}

TEST(LogMarks, FindsTheHighestMarkBehindDamage) {
  const std::string block = "damaged bytes" + Fragment(1, 70) + "\xff\xff" + Fragment(4, 90);
  EXPECT_EQ(HighestMarkInBlock(block, 50), 90u);
  EXPECT_EQ(HighestMarkInBlock(block, 80), 90u);
  EXPECT_EQ(HighestMarkInBlock(block, 90), 90u);
  EXPECT_EQ(HighestMarkInBlock(block, 100), 100u);
}

TEST(LogMarks, BelievesNoDamagedFragment) {
  for (std::size_t at = 0; at < Fragment(1, 70).size(); ++at) {
    std::string block = Fragment(1, 70);
    block[at] ^= 1;
    EXPECT_EQ(HighestMarkInBlock(block, 50), 50u) << at;
  }
}

TEST(LogMarks, FirstAndMiddlePartsHaveNoMark) {
  EXPECT_EQ(HighestMarkInBlock(Fragment(2, 70), 50), 50u);
  EXPECT_EQ(HighestMarkInBlock(Fragment(3, 70), 50), 50u);
}

// A value of a client may look like fragments that end with high marks: 3,000 in a block, each with
// its end in the last tenth of it.
std::string HostileBlock() {
  constexpr std::size_t kMarksBegin = kLogBlockSizeBytes * 9 / 10;
  std::string block;
  while (block.size() + 10 <= kMarksBegin) {
    const std::size_t start = block.size();
    const std::size_t end = kMarksBegin + 10 * (1 + start / 10 % 300);
    const std::size_t length = end - start - kFragmentHeaderSizeBytes;
    block += "sum!";
    block += static_cast<char>(length & 0xff);
    block += static_cast<char>(length >> 8);
    block += kWholeRecord;
    block += "...";
  }
  block.resize(kMarksBegin, '.');
  while (block.size() + 10 <= kLogBlockSizeBytes) block += std::string("\x03\x08") + "AAAAAAAA";
  return block;
}

// Were each of them summed up, or each end sought from each start, this would take minutes for the
// 256 MB that a log may hold.
TEST(LogMarks, BytesThatClientsChooseCostOnePassPerBlock) {
  const std::string hostile = HostileBlock();
  std::string with_a_record = hostile;
  const std::string record = Fragment(1, 70);
  with_a_record.replace(with_a_record.size() - record.size(), record.size(), record);
  for (int block = 0; block < 32; ++block) ASSERT_EQ(HighestMarkInBlock(hostile, 50), 50u);
  EXPECT_EQ(HighestMarkInBlock(with_a_record, 50), 70u);
}

// Fragments of every length and place, some of them damaged, in noise.
TEST(LogMarks, FindsWhatTheChecksumsSay) {
  const auto random = SeededRandom(1);
  for (int round = 0; round < 200; ++round) {
    std::string block;
    std::uint64_t highest = 50;
    while (block.size() < 2000) {
      for (std::uint64_t noise = random->Next() % 40; noise > 0; --noise) {
        block += static_cast<char>(random->Next());
      }
      const std::uint64_t mark = 51 + random->Next() % 1000;
      std::string fragment = Fragment(random->Next() % 2 == 0 ? 1 : 4, mark, random->Next() % 600);
      if (random->Next() % 2 == 0) {
        fragment[random->Next() % fragment.size()] ^= 4;
      } else {
        highest = std::max(highest, mark);
      }
      block += fragment;
    }
    EXPECT_EQ(HighestMarkInBlock(block, 50), highest) << "round " << round;
  }
}

}  // namespace
}  // namespace pixii::engine
