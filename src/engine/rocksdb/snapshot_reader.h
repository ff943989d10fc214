// The engine's Reader: one published state.
#pragma once

#include <rocksdb/options.h>

#include <memory>
#include <span>
#include <vector>

#include "engine/engine.h"
#include "engine/rocksdb/families.h"
#include "engine/rocksdb/published_snapshot.h"

namespace pixii::engine {

// What all Readers of an engine share. Must outlive them.
struct ReaderSource {
  FamilyDatabase& database;
  PublishedSnapshot& published;
  std::uint64_t base;
  Bytes log_prefix;
  bool read_latest;  // sabotage
};

class SnapshotReader final : public Reader {
 public:
  SnapshotReader(const ReaderSource& source, Wait wait);

  CommitVersion version() const override;
  CommitVersion schema_version() const override;
  Result<Found> Get(Bytes key) override;
  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override;
  std::unique_ptr<Cursor> Scan(const Range& range) override;
  Result<std::int64_t> Sum(Bytes counter) override;

 private:
  const ReaderSource& source_;
  const Wait wait_;
  PublishedSnapshot::Pin published_;
  rocksdb::ReadOptions options_;
};

}  // namespace pixii::engine
