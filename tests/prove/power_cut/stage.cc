#include "stage.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "accounts.h"
#include "base/check.h"
#include "check/check.h"
#include "engine/commit_version.h"
#include "engine/rocksdb/testing/power_cut_files.h"
#include "orders.h"

namespace pixii::prove {
namespace {

using engine::PowerCutFiles;
using namespace std::chrono_literals;

constexpr std::size_t kOutstandingMax = 24;
constexpr auto kStageLimit = 20s;

// The end of the engine is right after the cut and wrong before it.
class StageFatal final : public Fatal {
 public:
  StageFatal(const PowerCutFiles& files, Ledger& ledger) : files_(files), ledger_(ledger) {}
  void End(std::string_view why) override {
    files_.WhilePowered([&] {
      ledger_.Report(Violation::kEnded, "%.*s", static_cast<int>(why.size()), why.data());
    });
  }

 private:
  const PowerCutFiles& files_;
  Ledger& ledger_;
};

PowerCutFiles::Image LoadDisk(const std::string& directory) {
  PowerCutFiles::Image image;
  std::filesystem::create_directories(directory);
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::ifstream file(entry.path(), std::ios::binary);
    image[entry.path().filename().string()] =
        std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return image;
}

void StoreDisk(const std::string& directory, const PowerCutFiles::Image& image) {
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  for (const auto& [name, bytes] : image) {
    std::ofstream(directory + "/" + name, std::ios::binary) << bytes;
  }
}

// A transfer, or a condition that fails and shows what it saw.
class TransferBody final : public engine::Body {
 public:
  TransferBody(std::vector<int> accounts, bool discards)
      : accounts_(std::move(accounts)), discards_(discards) {}

  engine::Result<engine::Outcome> Run(engine::Transaction& transaction) override {
    seen_.touched.clear();
    std::vector<Account> states;
    for (int account : accounts_) {
      auto found = transaction.Get(AccountKey(account));
      if (!found.has_value()) return std::unexpected(found.error());
      states.push_back(found->has_value() ? ParseAccount((*found)->bytes()) : Account());
      seen_.touched.push_back({account, states.back().count + (discards_ ? 0 : 1)});
    }
    if (discards_) return engine::Outcome::kDiscard;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      ++states[i].count;
      if (i == 0) --states[i].balance;
      if (i == 1) ++states[i].balance;
      transaction.Put(AccountKey(accounts_[i]), AccountValue(states[i]));
    }
    transaction.Append(kLogPrefix, 0, LogValue(seen_));
    transaction.Add(kCommitCounter, 1);
    transaction.Add(kTouchCounter, static_cast<std::int64_t>(accounts_.size()));
    return engine::Outcome::kCommit;
  }

  bool discards() const { return discards_; }
  // The counts that its answer tells.
  const LogRecord& seen() const { return seen_; }

 private:
  std::vector<int> accounts_;
  bool discards_;
  LogRecord seen_;
};

class Stage {
 public:
  Stage(const StageOptions& options, Ledger& ledger)
      : options_(options),
        ledger_(ledger),
        random_(options.seed),
        disk_(options.directory + "/disk"),
        files_(std::make_shared<PowerCutFiles>(options.directory, LoadDisk(disk_))),
        fatal_(*files_, ledger) {}

  void Run() {
    files_->set_log_sync_delay(std::chrono::microseconds(random_() % 1500));
    if (options_.cut_after_operations > 0) {
      files_->CutAfter(options_.cut_after_operations);
      std::thread([this] { CheckAndWork(); }).detach();
      if (!files_->AwaitCut(kStageLimit)) ledger_.Report(Violation::kEnded, "no cut came");
      LeaveDisk();
    } else {
      CheckTwice();
    }
  }

 private:
  std::unique_ptr<engine::Engine> Open() {
    engine::RocksDbOptions options;
    options.data_dir = options_.directory;
    options.cache_mb = 8;
    // Small, so that several logs are alive and families are flushed apart.
    options.write_buffer_size_bytes = 96 * 1024;
    options.fatal = &fatal_;
    options.file_system = files_;
    options.free_space_bytes_min = 0;
    options.log_prefix = "\x20";
    options.sabotage = options_.sabotage;
    auto engine = engine::OpenRocksDbEngine(std::move(options));
    if (engine.has_value()) return std::move(*engine);
    files_->WhilePowered(
        [&] { ledger_.Report(Violation::kRefused, "%s", engine.error().what.c_str()); });
    return nullptr;
  }

