// The engine's Transaction: reads of the latest state, writes into a batch.
#pragma once

#include <rocksdb/options.h>

#include <span>
#include <vector>

#include "engine/engine.h"
#include "engine/rocksdb/batch_builder.h"
#include "engine/rocksdb/families.h"
#include "engine/schema_versions.h"

namespace pixii::engine {

// One attempt of a body, under its stripes. All arguments must outlive it.
class BatchTransaction final : public Transaction {
 public:
  struct Source {
    FamilyDatabase& database;
    const SchemaVersions& schemas;
    Bytes log_prefix;
  };
  BatchTransaction(const Source& source, std::span<const Lock> locks, Wait wait,
                   BatchBuilder& batch)
      : source_(source), locks_(locks), wait_(wait), batch_(batch) {}

  CommitVersion schema_version() const override;
  Result<Found> Get(Bytes key) override;
  Result<Found> GetOwned(Bytes key) override;
  Result<std::vector<Found>> GetMany(std::span<const Bytes> keys) override;
  Result<std::vector<Found>> GetManyOwned(std::span<const Bytes> keys) override;
  void Put(Bytes key, Bytes value) override;
  void Erase(Bytes key) override;
  void Add(Bytes counter, std::int64_t delta) override;
  void Append(Bytes prefix, std::uint16_t order, Bytes value) override;

 private:
  const Source& source_;
  std::span<const Lock> locks_;
  const Wait wait_;
  BatchBuilder& batch_;
};

}  // namespace pixii::engine
