// The floor under every row of the bench: a server that answers fixed bytes without looking at the
// request. What it costs is the kernel's price for one request and one answer of this size.
//
//   bench_bare_responder PORT_FILE ANSWER_FILE REQUEST_SIZE
//
// Listens on a free port of 127.0.0.1, writes it to PORT_FILE, and sends the bytes of ANSWER_FILE
// for every REQUEST_SIZE bytes that a connection brought. One thread, level-triggered epoll. Ends
// with SIGTERM.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

struct Connection {
  std::size_t received = 0;  // of the request at hand
  std::string unsent;        // of a large answer
};

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::exit(1);
}

int Listen(const char* port_file) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd, 1024) != 0) {
    Die("bare_responder: listen");
  }
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string beside = std::string(port_file) + ".tmp";
  std::ofstream(beside) << ntohs(address.sin_port) << '\n';
  std::rename(beside.c_str(), port_file);
  return fd;
}

class Responder {
 public:
  Responder(int listener, std::string answer, std::size_t request_size)
      : listener_(listener), answer_(std::move(answer)), request_size_(request_size) {}

  void Run() {
    Watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
    std::vector<epoll_event> events(128);
    for (;;) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listener_) {
          Accept();
        } else if ((events[static_cast<std::size_t>(i)].events & EPOLLOUT) != 0) {
          Flush(fd);
        } else {
          Read(fd);
        }
      }
    }
  }

 private:
  void Watch(int fd, unsigned events, int operation) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    ::epoll_ctl(epoll_, operation, fd, &event);
  }

  void Accept() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connections_.size() <= static_cast<std::size_t>(fd)) {
      connections_.resize(static_cast<std::size_t>(fd) + 1);
    }
    connections_[static_cast<std::size_t>(fd)] = {};
    Watch(fd, EPOLLIN, EPOLL_CTL_ADD);
  }

  void Read(int fd) {
    Connection& connection = connections_[static_cast<std::size_t>(fd)];
    const ssize_t n = ::recv(fd, buffer_, sizeof buffer_, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
      ::close(fd);
      return;
    }
    connection.received += static_cast<std::size_t>(n);
    for (; connection.received >= request_size_; connection.received -= request_size_)
      Send(fd, connection);
  }

  void Send(int fd, Connection& connection) {
    ssize_t n = 0;
    if (connection.unsent.empty()) n = ::send(fd, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    if (n < 0) n = 0;
    if (static_cast<std::size_t>(n) == answer_.size()) return;
    connection.unsent.append(answer_, static_cast<std::size_t>(n));
    Watch(fd, EPOLLOUT, EPOLL_CTL_MOD);
  }

  void Flush(int fd) {
    Connection& connection = connections_[static_cast<std::size_t>(fd)];
    const ssize_t n = ::send(fd, connection.unsent.data(), connection.unsent.size(), MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) {
      ::close(fd);
      return;
    }
    connection.unsent.erase(0, n < 0 ? 0 : static_cast<std::size_t>(n));
    if (connection.unsent.empty()) Watch(fd, EPOLLIN, EPOLL_CTL_MOD);
  }

  const int listener_;
  const int epoll_ = ::epoll_create1(0);
  const std::string answer_;
  const std::size_t request_size_;
  std::vector<Connection> connections_;
  char buffer_[128 * 1024];
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_bare_responder PORT_FILE ANSWER_FILE REQUEST_SIZE\n");
    return 2;
  }
  std::ifstream file(argv[2], std::ios::binary);
  std::string answer((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (answer.empty()) Die("bare_responder: answer file");
  static Responder responder(Listen(argv[1]), std::move(answer),
                             std::strtoul(argv[3], nullptr, 10));
  responder.Run();
}
