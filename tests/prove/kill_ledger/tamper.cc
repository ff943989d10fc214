// tamper DIRECTORY drop-entry | alter-entry | wrong-counter: damages a data directory that no
// server holds, in one place, as a bug would: the controls of `pixii check`.
#include <cstdio>
#include <string>
#include <string_view>

#include "catalog/keys.h"
#include "engine/rocksdb/rocksdb_engine.h"
#include "store/item_key.h"

namespace pixii::prove {
namespace {

struct Entry {
  std::string key;
  std::string bytes;
};

// The first entry of any index; without a key if there is none.
Entry FirstEntry(engine::Engine& engine) {
  const auto reader = engine.Read(engine::Wait::kYes);
  const std::string begin(1, catalog::kItemKey);
  const std::string end(1, catalog::kItemKey + 1);
  const auto cursor = (*reader)->Scan({.begin = begin, .end = end});
  while (cursor->Next().value_or(false)) {
    const std::string_view index_id = cursor->key().substr(5, 4);
    if (index_id == std::string_view("\0\0\0\0", 4)) continue;
    return {std::string(cursor->key()), std::string(cursor->value())};
  }
  return {};
}

class Damage final : public engine::Body {
 public:
  Damage(std::string_view kind, const Entry& entry) : kind_(kind), entry_(entry) {}

  engine::Result<engine::Outcome> Run(engine::Transaction& transaction) override {
    if (kind_ == "drop-entry") {
      transaction.Erase(entry_.key);
    } else if (kind_ == "alter-entry") {
      std::string bytes = entry_.bytes;
      bytes.back() = static_cast<char>(bytes.back() ^ 1);
      transaction.Put(entry_.key, bytes);
    } else if (kind_ == "wrong-counter") {
      // The counter of an index is named by what opens the keys of its entries.
      std::string counter(1, catalog::kCounterKey);
      counter += entry_.key.substr(1, 8);
      counter.push_back(static_cast<char>(catalog::Counter::kBytes));
      transaction.Add(counter, 1);
    } else {
      return engine::Outcome::kDiscard;
    }
    damaged = true;
    return engine::Outcome::kCommit;
  }

  bool damaged = false;

 private:
  std::string_view kind_;
  const Entry& entry_;
};

int Main(int count, char** arguments) {
  if (count != 3) return 2;
  engine::RocksDbOptions options;
  options.data_dir = arguments[1];
  options.must_exist = true;
  const auto engine = engine::OpenRocksDbEngine(std::move(options));
  if (!engine) {
    std::fprintf(stderr, "tamper: %s\n", engine.error().what.c_str());
    return 1;
  }
  const Entry entry = FirstEntry(**engine);
  if (entry.key.empty()) return 1;
  Damage damage(arguments[2], entry);
  const engine::Lock lock{entry.key};
  const auto ticket = (*engine)->Transact({&lock, 1}, damage, engine::Wait::kYes);
  if (!ticket || !damage.damaged) return 2;
  engine::AwaitDurable(**engine, *ticket);
  return 0;
}

}  // namespace
}  // namespace pixii::prove

int main(int count, char** arguments) { return pixii::prove::Main(count, arguments); }
