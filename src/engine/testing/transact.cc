#include "engine/testing/transact.h"

namespace pixii::engine {
namespace {

template <class Source>
std::optional<std::string> GetFrom(Source& source, Bytes key) {
  Result<Found> found = source.Get(key);
  if (!found.has_value()) {
    ADD_FAILURE() << "Get failed: " << found.error().what;
    return std::nullopt;
  }
  if (!found->has_value()) return std::nullopt;
  return std::string((*found)->bytes());
}

}  // namespace

Ticket PutDurably(Engine& engine, Bytes key, Bytes value) {
  return TransactDurably(engine, {{key}}, [&](Transaction& t) { t.Put(key, value); });
}

Ticket PutDurably(Engine& engine, const std::vector<Row>& rows) {
  std::vector<Lock> locks;
  for (const Row& row : rows) locks.push_back({row.first});
  return TransactDurably(engine, locks, [&](Transaction& t) {
    for (const Row& row : rows) t.Put(row.first, row.second);
  });
}

Ticket EraseDurably(Engine& engine, Bytes key) {
  return TransactDurably(engine, {{key}}, [&](Transaction& t) { t.Erase(key); });
}

std::unique_ptr<Reader> OpenReader(Engine& engine) {
  Result<std::unique_ptr<Reader>> reader = engine.Read(Wait::kYes);
  if (reader.has_value()) return std::move(*reader);
  ADD_FAILURE() << "Read failed: " << reader.error().what;
  return nullptr;
}

std::optional<std::string> Get(Reader& reader, Bytes key) { return GetFrom(reader, key); }
std::optional<std::string> Get(Transaction& t, Bytes key) { return GetFrom(t, key); }
std::optional<std::string> Get(Engine& engine, Bytes key) { return Get(*OpenReader(engine), key); }

std::int64_t Sum(Reader& reader, Bytes counter) {
  Result<std::int64_t> sum = reader.Sum(counter);
  if (sum.has_value()) return *sum;
  ADD_FAILURE() << "Sum failed: " << sum.error().what;
  return 0;
}
std::int64_t Sum(Engine& engine, Bytes counter) { return Sum(*OpenReader(engine), counter); }

std::vector<Row> Scan(Reader& reader, const Range& range) {
  std::vector<Row> rows;
  const std::unique_ptr<Cursor> cursor = reader.Scan(range);
  for (;;) {
    Result<bool> more = cursor->Next();
    if (!more.has_value()) {
      ADD_FAILURE() << "Next failed: " << more.error().what;
      return rows;
    }
    if (!*more) return rows;
    rows.emplace_back(cursor->key(), cursor->value());
  }
}
std::vector<Row> Scan(Engine& engine, const Range& range) {
  return Scan(*OpenReader(engine), range);
}

std::int64_t NumberOf(const std::optional<std::string>& value) {
  return value.has_value() ? std::stoll(*value) : 0;
}

}  // namespace pixii::engine
