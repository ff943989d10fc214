// A batch is a header of 12 bytes (sequence number, which RocksDB fills in; count of records), then
// the records:
//
//   0x01 key value          put into family 0
//   0x00 key                erase from family 0
//   0x05 family key value   put into another family
//   0x04 family key         erase from another family
//   0x03 bytes              log data: stands in the log only, takes no sequence number
//
// Strings have a varint length in front; a family id is a varint. Each put or erase takes one
// sequence number.
#include "engine/rocksdb/batch_builder.h"

#include <bit>
#include <cstring>

#include "base/check.h"
#include "engine/rocksdb/log_format.h"

namespace pixii::engine {
namespace {

constexpr char kTagErase = 0x00;
constexpr char kTagPut = 0x01;
constexpr char kTagFamilyErase = 0x04;
constexpr char kTagFamilyPut = 0x05;

// An item of 1 KB with its totals, version keys and mark fits without a second allocation.
constexpr std::size_t kReservedSizeBytes = 1536;

static_assert(std::endian::native == std::endian::little);

}  // namespace

void AppendFixed64(std::string& out, std::uint64_t value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

std::uint64_t ReadFixed64(const char* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

std::uint32_t ReadFixed32(const char* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

void BatchBuilder::Clear() {
  bytes_.clear();
  count_ = 0;
  has_puts_ = false;
  version_offsets_.clear();
  additions_.clear();
}

void BatchBuilder::AddLength(std::size_t length) {
  while (length >= 0x80) {
    bytes_.push_back(static_cast<char>(length | 0x80));
    length >>= 7;
  }
  bytes_.push_back(static_cast<char>(length));
}

void BatchBuilder::AddString(Bytes string) {
  AddLength(string.size());
  bytes_.append(string);
}

void BatchBuilder::StartRecord(char tag_of_items, char tag_of_family, Family family) {
  if (bytes_.empty()) {
    bytes_.reserve(kReservedSizeBytes);
    bytes_.resize(kBatchHeaderSizeBytes);
  }
  ++count_;
  if (family == Family::kItems) {
    bytes_.push_back(tag_of_items);
  } else {
    bytes_.push_back(tag_of_family);
    bytes_.push_back(static_cast<char>(family));
  }
}

void BatchBuilder::Put(Family family, Bytes key, Bytes value) {
  DCHECK(key != kVersionKey);
  has_puts_ = true;
  StartRecord(kTagPut, kTagFamilyPut, family);
  AddString(key);
  AddString(value);
}

void BatchBuilder::Erase(Family family, Bytes key) {
  DCHECK(key != kVersionKey);
  StartRecord(kTagErase, kTagFamilyErase, family);
  AddString(key);
}

void BatchBuilder::Append(Family family, Bytes prefix, std::uint16_t order, Bytes value) {
  constexpr std::size_t kVersionSizeBytes = sizeof(CommitVersion::bytes);
  StartRecord(kTagPut, kTagFamilyPut, family);
  AddLength(prefix.size() + kVersionSizeBytes + sizeof order);
  bytes_.append(prefix);
  version_offsets_.push_back(bytes_.size());
  bytes_.append(kVersionSizeBytes, '\0');
  bytes_.push_back(static_cast<char>(order >> 8));
  bytes_.push_back(static_cast<char>(order));
  AddString(value);
}

void BatchBuilder::Add(Bytes counter, std::int64_t delta) {
  for (Addition& addition : additions_) {
    if (addition.counter == counter) {
      addition.delta = WrappingSum(addition.delta, delta);
      return;
    }
  }
  additions_.push_back({std::string(counter), delta});
}

void BatchBuilder::SetTotal(Bytes counter, std::int64_t total) {
  StartRecord(kTagPut, kTagFamilyPut, Family::kItems);
  AddString(counter);
  AddLength(sizeof total);
  AppendFixed64(bytes_, static_cast<std::uint64_t>(total));
}

std::string BatchBuilder::Finish(std::uint64_t first_sequence, const CommitVersion& version,
                                 std::uint64_t durable_sequence) {
  const std::uint64_t last_sequence = first_sequence + count_ + kFamilyCount - 1;
  for (Family family : {Family::kItems, Family::kLog}) {
    StartRecord(kTagPut, kTagFamilyPut, family);
    AddString(kVersionKey);
    AddLength(sizeof last_sequence);
    AppendFixed64(bytes_, last_sequence);
  }
  // The mark stands last, so that recovery finds it without walking the records.
  bytes_.push_back(kTagLogData);
  bytes_.push_back(kMarkLength);
  AppendFixed64(bytes_, durable_sequence);
  for (std::size_t offset : version_offsets_) {
    std::memcpy(bytes_.data() + offset, version.bytes.data(), version.bytes.size());
  }
  std::memcpy(bytes_.data() + kBatchCountOffset, &count_, sizeof count_);
  return std::move(bytes_);
}

}  // namespace pixii::engine
