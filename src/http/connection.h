// Connection: one client. It belongs to an I/O thread and lives on it. At any time it waits for
// exactly one event (bytes to read, room to write, or its request's completion), and whoever
// handles that event ends it if it has to go: so no reference counts are needed. While a request is
// at work or an answer is being sent, nothing more is read.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "http/framer.h"
#include "http/input_buffer.h"
#include "http/slot.h"

namespace pixii::http {

struct AllConnections;
struct DeadlineOrder;
using SafeLink = boost::intrusive::link_mode<boost::intrusive::auto_unlink>;

class Connection
    : public boost::intrusive::list_base_hook<boost::intrusive::tag<AllConnections>, SafeLink>,
      public boost::intrusive::list_base_hook<boost::intrusive::tag<DeadlineOrder>, SafeLink> {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;
  using Deadline = std::chrono::steady_clock::time_point;

  Connection(Socket socket, IoThread& thread, ByteBudget& budget)
      : socket_(std::move(socket)), thread_(thread), budget_(budget), input_(budget) {}
  ~Connection() { budget_.GiveBack(parked_bytes_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // All on its I/O thread; each may end with the deletion of the connection.
  void Start();
  // Answers `status` without a body and ends.
  void Refuse(int status);
  // The request at work may be answered.
  void Completed();
  // The server stops: goes now unless a request is at work.
  void StopSoon();
  // Goes now, or with the completion of its request.
  void Abort();

  // What its request or its answer holds while it waits, but for the bytes that were read.
  std::size_t parked_bytes() const { return parked_bytes_; }
  bool awaits_completion() const { return at_work_ != nullptr && at_work_->awaits_completion(); }
  Deadline deadline() const { return deadline_; }
  void set_deadline(Deadline deadline) { deadline_ = deadline; }

 private:
  enum class State : std::uint8_t { kReading, kWorking, kWriting, kLingering };

  void WaitRead();
  void WaitWrite();
  void OnReadable();
  void Serve(std::span<char> window);
  bool ServeOne(std::span<char>& window);
  void KeepHalfRequest(std::span<char> window);
  void MoveToPool(std::span<char> window, std::size_t consumed, PoolLane lane);
  void Keep(std::span<const char> rest);
  void CountParked();
  void ReturnSlot();
  void AwaitProgress();
  void SendAtWork();
  void Continue();
  void Linger();
  void Discard();
  void End();

  Socket socket_;
  IoThread& thread_;
  Deadline deadline_;
  RequestFramer framer_;
  ByteBudget& budget_;  // of all requests and answers that wait
  InputBuffer input_;
  std::unique_ptr<Slot> at_work_;  // the request that moved or whose answer is not sent yet
  std::size_t sent_ = 0;           // of its answer
  std::size_t parked_bytes_ = 0;   // of at_work_, as counted by budget_
  std::size_t consumed_ = 0;       // bytes of input_ that are the request at work
  std::size_t progress_mark_ = 0;  // bytes of half a request when its deadline was last set
  State state_ = State::kReading;
  bool aborted_ = false;
};

}  // namespace pixii::http