  // The store after a cut against the ledger.
  void Check(engine::Engine& engine) {
    auto reader = engine.Read(engine::Wait::kYes);
    const View view = Look(**reader, /*with_log=*/true);
    const std::uint64_t sequence = engine::SequenceOf((*reader)->version());
    files_->WhilePowered([&] {
      ++ledger_.recoveries;
      if (view.contradiction) {
        ledger_.Report(Violation::kInconsistent, "%s", view.contradiction->c_str());
      }
      for (int i = 0; i < kAccountCount; ++i) {
        const std::uint64_t count = view.accounts[i].count;
        if (count < ledger_.answered[i]) {
          ledger_.Report(Violation::kAnsweredLost, "account %d: count %lu answered, %lu found", i,
                         ledger_.answered[i].load(), count);
        }
        if (count < ledger_.shown[i]) {
          ledger_.Report(Violation::kShownLost, "account %d: count %lu shown, %lu found", i,
                         ledger_.shown[i].load(), count);
        }
      }
      if (sequence < ledger_.shown_sequence) {
        ledger_.Report(Violation::kShownLost, "position %lu shown, %lu found",
                       ledger_.shown_sequence.load(), sequence);
      }
      CheckPrefix(view.log_sequences);
      // What a restarted store shows must survive the next cut.
      NoteShown(view, sequence);
    });
    CheckOrders(**reader);
    CheckTables(**reader, Violation::kInconsistent);
  }

  void CheckOrders(engine::Reader& reader) {
    const OrderVersions versions = LookAtOrders(reader);
    files_->WhilePowered([&] {
      for (int i = 0; i < kOrderCount; ++i) {
        if (versions[i] < ledger_.orders_answered[i]) {
          ledger_.Report(Violation::kAnsweredLost, "order %d: version %lu answered, %lu found", i,
                         ledger_.orders_answered[i].load(), versions[i]);
        }
        if (versions[i] < ledger_.orders_shown[i]) {
          ledger_.Report(Violation::kShownLost, "order %d: version %lu shown, %lu found", i,
                         ledger_.orders_shown[i].load(), versions[i]);
        }
        RaiseTo(ledger_.orders_shown[i], versions[i]);
      }
    });
  }

  // Index entries and counters against the items. How many indexes are half built.
  std::uint64_t CheckTables(engine::Reader& reader, Violation violation) {
    std::string first;
    const check::Summary summary = check::CheckStore(reader, [&](std::string_view error) {
      if (first.empty()) first = error;
    });
    files_->WhilePowered([&] {
      ++ledger_.checks;
      ledger_.checked_entries += summary.index_entries;
      ledger_.half_built += summary.building_indexes;
      if (summary.errors > 0) ledger_.Report(violation, "%s", first.c_str());
    });
    return summary.building_indexes;
  }

  // Every noted commit up to the last one found must be found. Then the others are forgotten: their
  // positions will be given again.
  void CheckPrefix(const std::vector<std::uint64_t>& found) {
    std::vector<std::uint64_t> noted;
    CHECK(ledger_.commit_count <= kCommitsMax);  // else commits were not noted
    for (std::size_t i = 0; i < ledger_.commit_count; ++i) {
      const std::uint64_t sequence = ledger_.commits[i];
      if (sequence != 0) noted.push_back(sequence);
    }
    std::size_t kept = 0;
    for (std::uint64_t sequence : noted) {
      if (std::binary_search(found.begin(), found.end(), sequence)) {
        ledger_.commits[kept++] = sequence;
      } else if (!found.empty() && sequence < found.back()) {
        ledger_.Report(Violation::kNoPrefix, "commit %lu is gone, %lu is there", sequence,
                       found.back());
      }
    }
    ledger_.commit_count = kept;
  }

  void NoteShown(const View& view, std::uint64_t sequence) {
    for (int i = 0; i < kAccountCount; ++i) RaiseTo(ledger_.shown[i], view.accounts[i].count);
    RaiseTo(ledger_.shown_sequence, sequence);
  }

  void CheckAndWork() {
    engine_ = Open();
    if (engine_ == nullptr) return;
    Check(*engine_);
    for (int i = 0; i < 3; ++i) std::thread([this, i] { Write(options_.seed * 8 + i); }).detach();
    for (int i = 0; i < 2; ++i) std::thread([this, i] { Read(i == 0); }).detach();
    orders_ = std::make_unique<Orders>(*engine_);
    orders_->Prepare();
    std::thread([this] { ChangeIndexes(options_.seed * 8 + 6); }).detach();
    WriteOrders(options_.seed * 8 + 7);
  }

  void WriteOrders(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<Orders::Written> outstanding;
    while (files_->powered()) {
      auto written = orders_->Write(random);
      if (!written) continue;
      outstanding.push_back(*std::move(written));
      if (outstanding.size() > kOutstandingMax) std::this_thread::sleep_for(200us);
      std::erase_if(outstanding, [this](const Orders::Written& one) {
        if (!engine_->Durable(one.ticket)) return false;
        files_->WhilePowered([&] {
          ++ledger_.answers;
          for (const auto& [order, version] : one.versions) {
            RaiseTo(ledger_.orders_answered[order], version);
          }
        });
        return true;
      });
    }
  }

