// Server: listens, frames requests, runs a Handler and sends its answers. It knows HTTP, and of
// DynamoDB only which fields its answers carry. Thread per core: each I/O thread has its own
// listener (SO_REUSEPORT), and a request runs to completion on the thread that read it, unless the
// handler says otherwise (handler.h).
//
// Refused by the server itself, with an empty body and the end of the connection: malformed
// requests and headers over 16 KB or 100 fields (400), bodies over 16 MB, also after inflating
// (413), connections beyond the limit (503).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/result.h"
#include "http/handler.h"

namespace pixii::http {

struct ServerOptions {
  // Empty: 127.0.0.1 and, where there is IPv6, ::1. Else one numeric address.
  std::string listen;
  std::uint16_t port = 0;           // 0: any free one, the same for both families
  unsigned threads = 0;             // I/O threads; 0: as many as cores
  unsigned pool_threads = 0;        // 0: 4 a core, at least 8, at most 64
  std::size_t connections_max = 0;  // 0: kConnectionsMaxDefault
  // What all connections together hold of requests that are not whole yet or wait for a thread, and
  // of answers that their clients do not take. Beyond it such requests are refused with 503, and
  // those clients that took nothing for longest lose their connection.
  std::size_t unfinished_bytes_max = kUnfinishedBytesMax;
  std::int64_t half_request_ms_max = kHalfRequestMsMax;
  std::int64_t stalled_answer_ms_max = kStalledAnswerMsMax;
  const Clock* clock = nullptr;  // for Date; null: the system's
  Random* random = nullptr;      // for request ids; null: the system's
};

class Server {
 public:
  // `handler` must outlive the server.
  Server(ServerOptions options, Handler& handler);
  // Stops without grace if Stop was not called.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds, raises the limit of open files and starts the threads. Errors are one sentence for the
  // user: a port in use names the process that holds it.
  Status Start();
  // The port that was bound. Requires: Start succeeded.
  std::uint16_t port() const;
  // The addresses that were bound, numeric: "127.0.0.1", "::1".
  const std::vector<std::string>& addresses() const;

  // Stops accepting, closes idle connections, lets requests at work finish and be answered, for
  // `grace_ms` at most, then ends all threads. Not thread-safe; not from a thread of the server.
  void Stop(std::int64_t grace_ms);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pixii::http
