#include "http/testing/client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>

namespace pixii::http::testing {
namespace {

constexpr int kPatienceMs = 10'000;

bool IsV6(const std::string& address) { return address.find(':') != std::string::npos; }

}  // namespace

Client::Client(std::uint16_t port, const std::string& address, int receive_buffer_bytes)
    : Client(address, receive_buffer_bytes) {
  Connect(port);
}

Client::Client(const std::string& address, int receive_buffer_bytes) : address_(address) {
  fd_ = ::socket(IsV6(address) ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_GE(fd_, 0);
  if (receive_buffer_bytes != 0) {
    // Before the connection is made, which settles the window.
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
}

void Client::Connect(std::uint16_t port) {
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  v4.sin_family = AF_INET;
  v6.sin6_family = AF_INET6;
  v4.sin_port = v6.sin6_port = htons(port);
  ::inet_pton(AF_INET, address_.c_str(), &v4.sin_addr);
  ::inet_pton(AF_INET6, address_.c_str(), &v6.sin6_addr);
  const int result = IsV6(address_) ? ::connect(fd_, reinterpret_cast<sockaddr*>(&v6), sizeof v6)
                                    : ::connect(fd_, reinterpret_cast<sockaddr*>(&v4), sizeof v4);
  EXPECT_EQ(result, 0) << "connect to " << address_ << " port " << port;
}

Client::~Client() { ::close(fd_); }

bool Client::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string Client::ReadSome(int ms) {
  pollfd poll{.fd = fd_, .events = POLLIN, .revents = 0};
  if (!buffer_.empty()) return std::exchange(buffer_, {});
  if (::poll(&poll, 1, ms) <= 0) return {};
  char bytes[65536];
  const ssize_t n = ::recv(fd_, bytes, sizeof bytes, 0);
  return n > 0 ? std::string(bytes, static_cast<std::size_t>(n)) : std::string();
}

bool Client::Fill() {
  const std::string more = ReadSome(kPatienceMs);
  buffer_ += more;
  return !more.empty();
}

bool Client::IsClosed() {
  pollfd poll{.fd = fd_, .events = POLLIN, .revents = 0};
  if (!buffer_.empty() || ::poll(&poll, 1, kPatienceMs) <= 0) return false;
  char byte;
  return ::recv(fd_, &byte, 1, 0) <= 0;
}

ClientAnswer Client::Receive(bool head_only) {
  ClientAnswer answer;
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    std::string kept = std::exchange(buffer_, {});
    const bool more = Fill();
    buffer_.insert(0, kept);
    if (!more) return answer;
  }
  const std::string head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  answer.status = std::atoi(head.c_str() + 9);
  std::size_t at = head.find("\r\n") + 2;
  while (at < head.size()) {
    const std::size_t line_end = head.find("\r\n", at);
    const std::size_t colon = head.find(": ", at);
    std::string name = head.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    answer.fields[name] = head.substr(colon + 2, line_end - colon - 2);
    at = line_end + 2;
  }
  const std::size_t size =
      head_only ? 0 : std::strtoul(answer.fields["content-length"].c_str(), nullptr, 10);
  while (buffer_.size() < size) {
    std::string kept = std::exchange(buffer_, {});
    const bool more = Fill();
    buffer_.insert(0, kept);
    if (!more) return answer;
  }
  answer.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return answer;
}

}  // namespace pixii::http::testing
