#include "store/index_builder.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/limits.h"
#include "base/log.h"
#include "catalog/engine_error.h"
#include "catalog/keys.h"
#include "store/index_entry.h"
#include "store/item_key.h"
#include "store/store.h"

namespace pixii::store {
namespace {

constexpr std::chrono::milliseconds kRetryInterval{500};
// A step may take long for reasons of its own: a stalled store, a busy machine.
constexpr std::chrono::steady_clock::duration kRestMax =
    std::chrono::milliseconds(kIndexBuildRestMsMax);

const catalog::Index* BuildingIndex(const catalog::TablePtr& table, std::uint32_t table_id,
                                    std::uint32_t index_id) {
  if (table == nullptr || table->id != table_id) return nullptr;
  const auto found = std::find_if(
      table->indexes.begin(), table->indexes.end(),
      [&](const catalog::Index& index) { return index.id == index_id && index.building; });
  return found == table->indexes.end() ? nullptr : &*found;
}

// Enters the items at some keys, as they are by now, where their entries are missing.
class EnterItems final : public engine::Body {
 public:
  EnterItems(catalog::Catalog& catalog, std::string_view table_name, std::uint32_t table_id,
             std::uint32_t index_id, const std::vector<std::string>& keys)
      : catalog_(catalog),
        table_name_(table_name),
        table_id_(table_id),
        index_id_(index_id),
        keys_(keys) {}

  engine::Result<engine::Outcome> Run(engine::Transaction& transaction) override {
    wanted = true;
    entries_ = 0;
    size_bytes_ = 0;
    auto table = catalog_.Find(transaction, table_name_);
    if (!table) return std::unexpected(table.error());
    const catalog::Index* index = BuildingIndex(*table, table_id_, index_id_);
    if (index == nullptr) {
      wanted = false;
      return engine::Outcome::kDiscard;
    }
    if (auto entered = EnterMissing(transaction, **table, *index); !entered) {
      return std::unexpected(entered.error());
    }
    if (entries_ == 0) return engine::Outcome::kDiscard;
    transaction.Add(catalog::CounterKey(table_id_, index_id_, catalog::Counter::kItems), entries_);
    transaction.Add(catalog::CounterKey(table_id_, index_id_, catalog::Counter::kBytes),
                    size_bytes_ + entries_ * kItemOverheadSizeBytes);
    return engine::Outcome::kCommit;
  }

  bool wanted = true;

 private:
  struct Entry {
    std::string key;
    value::ItemView item;
  };

  engine::Status EnterMissing(engine::Transaction& transaction, const catalog::Table& table,
                              const catalog::Index& index) {
    const auto items = transaction.GetMany(std::vector<engine::Bytes>(keys_.begin(), keys_.end()));
    if (!items) return std::unexpected(items.error());
    std::vector<Entry> entries;
    entries.reserve(keys_.size());
    for (const engine::Found& found : *items) {
      if (!found) continue;
      Entry entry{{}, value::ItemView(found->bytes())};
      if (AppendEntryKey(table, index, entry.item, entry.key)) entries.push_back(std::move(entry));
    }
    // An ordered engine takes keys in their order with less searching.
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.key < b.key; });
    std::vector<engine::Bytes> entry_keys;
    entry_keys.reserve(entries.size());
    for (const Entry& entry : entries) entry_keys.emplace_back(entry.key);
    const auto present = transaction.GetManyOwned(entry_keys);
    if (!present) return std::unexpected(present.error());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!(*present)[i]) Enter(transaction, table, index, entries[i]);
    }
    return {};
  }

  void Enter(engine::Transaction& transaction, const catalog::Table& table,
             const catalog::Index& index, const Entry& entry) {
    const value::ItemView projected = ProjectedItem(table, index, entry.item, builder_);
    transaction.Put(entry.key, projected.bytes());
    ++entries_;
    size_bytes_ += static_cast<std::int64_t>(projected.SizeBytes());
  }

  catalog::Catalog& catalog_;
  const std::string_view table_name_;
  const std::uint32_t table_id_;
  const std::uint32_t index_id_;
  const std::vector<std::string>& keys_;
  value::ItemBuilder builder_;
  std::int64_t entries_ = 0;
  std::int64_t size_bytes_ = 0;
};

// Keys of the next items of [begin, end), as many as one step takes.
Result<std::vector<std::string>> NextKeys(engine::Engine& engine, const std::string& begin,
                                          const std::string& end) {
  std::vector<std::string> keys;
  std::size_t size_bytes = 0;
  ASSIGN_OR_RETURN_ENGINE(const auto reader, engine.Read(engine::Wait::kYes));
  const auto cursor =
      reader->Scan({.begin = begin, .end = end, .size_hint_bytes = kIndexBuildStepSizeBytes});
  while (keys.size() < kIndexBuildStepItems && size_bytes < kIndexBuildStepSizeBytes) {
    ASSIGN_OR_RETURN_ENGINE(const bool more, cursor->Next());
    if (!more) break;
    keys.emplace_back(cursor->key());
    size_bytes += cursor->value().size();
  }
  return keys;
}

}  // namespace

