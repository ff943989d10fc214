#include "engine/rocksdb/batch_transaction.h"

#include "base/check.h"
#include "engine/commit_version.h"
#include "engine/rocksdb/point_read.h"
#include "engine/stripe_locks.h"

namespace pixii::engine {
namespace {

// Without a snapshot: the latest state.
const rocksdb::ReadOptions& LatestState() {
  static const rocksdb::ReadOptions options;
  return options;
}

}  // namespace

CommitVersion BatchTransaction::schema_version() const {
  return CommitVersionOf(source_.schemas.last());
}

Result<Found> BatchTransaction::Get(Bytes key) {
  DCHECK(IsLocked(locks_, key));
  return GetOwned(key);
}

Result<Found> BatchTransaction::GetOwned(Bytes key) {
  return ReadOne(source_.database, LatestState(), FamilyOf(key, source_.log_prefix), key, wait_);
}

Result<std::vector<Found>> BatchTransaction::GetMany(std::span<const Bytes> keys) {
  for ([[maybe_unused]] Bytes key : keys) DCHECK(IsLocked(locks_, key));
  return GetManyOwned(keys);
}

Result<std::vector<Found>> BatchTransaction::GetManyOwned(std::span<const Bytes> keys) {
  return ReadMany(source_.database, LatestState(), keys, source_.log_prefix, wait_);
}

void BatchTransaction::Put(Bytes key, Bytes value) {
  batch_.Put(FamilyOf(key, source_.log_prefix), key, value);
}

void BatchTransaction::Erase(Bytes key) { batch_.Erase(FamilyOf(key, source_.log_prefix), key); }

void BatchTransaction::Add(Bytes counter, std::int64_t delta) { batch_.Add(counter, delta); }

void BatchTransaction::Append(Bytes prefix, std::uint16_t order, Bytes value) {
  batch_.Append(FamilyOf(prefix, source_.log_prefix), prefix, order, value);
}

}  // namespace pixii::engine
