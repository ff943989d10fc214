#include "cli/serve.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "catalog/catalog.h"
#include "cli/banner.h"
#include "cli/refuse.h"
#include "engine/memory/memory_engine.h"
#include "engine/rocksdb/rocksdb_engine.h"
#include "frontend/frontend.h"
#include "http/server.h"
#include "service/services.h"
#include "store/index_builder.h"
#include "store/store.h"

namespace pixii::cli {
namespace {

constexpr std::int64_t kStopGraceMs = 800;

engine::Result<std::unique_ptr<engine::Engine>> OpenEngine(const ServeFlags& flags) {
  const std::optional<engine::Sabotage> sabotage =
      flags.sabotage.empty() ? engine::Sabotage() : engine::SabotageByName(flags.sabotage);
  if (!sabotage || (flags.in_memory && !flags.sabotage.empty())) {
    return std::unexpected(engine::Error{engine::Errc::kUnavailable,
                                         "--sabotage: there is no switch " + flags.sabotage +
                                             (flags.in_memory ? " with --in-memory" : "")});
  }
  if (flags.in_memory) return engine::NewMemoryEngine();
  engine::RocksDbOptions options;
  options.data_dir = flags.data_dir;
  options.cache_mb = flags.cache_mb;
  options.paranoid_file_checks = flags.paranoid_file_checks;
  options.sabotage = *sabotage;
  return engine::OpenRocksDbEngine(std::move(options));
}

// Milliseconds since exec, by the clock that the kernel notes a process's start with.
std::int64_t ProcessAgeMs() {
  std::ifstream stat("/proc/self/stat");
  std::string text;
  std::getline(stat, text);
  std::size_t at = text.rfind(')');
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = text.find(' ', at + 1);
  if (at == std::string::npos) return 0;
  const long long start_ticks = std::strtoll(text.c_str() + at, nullptr, 10);
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  const std::int64_t now_ms = now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
  return now_ms - start_ticks * 1000 / ::sysconf(_SC_CLK_TCK);
}

// Whoever waits for the file finds it whole: it is written beside and renamed.
bool WritePortFile(const std::string& path, std::uint16_t port) {
  const std::string beside = path + ".tmp";
  {
    std::ofstream file(beside, std::ios::trunc);
    file << port << '\n';
    if (!file.flush()) return false;
  }
  return std::rename(beside.c_str(), path.c_str()) == 0;
}

// Blocked in all threads that are started later, too; then waited for.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  return signals;
}

int ServeWith(const ServeFlags& flags, engine::Engine& engine, const sigset_t& stop_signals) {
  catalog::Catalog catalog(engine, SystemClock(), SystemRandom(),
                           {.lifecycle_delay_ms = flags.lifecycle_delay_ms,
                            .operation_limits = {.all = flags.table_operations_max,
                                                 .of_indexes = flags.table_operations_max / 2}});
  store::Store store(engine, catalog,
                     {.gsi_delay_ms = flags.gsi_delay_ms,
                      .item_collection_size_bytes_max = flags.item_collection_limit_mb << 20});
  store::IndexBuilder index_builder(engine, catalog, store.traffic());
  service::Services services{
      .store = store, .index_builder = index_builder, .account_id = flags.account_id};
  frontend::Frontend frontend(services, frontend::AcceptEverybody(), {.region = flags.region});
  http::ServerOptions options;
  options.listen = flags.listen;
  options.port = flags.port;
  options.threads = flags.threads;
  options.connections_max = flags.connections_max;
  http::Server server(options, frontend);
  if (const Status started = server.Start(); !started) return Refuse(started.error().message);

  std::fputs(
      Banner(flags,
             {.port = server.port(), .addresses = server.addresses(), .ready_ms = ProcessAgeMs()})
          .c_str(),
      stdout);
  std::fflush(stdout);
  if (const std::string warning = ExposureWarning(flags); !warning.empty())
    Log(LogLevel::kWarn, "{}", warning);
  if (!flags.port_file.empty() && !WritePortFile(flags.port_file, server.port())) {
    return Refuse("cannot write the port file " + flags.port_file);
  }
  int signal = 0;
  ::sigwait(&stop_signals, &signal);
  server.Stop(kStopGraceMs);
  return 0;
}

}  // namespace

int Serve(const ServeFlags& flags) {
  const sigset_t stop_signals = BlockStopSignals();
  ConfigureLog(flags.log_level, flags.log_format);
  auto engine = OpenEngine(flags);
  if (!engine) return Refuse(engine.error().what);
  return ServeWith(flags, **engine, stop_signals);
}

}  // namespace pixii::cli
