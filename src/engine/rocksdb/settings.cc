#include "engine/rocksdb/settings.h"

#include <fmt/core.h>
#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <thread>

#include "base/log.h"
#include "engine/rocksdb/dead_ranges.h"

namespace pixii::engine {
namespace {

constexpr std::size_t kMegabyte = 1024 * 1024;

// Flushes and compactions yield to the threads that answer requests: with the same priority a flush
// takes half of a busy core. Not less than this, or reads that keep all cores busy would stop them.
// Of the thread that calls.
void YieldToRequests() {
  constexpr int kNiceness = 10;
  thread_local const int once =
      ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
  static_cast<void>(once);
}

// RocksDB calls this on its own threads.
class BackgroundListener final : public rocksdb::EventListener {
 public:
  explicit BackgroundListener(Fatal& fatal) : fatal_(fatal) {}
  void OnFlushBegin(rocksdb::DB*, const rocksdb::FlushJobInfo&) override { YieldToRequests(); }
  void OnCompactionBegin(rocksdb::DB*, const rocksdb::CompactionJobInfo&) override {
    YieldToRequests();
  }
  // After a failed flush or compaction the error sits in RocksDB and later calls misbehave, Resume
  // included: the process ends instead.
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    fatal_.End(fmt::format("the store failed to write: {}", error->ToString()));
  }

 private:
  Fatal& fatal_;
};

// RocksDB's messages go to our log; it writes no LOG file of its own.
class ForwardingLogger final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const rocksdb::InfoLogLevel level, const char* format, va_list arguments) override {
    const bool is_error = level >= rocksdb::InfoLogLevel::ERROR_LEVEL;
    const LogLevel ours = is_error                                     ? LogLevel::kError
                          : level == rocksdb::InfoLogLevel::WARN_LEVEL ? LogLevel::kDebug
                                                                       : LogLevel::kOff;
    if (ours == LogLevel::kOff || !LogEnabled(ours)) return;
    char line[512];
    std::vsnprintf(line, sizeof line, format, arguments);
    LogLine(ours, fmt::format("rocksdb: {}", line));
  }
  void Logv(const char*, va_list) override {}
};

int BackgroundJobs() {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return cores > 8 ? cores / 4 : 2;
}

std::shared_ptr<rocksdb::TableFactory> Tables(std::size_t cache_mb) {
  rocksdb::BlockBasedTableOptions table;
  // Not HyperClockCache: it takes 8 MB and 4 ms for 512 MB at once.
  table.block_cache = rocksdb::NewLRUCache(cache_mb * kMegabyte);
  table.block_size = 4096;  // a point read decompresses one block
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  // Index and filter stay in memory as long as their file is open, so that a point read waits for
  // one block at most.
  table.cache_index_and_filter_blocks = false;
  table.format_version = 5;
  return std::shared_ptr<rocksdb::TableFactory>(rocksdb::NewBlockBasedTableFactory(table));
}

void SetRecovery(rocksdb::Options& settings) {
  // Never without the log filter of recovery.h, which takes an unbroken chain of records only.
  settings.wal_recovery_mode = rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords;
  // Flushed during recovery: else a restart shows what a power cut then takes.
  settings.avoid_flush_during_recovery = false;
  // A stop writes nothing that a start needs: the log is there.
  settings.avoid_flush_during_shutdown = true;
  // A second and a bit of recovery at most.
  settings.max_total_wal_size = 256 * kMegabyte;
  settings.create_if_missing = true;
  settings.create_missing_column_families = true;
}

void SetWriting(rocksdb::Options& settings, const SettingsInput& input) {
  settings.write_buffer_size = input.options->write_buffer_size_bytes;
  settings.max_write_buffer_number = 3;
  // All writes come through the commit lane, one at a time.
  settings.allow_concurrent_memtable_write = false;
  settings.enable_write_thread_adaptive_yield = false;
  // RocksDB 7.8.3 hangs after a failed atomic flush.
  settings.atomic_flush = false;
  // With preallocation tmpfs zeroes memory: 17 ms at the first write.
  settings.allow_fallocate = !input.on_tmpfs;
  // On all levels: the bytes written are what costs.
  settings.compression = rocksdb::kLZ4Compression;
  settings.level_compaction_dynamic_level_bytes = true;
  settings.max_background_jobs = BackgroundJobs();
  // Old table files are rewritten by compactions that need it, not by age.
  settings.ttl = 0;
  settings.periodic_compaction_seconds = 0;
  // Table files reach the disk steadily, so that a log sync does not wait behind a whole one.
  settings.bytes_per_sync = kMegabyte;
  settings.paranoid_file_checks = input.options->paranoid_file_checks;
  // No second try: a failed write ends the process.
  settings.max_bgerror_resume_count = 0;
  settings.listeners.push_back(std::make_shared<BackgroundListener>(*input.options->fatal));
  // The syncer writes the log, all records of a round at once: before that nobody was answered, and
  // no Reader shows them.
  settings.manual_wal_flush = true;
}

void SetReading(rocksdb::Options& settings, const SettingsInput& input) {
  // With a bound, a Get that may not wait for a table to be opened answers OK with an empty value.
  settings.max_open_files = -1;
  settings.table_factory = Tables(input.options->cache_mb);
  // A Get of what is only in tables need not search the write buffer.
  settings.memtable_prefix_bloom_size_ratio = 0.02;
  settings.memtable_whole_key_filtering = true;
  // Files are deleted by RocksDB's threads, not by a Reader that was the last to use them.
  settings.avoid_unnecessary_blocking_io = true;
}

}  // namespace

rocksdb::Options MakeSettings(const SettingsInput& input) {
  rocksdb::Options settings;
  settings.env = input.env;
  SetRecovery(settings);
  SetWriting(settings, input);
  SetReading(settings, input);
  // Compactions begin only where they fit: free_space.h.
  settings.sst_file_manager = input.tables;
  settings.compaction_filter_factory = MakeDeadRangeFilter(input.dead_ranges);
  settings.info_log = std::make_shared<ForwardingLogger>();
  settings.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  settings.info_log->SetInfoLogLevel(rocksdb::InfoLogLevel::WARN_LEVEL);
  // Less to do at the start, and no thread that only counts.
  settings.stats_dump_period_sec = 0;
  settings.stats_persist_period_sec = 0;
  settings.skip_stats_update_on_db_open = true;
  return settings;
}

}  // namespace pixii::engine
