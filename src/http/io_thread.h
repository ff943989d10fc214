// IoThread: a thread with its Asio context, its listeners and its connections. It lends them its
// read buffer and slots, keeps their deadlines, and takes completed requests from other threads.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/connection.h"
#include "http/date.h"
#include "http/listen.h"
#include "http/server.h"
#include "http/slot.h"

namespace pixii::http {

// What all I/O threads share.
struct ServerState {
  ServerOptions options;  // complete: no zeros, no nulls
  Handler& handler;
  Pool& pool;
  ByteBudget budget;
  std::atomic<std::size_t> connections{0};
};

// Requests that other threads completed: a stack without locks. Only the push that finds it empty
// has to wake the owner.
class CompletionQueue {
 public:
  // Any thread. True if the queue was empty.
  bool Push(Slot& slot);
  // The owner. A chain in the order of the pushes; null if there is none.
  Slot* TakeAll();
  static Slot* Next(Slot& slot);

 private:
  std::atomic<Slot*> top_{nullptr};
};

class IoThread {
 public:
  IoThread(ServerState& state, std::vector<Socket> listeners, unsigned number);
  ~IoThread();
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  void Start();
  // Any thread: no new connections, idle ones end.
  void BeginStop();
  // Any thread: the loop ends. Then Join.
  void EndLoop() { context_.stop(); }
  void Join();
  std::size_t connection_count() const { return connection_count_.load(std::memory_order_relaxed); }

  // For slots, from any thread: Completed stands between the other two.
  void BeginCompletion() noexcept { completing_.fetch_add(1, std::memory_order_relaxed); }
  void EndCompletion() noexcept { completing_.fetch_sub(1, std::memory_order_release); }
  void Completed(Slot& slot) noexcept;

  // For connections and slots, on this thread.
  void BeginAnswer(Answer& answer, const Request& request);
  std::span<char> read_buffer() { return {read_buffer_.get(), kReadBufferBytes}; }
  Slot& slot() { return *slot_; }
  // The current slot goes with a connection; another takes its place.
  std::unique_ptr<Slot> TakeSlot();
  void ReturnSlot(std::unique_ptr<Slot> slot);
  bool SubmitToPool(Slot& slot, PoolLane lane) { return state_.pool.Submit(slot, lane); }
  bool stopping() const { return stopping_; }
  void ExpectRequest(Connection& connection) { SetDeadline(connection, half_requests_); }
  void ExpectProgress(Connection& connection) { SetDeadline(connection, stalled_answers_); }
  void DropDeadline(Connection& connection);
  // Ends the connections that took nothing of their answers for longest, until these held `bytes`.
  void GiveUpStalled(std::size_t bytes);
  void Remove(Connection& connection);

  static constexpr std::size_t kReadBufferBytes = 128 * 1024;

 private:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                      boost::asio::io_context::executor_type>;
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        boost::asio::io_context::executor_type>;
  using ConnectionList =
      boost::intrusive::list<Connection,
                             boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                                 boost::intrusive::tag<AllConnections>, SafeLink>>,
                             boost::intrusive::constant_time_size<false>>;
  using DeadlineList =
      boost::intrusive::list<Connection,
                             boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                                 boost::intrusive::tag<DeadlineOrder>, SafeLink>>,
                             boost::intrusive::constant_time_size<false>>;

  // An acceptor, and when it tries again after it could not accept.
  struct Listener {
    Acceptor acceptor;
    Timer retry;
  };

  // Connections with the same patience: the first to be set is the first to be over.
  struct Deadlines {
    std::chrono::milliseconds patience;
    DeadlineList list;
  };

  void Accept(Listener& listener);
  void Accepted(Connection::Socket socket);
  void SetDeadline(Connection& connection, Deadlines& deadlines);
  void ArmTimer(Connection::Deadline deadline);
  void OnTimer();
  void DrainCompletions();
  bool AwaitsCompletions() const;
  void MakeRequestId(char* id);

  ServerState& state_;
  const unsigned number_;
  // For the one wake-up that can be under way.
  alignas(std::max_align_t) std::array<char, 256> wake_memory_;
  boost::asio::io_context context_;
  std::vector<Listener> listeners_;  // not moved once the thread runs
  Timer deadline_timer_;
  Connection::Deadline armed_for_ = Connection::Deadline::max();  // max: the timer is not armed
  bool stopping_ = false;
  Deadlines half_requests_;
  Deadlines stalled_answers_;
  ConnectionList connections_;
  std::atomic<std::size_t> connection_count_{0};
  std::unique_ptr<char[]> read_buffer_;
  std::unique_ptr<Slot> slot_;
  std::vector<std::unique_ptr<Slot>> free_slots_;
  CompletionQueue completions_;
  std::atomic<int> completing_{0};  // other threads that are in between the two
  DateCache date_;
  std::unique_ptr<Random> random_;
  std::thread thread_;
};

}  // namespace pixii::http