  void ChangeIndexes(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    while (files_->powered()) orders_->ChangeIndexes(random);
  }

  // Keeps many tickets outstanding and answers each when it is durable.
  void Write(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    struct Outstanding {
      engine::Ticket ticket;
      bool discards;
      LogRecord seen;
    };
    std::vector<Outstanding> outstanding;
    while (files_->powered()) {
      std::vector<int> accounts;
      const std::size_t wanted = random() % 16 == 0 ? 8 : 2;
      while (accounts.size() < wanted) {
        const int account = static_cast<int>(random() % kAccountCount);
        if (std::find(accounts.begin(), accounts.end(), account) == accounts.end()) {
          accounts.push_back(account);
        }
      }
      TransferBody body(accounts, random() % 8 == 0);
      std::vector<std::string> keys;
      for (int account : accounts) keys.push_back(AccountKey(account));
      std::vector<engine::Lock> locks;
      for (const std::string& key : keys) locks.push_back({key});
      auto ticket = engine_->Transact(locks, body, engine::Wait::kYes);
      if (!ticket.has_value()) continue;
      if (!body.discards()) NoteCommit(engine::SequenceOf(ticket->version));
      outstanding.push_back({*ticket, body.discards(), body.seen()});
      if (outstanding.size() > kOutstandingMax) std::this_thread::sleep_for(200us);
      std::erase_if(outstanding, [this](const Outstanding& one) {
        if (!engine_->Durable(one.ticket)) return false;
        files_->WhilePowered([&] { NoteAnswer(one.discards, one.seen); });
        return true;
      });
    }
  }

  void NoteCommit(std::uint64_t sequence) {
    const std::size_t index = ledger_.commit_count++;
    if (index < kCommitsMax) ledger_.commits[index] = sequence;
  }

  void NoteAnswer(bool discards, const LogRecord& seen) {
    ++(discards ? ledger_.conditions : ledger_.answers);
    auto& counts = discards ? ledger_.shown : ledger_.answered;
    for (const auto& [account, count] : seen.touched) RaiseTo(counts[account], count);
  }

  void Read(bool with_log) {
    while (files_->powered()) {
      // What anybody was told before this Reader is opened.
      std::array<std::uint64_t, kAccountCount> told;
      for (int i = 0; i < kAccountCount; ++i) {
        told[i] = std::max(ledger_.answered[i].load(), ledger_.shown[i].load());
      }
      auto reader = engine_->Read(engine::Wait::kYes);
      const View view = Look(**reader, with_log);
      const std::uint64_t sequence = engine::SequenceOf((*reader)->version());
      files_->WhilePowered([&] {
        ++ledger_.reads;
        if (view.contradiction) {
          ledger_.Report(Violation::kTornRead, "%s", view.contradiction->c_str());
        }
        for (int i = 0; i < kAccountCount; ++i) {
          if (view.accounts[i].count >= told[i]) continue;
          ledger_.Report(Violation::kStaleRead, "account %d: count %lu told, then %lu shown", i,
                         told[i], view.accounts[i].count);
        }
        NoteShown(view, sequence);
      });
      if (!with_log) CheckTables(**reader, Violation::kTornRead);
    }
  }

  void LeaveDisk() {
    if (engine_ == nullptr) ++ledger_.cuts_at_start;
    ++ledger_.cuts;
    const auto loss = static_cast<PowerCutFiles::Loss>(random_() % 3);
    StoreDisk(disk_, files_->Survivors(random_, loss));
  }

  void CheckTwice() {
    for (int i = 0; i < 2; ++i) {
      engine_ = Open();
      if (engine_ == nullptr) return;
      Check(*engine_);
      CheckSettled();
      engine_.reset();
    }
  }

  // The building of an index that a cut ended goes on and ends.
  void CheckSettled() {
    Orders(*engine_).Settle();
    const auto reader = engine_->Read(engine::Wait::kYes);
    if (CheckTables(**reader, Violation::kInconsistent) == 0) return;
    ledger_.Report(Violation::kEnded, "the building of an index does not end");
  }

  const StageOptions& options_;
  Ledger& ledger_;
  std::mt19937_64 random_;
  const std::string disk_;
  std::shared_ptr<PowerCutFiles> files_;
  StageFatal fatal_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<Orders> orders_;
};

}  // namespace

void RunStage(const StageOptions& options, Ledger& ledger) {
  // Its threads may outlive every scope: never destroyed.
  auto* stage = new Stage(options, ledger);
  stage->Run();
  _exit(0);
}

}  // namespace pixii::prove
