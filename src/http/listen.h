// Listening sockets, without Asio: which addresses, is the port free, and who has it if not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace pixii::http {

// A file descriptor with an owner.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(other.Release()) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();
  int fd() const { return fd_; }
  int Release();

 private:
  int fd_ = -1;
};

struct Listeners {
  std::uint16_t port = 0;
  std::vector<std::string> addresses;
  // For each I/O thread one socket for each address; all listen.
  std::vector<std::vector<Socket>> sockets;
};

// `listen`: a numeric address, or empty for 127.0.0.1 and, where there is IPv6, ::1. `port` 0: any
// that is free on all addresses. Sockets of different threads share the port (SO_REUSEPORT); before
// they are made, one bind without it tests the port, since with it two servers would share it
// silently. Errors are one sentence for the user.
Result<Listeners> OpenListeners(const std::string& listen, std::uint16_t port, unsigned threads);

// "process 4711 (python3)", or empty if it cannot be found out.
std::string HolderOfPort(std::uint16_t port);

}  // namespace pixii::http
