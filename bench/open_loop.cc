// An open-loop client: requests are due at a fixed rate, whether or not earlier ones were answered,
// and a request's latency counts from the moment it was due. A server that stalls for a second thus
// shows a second, where a client that waits for each answer would show one slow request.
//
//   bench_open_loop PORT REQUESTS_FILE REQUEST_SIZE RATE SECONDS CONNECTIONS
//
// REQUESTS_FILE holds requests of REQUEST_SIZE bytes each; they are sent in a random order. Prints
// one line of JSON:
// {"sent":..,"answered":..,"errors":..,"p50_us":..,"p99_us":..,"p999_us":..,"max_us":..}
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/scheduling.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  int port;
  std::string requests_file;
  std::size_t request_size;
  double rate;
  double seconds;
  std::size_t connections;
};

struct Connection {
  int fd = -1;
  bool busy = false;
  Clock::time_point due;
  std::string answer;
};

class OpenLoop {
 public:
  explicit OpenLoop(const Options& options) : options_(options) {
    std::ifstream file(options.requests_file, std::ios::binary);
    requests_.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    if (requests_.size() < options.request_size) Die("no requests");
    epoll_ = ::epoll_create1(0);
    for (std::size_t i = 0; i < options.connections; ++i) Connect(i);
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    Watch(timer_, options.connections);
  }

  void Run() {
    start_ = Clock::now();
    const auto end = start_ + std::chrono::duration<double>(options_.seconds);
    const auto patience = end + std::chrono::seconds(10);
    std::vector<epoll_event> events(128);
    for (;;) {
      const auto now = Clock::now();
      QueueWhatIsDue(now < end ? now
                               : Clock::time_point(std::chrono::duration_cast<Clock::duration>(
                                     end.time_since_epoch())));
      SendQueued();
      if (now >= end && (answered_ == sent_ || now > patience) && queue_.empty()) break;
      ArmTimer();
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < count; ++i) {
        const std::uint64_t index = events[static_cast<std::size_t>(i)].data.u64;
        if (index == options_.connections) {
          std::uint64_t expirations;
          if (::read(timer_, &expirations, sizeof expirations) < 0 && errno != EAGAIN) Die("timer");
        } else {
          Receive(connections_[index]);
        }
      }
    }
    Print();
  }

 private:
  [[noreturn]] static void Die(const char* what) {
    std::fprintf(stderr, "open_loop: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
  }

  void Watch(int fd, std::uint64_t index) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void Connect(std::size_t index) {
    Connection connection;
    connection.fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
    if (::connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      Die("connect");
    const int on = 1;
    ::setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Watch(connection.fd, index);
    connections_.push_back(std::move(connection));
    idle_.push_back(index);
  }

  Clock::time_point DueTime(std::uint64_t number) const {
    return start_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(number) / options_.rate));
  }

  void QueueWhatIsDue(Clock::time_point now) {
    for (; DueTime(due_count_) <= now; ++due_count_) queue_.push_back(DueTime(due_count_));
  }

  void SendQueued() {
    while (!queue_.empty() && !idle_.empty()) {
      const std::size_t index = idle_.back();
      idle_.pop_back();
      Connection& connection = connections_[index];
      connection.due = queue_.front();
      connection.busy = true;
      queue_.pop_front();
      const std::size_t count = requests_.size() / options_.request_size;
      std::string_view bytes = std::string_view(requests_).substr(
          (random_() % count) * options_.request_size, options_.request_size);
      while (!bytes.empty()) {
        const ssize_t n = ::send(connection.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0) Die("send");
        bytes.remove_prefix(static_cast<std::size_t>(n));
      }
      ++sent_;
    }
  }

  void Receive(Connection& connection) {
    const ssize_t n = ::recv(connection.fd, buffer_, sizeof buffer_, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) Die("the server closed a connection");
    connection.answer.append(buffer_, static_cast<std::size_t>(n));
    const std::size_t head = connection.answer.find("\r\n\r\n");
    if (head == std::string::npos) return;
    const std::size_t field = connection.answer.find("Content-Length: ");
    const std::size_t body =
        field < head ? std::strtoul(connection.answer.c_str() + field + 16, nullptr, 10) : 0;
    if (connection.answer.size() < head + 4 + body) return;
    if (!connection.answer.starts_with("HTTP/1.1 200")) ++errors_;
    latencies_us_.push_back(
        std::chrono::duration<double, std::micro>(Clock::now() - connection.due).count());
    ++answered_;
    connection.answer.clear();
    connection.busy = false;
    idle_.push_back(static_cast<std::size_t>(&connection - connections_.data()));
  }

  void ArmTimer() {
    const auto until_due = std::max<std::int64_t>(
        1, std::chrono::duration_cast<std::chrono::nanoseconds>(DueTime(due_count_) - Clock::now())
               .count());
    itimerspec spec{};
    spec.it_value.tv_sec = until_due / 1'000'000'000;
    spec.it_value.tv_nsec = until_due % 1'000'000'000;
    ::timerfd_settime(timer_, 0, &spec, nullptr);
  }

  double Percentile(double part) const {
    if (latencies_us_.empty()) return 0;
    return latencies_us_[static_cast<std::size_t>(part *
                                                  static_cast<double>(latencies_us_.size() - 1))];
  }

  void Print() {
    std::sort(latencies_us_.begin(), latencies_us_.end());
    std::printf(
        "{\"sent\":%llu,\"answered\":%llu,\"errors\":%llu,\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_"
        "us\":%.1f,\"max_us\":%.1f}\n",
        static_cast<unsigned long long>(sent_), static_cast<unsigned long long>(answered_),
        static_cast<unsigned long long>(errors_), Percentile(0.5), Percentile(0.99),
        Percentile(0.999), Percentile(1));
  }

  const Options options_;
  std::string requests_;
  int epoll_ = -1;
  int timer_ = -1;
  std::vector<Connection> connections_;
  std::vector<std::size_t> idle_;
  std::deque<Clock::time_point> queue_;  // when requests that wait for a connection were due
  Clock::time_point start_;
  std::uint64_t due_count_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t errors_ = 0;
  std::vector<double> latencies_us_;
  std::mt19937_64 random_{4711};
  char buffer_[128 * 1024];
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fprintf(
        stderr,
        "usage: bench_open_loop PORT REQUESTS_FILE REQUEST_SIZE RATE SECONDS CONNECTIONS\n");
    return 2;
  }
  static OpenLoop loop({.port = std::atoi(argv[1]),
                        .requests_file = argv[2],
                        .request_size = std::strtoul(argv[3], nullptr, 10),
                        .rate = std::strtod(argv[4], nullptr),
                        .seconds = std::strtod(argv[5], nullptr),
                        .connections = std::strtoul(argv[6], nullptr, 10)});
  // It stands for a client on another machine: it waits for no work of the server.
  pixii::AskForShortTurns();
  if (::setpriority(PRIO_PROCESS, 0, -20) != 0) std::perror("open_loop: its priority stays");
  loop.Run();
}
