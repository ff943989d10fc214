#include "engine/rocksdb/point_read.h"

#include <fmt/core.h>

#include <memory>
#include <string>
#include <utility>

#include "base/log.h"
#include "base/result.h"
#include "engine/rocksdb/file_layer.h"

namespace pixii::engine {
namespace {

Value Pinned(std::unique_ptr<rocksdb::PinnableSlice> slice) {
  const Bytes bytes(slice->data(), slice->size());
  return Value(bytes, slice.release(),
               [](void* pin) { delete static_cast<rocksdb::PinnableSlice*>(pin); });
}

std::string Hex(Bytes bytes) {
  std::string hex;
  for (unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

Error ReadError(const rocksdb::Status& status, Bytes key) {
  if (status.IsTimedOut()) return {Errc::kWouldBlock, {}};
  Error error{Errc::kCorruption,
              fmt::format("the value of key {} cannot be read: {}", Hex(key), status.ToString())};
  LogLine(LogLevel::kError, error.what);
  return error;
}

Result<Found> ReadOne(FamilyDatabase& database, const rocksdb::ReadOptions& options, Family family,
                      Bytes key, Wait wait) {
  auto slice = std::make_unique<rocksdb::PinnableSlice>();
  rocksdb::Status status;
  {
    NoWaitScope no_wait(wait == Wait::kNo);
    status = database.db().Get(options, &database.handle(family), key, slice.get());
  }
  if (status.ok()) return Pinned(std::move(slice));
  if (status.IsNotFound()) return std::nullopt;
  return std::unexpected(ReadError(status, key));
}

Result<std::vector<Found>> ReadMany(FamilyDatabase& database, const rocksdb::ReadOptions& options,
                                    std::span<const Bytes> keys, Bytes log_prefix, Wait wait) {
  std::vector<Found> found;
  found.reserve(keys.size());
  if (keys.empty()) return found;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::vector<rocksdb::Slice> slices;
  families.reserve(keys.size());
  slices.reserve(keys.size());
  for (Bytes key : keys) {
    families.push_back(&database.handle(FamilyOf(key, log_prefix)));
    slices.emplace_back(key);
  }
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  {
    NoWaitScope no_wait(wait == Wait::kNo);
    database.db().MultiGet(options, keys.size(), families.data(), slices.data(), values.data(),
                           statuses.data());
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      found.push_back(Pinned(std::make_unique<rocksdb::PinnableSlice>(std::move(values[i]))));
    } else if (statuses[i].IsNotFound()) {
      found.push_back(std::nullopt);
    } else {
      return std::unexpected(ReadError(statuses[i], keys[i]));
    }
  }
  return found;
}

Result<std::int64_t> ReadCounter(FamilyDatabase& database, const rocksdb::ReadOptions& options,
                                 Bytes counter, Wait wait) {
  ASSIGN_OR_RETURN(const Found found, ReadOne(database, options, Family::kItems, counter, wait));
  if (!found) return 0;
  const Bytes bytes = found->bytes();
  if (bytes.size() != sizeof(std::int64_t)) {
    return std::unexpected(Error{Errc::kCorruption, "a counter has the wrong size"});
  }
  return static_cast<std::int64_t>(ReadFixed64(bytes.data()));
}

}  // namespace pixii::engine
