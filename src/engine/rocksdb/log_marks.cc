// A log is a row of blocks of 32 KB. A block holds fragments: 4 bytes of checksum over type and
// bytes, 2 bytes of length, 1 byte of type (1: a whole record, 2: first, 3: middle, 4: last part),
// then the bytes. A batch ends with its mark, so a whole record and a last part do: 0x03 0x08 and 8
// bytes.
//
// The search looks for such endings with a mark above the end of the chain. A healthy log has none,
// so it costs one pass over the bytes. For each one found every possible start of its fragment is
// tried, and the checksum decides.
#include "engine/rocksdb/log_marks.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "base/result.h"
#include "engine/rocksdb/batch_builder.h"

namespace pixii::engine {
namespace {

constexpr std::size_t kBlockSizeBytes = 32 * 1024;
constexpr std::size_t kFragmentHeaderSizeBytes = 7;
constexpr std::size_t kMarkSizeBytes = 10;
constexpr char kMarkStart[] = {0x03, 0x08};
constexpr char kWholeRecord = 1;
constexpr char kLastPart = 4;

constexpr std::array<std::uint32_t, 256> MakeChecksumTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? 0x82f63b78u : 0);
    table[i] = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kChecksumTable = MakeChecksumTable();

// True if an undamaged fragment of the block ends at `end`.
bool FragmentEndsAt(Bytes block, std::size_t end) {
  // The nearest first: most records are short.
  for (std::size_t start = end - kMarkSizeBytes - kFragmentHeaderSizeBytes + 1; start-- > 0;) {
    std::uint16_t length;
    std::memcpy(&length, block.data() + start + 4, sizeof length);
    if (start + kFragmentHeaderSizeBytes + length != end) continue;
    const char type = block[start + 6];
    if (type != kWholeRecord && type != kLastPart) continue;
    if (ReadFixed32(block.data() + start) ==
        MaskedLogChecksum(block.substr(start + 6, 1 + length))) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::uint32_t MaskedLogChecksum(Bytes bytes) {
  std::uint32_t value = 0xffffffffu;
  for (char byte : bytes) {
    value = (value >> 8) ^ kChecksumTable[(value ^ static_cast<unsigned char>(byte)) & 0xff];
  }
  value = ~value;
  return ((value >> 15) | (value << 17)) + 0xa282ead8u;
}

std::uint64_t HighestMarkInBlock(Bytes block, std::uint64_t sequence) {
  const Bytes pattern(kMarkStart, sizeof kMarkStart);
  // From the back, since marks grow: then most candidates are below the highest found.
  for (std::size_t at = block.rfind(pattern); at != Bytes::npos && at >= kFragmentHeaderSizeBytes;
       at = block.rfind(pattern, at - 1)) {
    const std::size_t end = at + kMarkSizeBytes;
    if (end > block.size()) continue;
    const std::uint64_t mark = ReadFixed64(block.data() + at + sizeof kMarkStart);
    if (mark > sequence && FragmentEndsAt(block, end)) sequence = mark;
  }
  return sequence;
}

Result<std::uint64_t> HighestMarkAbove(rocksdb::FileSystem& files, const std::string& directory,
                                       std::uint64_t sequence) {
  std::vector<std::string> names;
  rocksdb::IOStatus status = files.GetChildren(directory, {}, &names, nullptr);
  std::vector<char> block(kBlockSizeBytes);
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
