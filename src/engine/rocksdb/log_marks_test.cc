#include "engine/rocksdb/log_marks.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/rocksdb/batch_builder.h"

namespace pixii::engine {
namespace {

// A fragment whose bytes end with a mark.
std::string Fragment(char type, std::uint64_t mark) {
  std::string bytes = "some record\x03\x08";
  AppendFixed64(bytes, mark);
  const std::uint32_t checksum = MaskedLogChecksum(type + bytes);
  std::string fragment(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  fragment.push_back(static_cast<char>(bytes.size()));
  fragment.push_back('\0');
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

}  // namespace
}  // namespace pixii::engine
