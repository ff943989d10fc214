// Slot: the server's side of a RequestSlot. An I/O thread has one in use for requests that run to
// completion; one whose request moves to the pool or waits for its durability goes with the
// connection, and comes back to the thread's free list with the answer. It changes hands three
// times at most: I/O thread, pool thread, whoever completes it, I/O thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include "http/handler.h"
#include "http/pool.h"
#include "http/request_head.h"

namespace pixii::http {

class Connection;
class IoThread;

class Slot final : public RequestSlot, public PoolTask {
 public:
  // Both outlive it.
  Slot(IoThread& thread, Handler& handler);

  // On the I/O thread. The request is there: inflates the body and begins the answer. An HTTP
  // status if the server itself refuses it, else 0.
  int Begin(Connection& connection);
  // On the I/O thread, after Begin. The handler's disposition, but kDone if a kDurable request is
  // complete already.
  Disposition HandleInline();
  // On the I/O thread, before the pool has it. The request's bytes were moved by `distance`: what
  // points to them follows.
  void Rebase(std::ptrdiff_t distance);

  void Run() override;
  void Complete() noexcept override;

  // On the I/O thread, when nothing of the request is left. Gives back what a large one took.
  void Trim();
  // On the I/O thread. The request waits for a thread, or its answer for the client: gives back
  // what neither needs, large buffers of the context too.
  void Park();
  // What it keeps of the request and the answer, but for the request's own bytes.
  std::size_t held_bytes() const { return inflated_.capacity() + answer_.held_bytes(); }

  // Complete has yet to be called.
  bool awaits_completion() const { return pending_.load(std::memory_order_acquire) != 0; }

  Request& mutable_request() { return request_; }
  FieldStorage& fields() { return fields_; }
  Connection* connection() const { return connection_; }

 private:
  friend class CompletionQueue;

  IoThread& thread_;
  Handler& handler_;
  Connection* connection_ = nullptr;
  FieldStorage fields_;
  std::string inflated_;
  // Two must be over before the answer may go: the handler's run and its Complete.
  std::atomic<int> pending_{0};
  Slot* next_completed_ = nullptr;
};

}  // namespace pixii::http
