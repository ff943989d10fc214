#include "http/listen.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

namespace pixii::http {
namespace {

constexpr int kBacklog = 4096;
constexpr int kFreePortAttempts = 64;

struct Address {
  std::string text;
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Result<Address> ParseAddress(const std::string& text) {
  Address address{.text = text};
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    address.size = sizeof(sockaddr_in);
  } else if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    address.size = sizeof(sockaddr_in6);
  } else {
    return std::unexpected(InternalError(fmt::format(
        "\"{}\" is not a numeric address to listen on, such as 127.0.0.1 or ::1", text)));
  }
  return address;
}

void SetPort(Address& address, std::uint16_t port) {
  // The port stands at the same place in both.
  reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = htons(port);
}

std::uint16_t PortOf(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size);
  return ntohs(reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

// A bound socket, or errno.
std::expected<Socket, int> Bind(const Address& address, bool share_port) {
  Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.fd() < 0) return std::unexpected(errno);
  const int on = 1;
  // Without it, answers of an earlier server that are still in TIME_WAIT would hold the port.
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (share_port) ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (address.storage.ss_family == AF_INET6) {
    ::setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  if (::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) {
    return std::unexpected(errno);
  }
  return socket;
}

bool IsMissingFamily(int error) {
  return error == EADDRNOTAVAIL || error == EAFNOSUPPORT || error == EPROTONOSUPPORT;
}

Error BindError(const Address& address, std::uint16_t port, int error) {
  if (error == EADDRINUSE) {
    const std::string holder = HolderOfPort(port);
    return InternalError(
        fmt::format("port {} on {} is in use by {}; stop it, or choose another port with --port",
                    port, address.text, holder.empty() ? "another process" : holder));
  }
  return InternalError(
      fmt::format("cannot listen on {} port {}: {}", address.text, port, std::strerror(error)));
}

// Tests the port on every address and gives the one that was found. Addresses of a family that the
// machine does not have are dropped, if there are others. errno is in `error` when the port is
// taken.
Result<std::uint16_t> ProbePort(std::vector<Address>& addresses, std::uint16_t port, int& error) {
  std::vector<Socket> held;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    SetPort(addresses[i], port);
    auto socket = Bind(addresses[i], false);
    if (!socket.has_value()) {
      error = socket.error();
      if (i > 0 && IsMissingFamily(error)) {
        addresses.erase(addresses.begin() + static_cast<std::ptrdiff_t>(i--));
        continue;
      }
      return std::unexpected(BindError(addresses[i], port, error));
    }
    if (port == 0) port = PortOf(socket->fd());
    held.push_back(std::move(*socket));
  }
  return port;
}

// The inodes of listening sockets on `port`, from /proc/net/tcp or tcp6.
void CollectInodes(const char* path, std::uint16_t port, std::vector<std::string>& inodes) {
  std::ifstream file(path);
  std::string line;
  const std::string wanted = fmt::format(":{:04X}", port);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string number, local, remote, state, skip, inode;
    fields >> number >> local >> remote >> state;
    for (int i = 0; i < 5; ++i) fields >> skip;  // queues, timer, retransmits, uid, timeout
    fields >> inode;
    if (state == "0A" && local.ends_with(wanted)) inodes.push_back("socket:[" + inode + "]");
  }
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

bool HasOpen(const std::string& fd_folder, const std::vector<std::string>& inodes) {
  const Directory directory(::opendir(fd_folder.c_str()));
  if (directory == nullptr) return false;
  while (const dirent* entry = ::readdir(directory.get())) {
    char target[64];
    const std::string path = fd_folder + "/" + entry->d_name;
    const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
    for (const std::string& inode : inodes) {
      if (size > 0 && inode == std::string_view(target, static_cast<std::size_t>(size)))
        return true;
    }
  }
  return false;
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

int Socket::Release() { return std::exchange(fd_, -1); }

std::string HolderOfPort(std::uint16_t port) {
  std::vector<std::string> inodes;
  CollectInodes("/proc/net/tcp", port, inodes);
  CollectInodes("/proc/net/tcp6", port, inodes);
  const Directory proc(::opendir("/proc"));
  if (inodes.empty() || proc == nullptr) return {};
  while (const dirent* entry = ::readdir(proc.get())) {
    const std::string pid = entry->d_name;
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    if (!HasOpen("/proc/" + pid + "/fd", inodes)) continue;
    std::string name;
    std::ifstream comm("/proc/" + pid + "/comm");
    std::getline(comm, name);
    return fmt::format("process {} ({})", pid, name);
  }
  return {};
}

Result<Listeners> OpenListeners(const std::string& listen, std::uint16_t port, unsigned threads) {
  std::vector<Address> addresses;
  const std::vector<std::string> texts =
      listen.empty() ? std::vector<std::string>{"127.0.0.1", "::1"} : std::vector{listen};
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(Address address, ParseAddress(text));
    addresses.push_back(std::move(address));
  }

  // Port 0: what is free on the first address may be taken on the second.
  Listeners listeners;
  for (int attempt = 1;; ++attempt) {
    int error = 0;
    auto found = ProbePort(addresses, port, error);
    if (found.has_value()) {
      listeners.port = *found;
      break;
    }
    if (port != 0 || error != EADDRINUSE || attempt == kFreePortAttempts) {
      return std::unexpected(found.error());
    }
  }
  for (const Address& address : addresses) listeners.addresses.push_back(address.text);
  listeners.sockets.resize(threads);
  for (Address& address : addresses) {
    SetPort(address, listeners.port);
    for (std::vector<Socket>& of_thread : listeners.sockets) {
      auto socket = Bind(address, true);
      if (!socket.has_value()) {
        return std::unexpected(BindError(address, listeners.port, socket.error()));
      }
      if (::listen(socket->fd(), kBacklog) != 0) {
        return std::unexpected(BindError(address, listeners.port, errno));
      }
      of_thread.push_back(std::move(*socket));
    }
  }
  return listeners;
}

}  // namespace pixii::http
