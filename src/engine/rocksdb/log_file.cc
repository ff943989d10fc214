#include "engine/rocksdb/log_file.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "engine/rocksdb/log_format.h"

namespace pixii::engine {
namespace {

constexpr unsigned char kTypeOfAnotherLogMin = 5;
constexpr unsigned char kTypeOfAnotherLogMax = 8;
constexpr char kDamagedType = 0x7f;  // The fragment's checksum covers its type, so it is wrong now.

// Walks the block as RocksDB does. Behind a damaged fragment RocksDB reads nothing of the block, so
// what is changed there does not matter.
void HideFragmentsOfOtherLogs(char* block, std::size_t size) {
  std::size_t at = 0;
  while (at + kFragmentHeaderSizeBytes <= size) {
    const auto type = static_cast<unsigned char>(block[at + kFragmentTypeOffset]);
    if (type >= kTypeOfAnotherLogMin && type <= kTypeOfAnotherLogMax)
      block[at + kFragmentTypeOffset] = kDamagedType;
    std::uint16_t length;
    std::memcpy(&length, block + at + kFragmentLengthOffset, sizeof length);
    at += kFragmentHeaderSizeBytes + length;
  }
}

class LogFile final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  using FSSequentialFileOwnerWrapper::FSSequentialFileOwnerWrapper;
  rocksdb::IOStatus Read(std::size_t size, const rocksdb::IOOptions& options,
                         rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus status =
        FSSequentialFileOwnerWrapper::Read(size, options, result, scratch, debug);
    if (status.ok() && !result->empty()) {
      if (result->data() != scratch) std::memcpy(scratch, result->data(), result->size());
      HideFragmentsOfOtherLogs(scratch, result->size());
      *result = rocksdb::Slice(scratch, result->size());
    }
    return status;
  }
};

}  // namespace

std::unique_ptr<rocksdb::FSSequentialFile> MakeLogFile(
    std::unique_ptr<rocksdb::FSSequentialFile> file) {
  return std::make_unique<LogFile>(std::move(file));
}

}  // namespace pixii::engine
