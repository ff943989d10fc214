// A plain blocking HTTP client for tests: raw bytes out, answers in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pixii::http::testing {

struct ClientAnswer {
  int status = 0;                             // 0: the connection ended before an answer
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
};

class Client {
 public:
  // `receive_buffer_bytes`: what the kernel takes in for it, about; 0: as it likes.
  explicit Client(std::uint16_t port, const std::string& address = "127.0.0.1",
                  int receive_buffer_bytes = 0);
  // With a socket, but not connected yet.
  explicit Client(const std::string& address, int receive_buffer_bytes = 0);
  ~Client();
  Client(const Client&) = delete;

  void Connect(std::uint16_t port);
  // False if the server has closed.
  bool Send(std::string_view bytes);
  // The next answer; waits 10 s at most.
  ClientAnswer Receive(bool head_only = false);
  // True if the server closes the connection without a further byte.
  bool IsClosed();
  // Bytes that are there within `ms`, or nothing.
  std::string ReadSome(int ms);

 private:
  bool Fill();

  const std::string address_;
  int fd_ = -1;
  std::string buffer_;
};

}  // namespace pixii::http::testing