IndexBuilder::IndexBuilder(engine::Engine& engine, catalog::Catalog& catalog, Traffic& traffic)
    : engine_(engine), catalog_(catalog), traffic_(traffic), thread_([this] { Run(); }) {}

IndexBuilder::~IndexBuilder() {
  {
    const MutexLock lock(mutex_);
    stop_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
}

bool IndexBuilder::Stopping() {
  const MutexLock lock(mutex_);
  return stop_;
}

void IndexBuilder::Rest(std::chrono::steady_clock::duration duration) {
  rest_count_.fetch_add(1, std::memory_order_relaxed);
  const auto end = std::chrono::steady_clock::now() + std::min(duration, kRestMax);
  const MutexLock lock(mutex_);
  while (!stop_ && changed_.WaitUntil(mutex_, end)) {
  }
}

void IndexBuilder::Build(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  const MutexLock lock(mutex_);
  const std::uint64_t call = ++wanted_;
  changed_.NotifyAll();
  while (done_ < call && !stop_ && changed_.WaitUntil(mutex_, end)) {
  }
}

// In rounds over all indexes that are being built: one that fails holds up no other. A round in
// which nothing could be done is followed by a pause.
void IndexBuilder::Run() {
  std::set<std::string> warned;  // once is enough for the same failure
  MutexLock lock(mutex_);
  for (;;) {
    while (!stop_ && done_ >= wanted_) changed_.Wait(mutex_);
    if (stop_) return;
    const std::uint64_t call = wanted_;
    lock.Unlock();
    bool moved = false;
    const auto note = [&](const Error& error) {
      if (!warned.insert(error.message).second) return;
      Log(LogLevel::kWarn, "an index is not built yet: {}", error.message);
    };
    const auto jobs = FindJobs();
    if (!jobs) note(jobs.error());
    for (const Job& job : jobs ? *jobs : std::vector<Job>()) {
      if (const auto filled = Fill(job)) {
        moved = true;
      } else {
        note(filled.error());
      }
    }
    lock.Lock();
    if (jobs && jobs->empty()) {
      warned.clear();
      done_ = call;
      changed_.NotifyAll();
    } else if (!moved && !stop_) {
      // A call of Build ends the pause early, which does no harm.
      changed_.WaitFor(mutex_, kRetryInterval);
    }
  }
}

Result<std::vector<IndexBuilder::Job>> IndexBuilder::FindJobs() {
  ASSIGN_OR_RETURN_ENGINE(const auto reader, engine_.Read(engine::Wait::kYes));
  ASSIGN_OR_RETURN_ENGINE(const std::vector<std::string> names,
                          catalog_.List(*reader, {}, SIZE_MAX));
  std::vector<Job> jobs;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN_ENGINE(const catalog::TablePtr table, catalog_.Find(*reader, name));
    if (table == nullptr) continue;
    for (const catalog::Index& index : table->indexes) {
      if (index.building) jobs.push_back({name, table->id, index.id});
    }
  }
  return jobs;
}

Result<bool> IndexBuilder::Fill(const Job& job) {
  std::string position;
  catalog::AppendItemPrefix(job.table_id, catalog::kPrimaryIndex, position);
  const std::string end = PrefixEnd(position);
  const std::string descriptor_key = catalog::DescriptorKey(job.table_name);
  traffic_.TakeNoted();  // What came before is no reason to rest.
  while (!Stopping()) {
    const auto step_begin = std::chrono::steady_clock::now();
    ASSIGN_OR_RETURN(const std::vector<std::string> keys, NextKeys(engine_, position, end));
    if (keys.empty()) {
      const auto finished = catalog_.Update(job.table_name, catalog::Phase::kActive,
                                            [&](catalog::Table& to) -> Status {
                                              if (to.id != job.table_id) return {};
                                              for (catalog::Index& index : to.indexes) {
                                                if (index.id == job.index_id)
                                                  index.building = false;
                                              }
                                              return {};
                                            });
      if (finished) return true;
      if (finished.error().code == ErrorCode::kResourceNotFound) return false;
      return std::unexpected(finished.error());
    }
    std::vector<engine::Lock> locks = {{descriptor_key, engine::LockKind::kSchemaShared}};
    for (const std::string& key : keys) locks.push_back({key, engine::LockKind::kItem});
    EnterItems body(catalog_, job.table_name, job.table_id, job.index_id, keys);
    ASSIGN_OR_RETURN_ENGINE([[maybe_unused]] const engine::Ticket ticket,
                            engine_.Transact(locks, body, engine::Wait::kYes));
    if (!body.wanted) return false;
    position = keys.back();
    position.push_back('\0');
    if (traffic_.TakeNoted()) Rest(std::chrono::steady_clock::now() - step_begin);
  }
  return false;
}

}  // namespace pixii::store
