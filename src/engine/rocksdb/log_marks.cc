// A batch ends with its mark, so a whole record and a last part do. Every byte of a block may be
// the start of a fragment, whose length then says where it ends. Where a mark above the end of the
// chain stands before that end, the checksum decides. A healthy log has no such mark, so the search
// costs one pass over the bytes.
//
// Clients choose the bytes of values, so a block may be full of what looks like fragments that end
// with high marks, each reaching over others. Summing up each one would cost the square of the
// block. But the checksum is linear over bits: with R(a, b) what it is after the bytes a to b,
// begun with 0, and Z(v, n) what n zero bytes make of v,
//
//   R(0, b) = Z(R(0, a), b - a) ^ R(a, b)
//
// So one pass over the block gives R(a, b) for all a and b. Z(v, n) is the product of v and Z(1,
// n), as polynomials.
#include "engine/rocksdb/log_marks.h"

#include <rocksdb/file_system.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "engine/rocksdb/batch_builder.h"
#include "engine/rocksdb/log_format.h"

namespace pixii::engine {
namespace {

// Polynomials over bits modulo that of CRC-32C; the highest bit is the coefficient of 1.
constexpr std::uint32_t kPolynomial = 0x82f63b78u;
constexpr std::uint32_t kOne = 0x80000000u;

constexpr std::uint32_t TimesX(std::uint32_t value) {
  return (value >> 1) ^ (value & 1 ? kPolynomial : 0);
}

constexpr std::array<std::uint32_t, 256> MakeChecksumTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = TimesX(value);
    table[i] = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kChecksumTable = MakeChecksumTable();

std::uint32_t AfterByte(std::uint32_t value, char byte) {
  return (value >> 8) ^ kChecksumTable[(value ^ static_cast<unsigned char>(byte)) & 0xff];
}

std::uint32_t Masked(std::uint32_t value) {
  value = ~value;
  return ((value >> 15) | (value << 17)) + 0xa282ead8u;
}

std::uint32_t Product(std::uint32_t a, std::uint32_t b) {
  std::uint32_t product = 0;
  for (; a != 0; a <<= 1, b = TimesX(b)) {
    if (a & kOne) product ^= b;
  }
  return product;
}

// The checksums of any bytes of a block.
class BlockChecksums {
 public:
  // Reads the block once; later calls of Of() read nothing.
  explicit BlockChecksums(Bytes block) {
    upto_.reserve(block.size() + 1);
    shift_.reserve(block.size() + 1);
    upto_.push_back(0);
    shift_.push_back(kOne);
    for (const char byte : block) {
      upto_.push_back(AfterByte(upto_.back(), byte));
      shift_.push_back(AfterByte(shift_.back(), 0));
    }
  }
  std::uint32_t Of(std::size_t begin, std::size_t end) const {
    constexpr std::uint32_t kBegin = 0xffffffffu;  // what a checksum begins with
    return Masked(Product(upto_[begin] ^ kBegin, shift_[end - begin]) ^ upto_[end]);
  }

 private:
  std::vector<std::uint32_t> upto_;   // R(0, i)
  std::vector<std::uint32_t> shift_;  // Z(1, i)
};

// The mark before `end`, or 0.
std::uint64_t MarkBefore(Bytes block, std::size_t end) {
  const char* const mark = block.data() + end - kMarkSizeBytes;
  if (mark[0] != kTagLogData || mark[1] != kMarkLength) return 0;
  return ReadFixed64(mark + kMarkSequenceOffset);
}

}  // namespace

std::uint32_t MaskedLogChecksum(Bytes bytes) {
  std::uint32_t value = 0xffffffffu;
  for (const char byte : bytes) value = AfterByte(value, byte);
  return Masked(value);
}

std::uint64_t HighestMarkInBlock(Bytes block, std::uint64_t sequence) {
  constexpr std::size_t kFragmentSizeBytesMin = kFragmentHeaderSizeBytes + kMarkSizeBytes;
  std::optional<BlockChecksums> checksums;  // most blocks need none
  for (std::size_t start = 0; start + kFragmentSizeBytesMin <= block.size(); ++start) {
    const char* const header = block.data() + start;
    const char type = header[kFragmentTypeOffset];
    if (type != kWholeRecord && type != kLastPart) continue;
    std::uint16_t length;
    std::memcpy(&length, header + kFragmentLengthOffset, sizeof length);
    const std::size_t end = start + kFragmentHeaderSizeBytes + length;
    if (length < kMarkSizeBytes || end > block.size()) continue;
    const std::uint64_t mark = MarkBefore(block, end);
    if (mark <= sequence) continue;
    if (!checksums) checksums.emplace(block);
    if (ReadFixed32(header) == checksums->Of(start + kFragmentTypeOffset, end)) sequence = mark;
  }
  return sequence;
}

Result<std::uint64_t> HighestMarkAbove(rocksdb::FileSystem& files, const std::string& directory,
                                       std::uint64_t sequence) {
  std::vector<std::string> names;
  rocksdb::IOStatus status = files.GetChildren(directory, {}, &names, nullptr);
  std::vector<char> block(kLogBlockSizeBytes);
  for (const std::string& name : names) {
    if (!name.ends_with(".log")) continue;
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    if (status.ok()) status = files.NewSequentialFile(directory + "/" + name, {}, &file, nullptr);
    while (status.ok()) {
      rocksdb::Slice bytes;
      status = file->Read(block.size(), {}, &bytes, block.data(), nullptr);
      if (bytes.empty()) break;
      sequence = HighestMarkInBlock(Bytes(bytes.data(), bytes.size()), sequence);
    }
  }
  if (status.ok()) return sequence;
  return std::unexpected(Error{
      Errc::kCorruption, "the log in " + directory + " cannot be read: " + status.ToString()});
}

}  // namespace pixii::engine
