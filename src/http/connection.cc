// The way of a request: bytes are read into the thread's buffer, or behind those that the
// connection had to keep; every whole request found there is handled in order; what remains of the
// next one is kept. A request that moves to the pool takes its bytes along in the connection's own
// buffer.
#include "http/connection.h"

#include <sys/socket.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "http/io_thread.h"

namespace pixii::http {
namespace {

using boost::system::error_code;

// What the kernel takes at once: all, a part, nothing; -1 if the connection is broken.
ssize_t SendSome(int fd, std::string_view bytes) {
  const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  return n;
}

}  // namespace

void Connection::Start() { WaitRead(); }

void Connection::WaitRead() {
  if (state_ != State::kLingering) state_ = State::kReading;
  socket_.async_wait(Socket::wait_read, [this](const error_code& error) {
    if (error || aborted_) {
      End();
    } else if (state_ == State::kLingering) {
      Discard();
    } else {
      OnReadable();
    }
  });
}

void Connection::WaitWrite() {
  state_ = State::kWriting;
  socket_.async_wait(Socket::wait_write, [this](const error_code& error) {
    if (error || aborted_) {
      End();
    } else {
      SendAtWork();
    }
  });
}

void Connection::OnReadable() {
  const bool own = input_.allocated();
  const std::span<char> room = own ? input_.room() : thread_.read_buffer();
  const ssize_t n = ::recv(socket_.native_handle(), room.data(), room.size(), MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return WaitRead();
  if (n <= 0) return End();
  const std::size_t size = static_cast<std::size_t>(n);
  if (own) {
    input_.Commit(size);
    Serve(input_.bytes());
  } else {
    Serve(room.first(size));
  }
}

void Connection::Serve(std::span<char> window) {
  while (!window.empty()) {
    if (!ServeOne(window)) return;
  }
  input_.Free();
  WaitRead();
}

// Serves the request at the front of `window` and takes it off. False if the connection now waits
// for something, or is gone.
bool Connection::ServeOne(std::span<char>& window) {
  Slot& slot = thread_.slot();
  switch (framer_.Feed(window, slot.fields(), slot.mutable_request())) {
    case RequestFramer::Outcome::kNeedMore:
      KeepHalfRequest(window.first(framer_.kept()));
      return false;
    case RequestFramer::Outcome::kRefused:
      Refuse(framer_.refusal_status());
      return false;
    case RequestFramer::Outcome::kReady:
      break;
  }
  const std::size_t consumed = framer_.consumed();
  framer_.Reset();
  progress_mark_ = 0;
  thread_.DropDeadline(*this);
  if (const int status = slot.Begin(*this); status != 0) {
    Refuse(status);
    return false;
  }
  switch (slot.HandleInline()) {
    case Disposition::kBlocked:
      MoveToPool(window, consumed, PoolLane::kShort);
      return false;
    case Disposition::kStalled:
      MoveToPool(window, consumed, PoolLane::kLong);
      return false;
    case Disposition::kDurable:
      at_work_ = thread_.TakeSlot();
      state_ = State::kWorking;
      Keep(window.subspan(consumed));
      return false;
    case Disposition::kDone:
      break;
  }
  const std::string_view bytes = slot.answer().bytes();
  const ssize_t sent = SendSome(socket_.native_handle(), bytes);
  if (sent == static_cast<ssize_t>(bytes.size()) && slot.answer().keep_alive()) {
    slot.Trim();
    window = window.subspan(consumed);
    return true;
  }
  if (sent < 0 || sent == static_cast<ssize_t>(bytes.size())) {
    slot.Trim();
    End();
    return false;
  }
  at_work_ = thread_.TakeSlot();
  sent_ = static_cast<std::size_t>(sent);
  Keep(window.subspan(consumed));
  AwaitProgress();
  return false;
}

void Connection::KeepHalfRequest(std::span<char> window) {
  if (framer_.TakeContinue()) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    const ssize_t sent = SendSome(socket_.native_handle(), kContinue);
    if (sent != static_cast<ssize_t>(kContinue.size())) return End();
  }
  const std::size_t size = window.size();
  input_.Keep(window, framer_.size_expected());
  if (budget_.IsExceeded()) return Refuse(503);
  if (progress_mark_ == 0 || size >= progress_mark_ + kProgressSizeBytes) {
    progress_mark_ = size;
    thread_.ExpectRequest(*this);
  }
  WaitRead();
}

// `window` begins with the request, whose views follow its bytes.
void Connection::MoveToPool(std::span<char> window, std::size_t consumed, PoolLane lane) {
  const char* const before = window.data();
  input_.Keep(window, window.size());
  at_work_ = thread_.TakeSlot();
  at_work_->Rebase(input_.bytes().data() - before);
  consumed_ = consumed;
  state_ = State::kWorking;
  CountParked();
  if (!budget_.IsExceeded() && thread_.SubmitToPool(*at_work_, lane)) return;
  ReturnSlot();
  Refuse(503);
}

void Connection::CountParked() {
  at_work_->Park();
  const std::size_t bytes = at_work_->held_bytes();
  budget_.Take(bytes);
  budget_.GiveBack(parked_bytes_);
  parked_bytes_ = bytes;
}

void Connection::ReturnSlot() {
  thread_.ReturnSlot(std::move(at_work_));
  budget_.GiveBack(std::exchange(parked_bytes_, 0));
}

// The client has to take some of its answer. Answers that nobody takes have a bound: beyond it
// those who took nothing for longest are given up, this one at last.
void Connection::AwaitProgress() {
  CountParked();
  thread_.ExpectProgress(*this);
  WaitWrite();
  if (budget_.IsExceeded()) thread_.GiveUpStalled(parked_bytes_);
}

void Connection::Keep(std::span<const char> rest) {
  if (rest.empty()) {
    input_.Free();
  } else {
    input_.Keep(rest, rest.size());
  }
}

void Connection::Completed() {
  if (aborted_) return End();
  sent_ = 0;
  SendAtWork();
}

void Connection::SendAtWork() {
  const std::string_view bytes = at_work_->answer().bytes().substr(sent_);
  const ssize_t sent = SendSome(socket_.native_handle(), bytes);
  if (sent < 0) return End();
  if (sent < static_cast<ssize_t>(bytes.size())) {
    sent_ += static_cast<std::size_t>(sent);
    return sent > 0 || state_ == State::kWorking ? AwaitProgress() : WaitWrite();
  }
  Continue();
}

// The answer was sent: goes on with what was kept meanwhile.
void Connection::Continue() {
  thread_.DropDeadline(*this);
  const bool keep_alive = at_work_->answer().keep_alive() && !thread_.stopping();
  ReturnSlot();
  if (!keep_alive) return End();
  state_ = State::kReading;
  input_.Consume(consumed_);
  consumed_ = 0;
  Serve(input_.bytes());
}

void Connection::Refuse(int status) {
  Answer& answer = thread_.slot().answer();
  thread_.BeginAnswer(answer, Request{.keep_alive = false});
  answer.Finish({.status = status});
  // A client that does not take even this is not told why.
  if (SendSome(socket_.native_handle(), answer.bytes()) < 0) return End();
  Linger();
}

// Closing at once would reset the connection while the client still sends, and the answer would be
// lost: so its bytes are thrown away until it closes or its patience is over.
void Connection::Linger() {
  input_.Free();
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  state_ = State::kLingering;
  thread_.ExpectRequest(*this);
  WaitRead();
}

void Connection::Discard() {
  const std::span<char> room = thread_.read_buffer();
  const ssize_t n = ::recv(socket_.native_handle(), room.data(), room.size(), MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return End();
  WaitRead();
}

void Connection::StopSoon() {
  if (state_ == State::kReading || state_ == State::kLingering) Abort();
}

void Connection::Abort() {
  aborted_ = true;
  if (state_ == State::kWorking) return;
  error_code ignored;
  socket_.close(ignored);  // what it waits for ends with an error
}

void Connection::End() { thread_.Remove(*this); }

}  // namespace pixii::http
