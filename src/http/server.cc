#include "http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/limits.h"
#include "base/log.h"
#include "http/io_thread.h"
#include "http/listen.h"
#include "http/pool.h"

namespace pixii::http {
namespace {

// What the process opens besides connections: data files, logs, listeners.
constexpr std::size_t kOtherFiles = 1024;

ServerOptions Complete(ServerOptions options) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  if (options.threads == 0) options.threads = std::min(cores, kIoThreadsMax);
  if (options.pool_threads == 0) options.pool_threads = std::clamp(4 * cores, 8U, kPoolThreadsMax);
  if (options.connections_max == 0) options.connections_max = kConnectionsMaxDefault;
  if (options.clock == nullptr) options.clock = &SystemClock();
  if (options.random == nullptr) options.random = &SystemRandom();
  return options;
}

void RaiseFileLimit(std::size_t connections_max) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < connections_max + kOtherFiles) {
    Log(LogLevel::kWarn,
        "the limit of open files is {}, too low for {} connections: raise it with ulimit -n",
        limit.rlim_cur, connections_max);
  }
}

}  // namespace

class Server::Impl {
 public:
  // `options` are complete.
  Impl(const ServerOptions& options, Handler& handler)
      : pool_(options.pool_threads, kPoolQueueMax),
        state_{.options = options,
               .handler = handler,
               .pool = pool_,
               .budget = ByteBudget(options.unfinished_bytes_max)} {}

  Status Start() {
    RaiseFileLimit(state_.options.connections_max);
    ASSIGN_OR_RETURN(listeners_, OpenListeners(state_.options.listen, state_.options.port,
                                               state_.options.threads));
    for (unsigned i = 0; i < state_.options.threads; ++i) {
      threads_.push_back(std::make_unique<IoThread>(state_, std::move(listeners_.sockets[i]), i));
    }
    pool_.Start();
    for (auto& thread : threads_) thread->Start();
    return {};
  }

  void Stop(std::int64_t grace_ms) {
    using std::chrono::steady_clock;
    for (auto& thread : threads_) thread->BeginStop();
    const auto end = steady_clock::now() + std::chrono::milliseconds(grace_ms);
    while (HasConnections() && steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    pool_.Stop();
    for (auto& thread : threads_) thread->EndLoop();
    for (auto& thread : threads_) thread->Join();
  }

  const Listeners& listeners() const { return listeners_; }

 private:
  bool HasConnections() const {
    return std::any_of(threads_.begin(), threads_.end(),
                       [](const auto& thread) { return thread->connection_count() != 0; });
  }

  Pool pool_;
  ServerState state_;
  Listeners listeners_;
  std::vector<std::unique_ptr<IoThread>> threads_;
};

Server::Server(ServerOptions options, Handler& handler)
    : impl_(std::make_unique<Impl>(Complete(std::move(options)), handler)) {}
Server::~Server() { Stop(0); }
Status Server::Start() { return impl_->Start(); }
std::uint16_t Server::port() const { return impl_->listeners().port; }
const std::vector<std::string>& Server::addresses() const { return impl_->listeners().addresses; }
void Server::Stop(std::int64_t grace_ms) { impl_->Stop(grace_ms); }

}  // namespace pixii::http
