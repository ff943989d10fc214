// A RocksDB database with our column families, open for reading or for writing.
#pragma once

#include <rocksdb/db.h>

#include <array>
#include <memory>
#include <string>

#include "engine/rocksdb/batch_builder.h"

namespace pixii::engine {

// Owns the database; closes it without flushing. Its calls are as thread-safe as RocksDB's.
class FamilyDatabase {
 public:
  enum class Mode : std::uint8_t { kReadOnly, kReadWrite };

  // Null: `status` says why. Families that are missing are made when `settings` say so.
  static std::unique_ptr<FamilyDatabase> Open(const rocksdb::Options& settings,
                                              const std::string& directory, Mode mode,
                                              rocksdb::Status& status);
  ~FamilyDatabase();
  FamilyDatabase(const FamilyDatabase&) = delete;
  FamilyDatabase& operator=(const FamilyDatabase&) = delete;

  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle& handle(Family family) {
    return *handles_[static_cast<std::size_t>(family)];
  }

 private:
  FamilyDatabase() = default;

  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount> handles_{};
};

}  // namespace pixii::engine
