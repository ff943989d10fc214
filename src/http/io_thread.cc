#include "http/io_thread.h"

#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <new>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "base/scheduling.h"
#include "http/compression.h"

namespace pixii::http {
namespace {

using boost::system::error_code;

// Slots that are kept for the next request that moves; more are freed.
constexpr std::size_t kFreeSlotsMax = 256;
constexpr std::chrono::milliseconds kAcceptRetry{100};
constexpr int kLateCompletionMsMax = 10'000;

// Hands out one block, and the heap's memory to whoever asks for more.
template <class T>
class BlockAllocator {
 public:
  using value_type = T;
  BlockAllocator(char* block, std::size_t size) : block_(block), size_(size) {}
  template <class U>
  BlockAllocator(const BlockAllocator<U>& other) : block_(other.block_), size_(other.size_) {}
  T* allocate(std::size_t count) {
    if (count * sizeof(T) <= size_) return reinterpret_cast<T*>(block_);
    return static_cast<T*>(::operator new(count * sizeof(T)));
  }
  void deallocate(T* at, std::size_t) {
    if (reinterpret_cast<char*>(at) != block_) ::operator delete(at);
  }
  template <class U>
  bool operator==(const BlockAllocator<U>& other) const {
    return block_ == other.block_;
  }

 private:
  template <class U>
  friend class BlockAllocator;
  char* block_;
  std::size_t size_;
};

}  // namespace

bool CompletionQueue::Push(Slot& slot) {
  Slot* top = top_.load(std::memory_order_relaxed);
  do {
    slot.next_completed_ = top;
  } while (!top_.compare_exchange_weak(top, &slot, std::memory_order_release,
                                       std::memory_order_relaxed));
  return top == nullptr;
}

Slot* CompletionQueue::TakeAll() {
  Slot* newest = top_.exchange(nullptr, std::memory_order_acquire);
  Slot* chain = nullptr;
  while (newest != nullptr) {
    Slot* const older = newest->next_completed_;
    newest->next_completed_ = chain;
    chain = newest;
    newest = older;
  }
  return chain;
}

Slot* CompletionQueue::Next(Slot& slot) { return slot.next_completed_; }

IoThread::IoThread(ServerState& state, std::vector<http::Socket> listeners, unsigned number)
    : state_(state),
      number_(number),
      context_(1),
      deadline_timer_(context_),
      half_requests_{std::chrono::milliseconds(state.options.half_request_ms_max), {}},
      stalled_answers_{std::chrono::milliseconds(state.options.stalled_answer_ms_max), {}},
      read_buffer_(std::make_unique_for_overwrite<char[]>(kReadBufferBytes + kBodyPaddingBytes)),
      slot_(std::make_unique<Slot>(*this, state.handler)),
      random_(SeededRandom(state.options.random->Next())) {
  free_slots_.reserve(kFreeSlotsMax);
  for (http::Socket& listener : listeners) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(listener.fd(), reinterpret_cast<sockaddr*>(&address), &size);
    using boost::asio::ip::tcp;
    listeners_.push_back({Acceptor(context_, address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(),
                                   listener.Release()),
                          Timer(context_)});
  }
}

// Whoever completes a request late must find its slot and this thread's queue.
IoThread::~IoThread() {
  EndLoop();
  Join();
  for (int ms = 0; AwaitsCompletions(); ++ms) {
    if (ms == kLateCompletionMsMax) {
      Log(LogLevel::kError, "stopped although a request still waits for its durability");
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  connections_.clear_and_dispose([](Connection* connection) { delete connection; });
}

bool IoThread::AwaitsCompletions() const {
  for (const Connection& connection : connections_) {
    if (connection.awaits_completion()) return true;
  }
  return completing_.load(std::memory_order_acquire) != 0;
}

void IoThread::Start() {
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), ("pixii-io-" + std::to_string(number_)).c_str());
    AskForShortTurns();
    for (Listener& listener : listeners_) Accept(listener);
    // A request on the pool is work that Asio does not see.
    const auto work = boost::asio::make_work_guard(context_);
    context_.run();
  });
}

void IoThread::Join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::BeginStop() {
  boost::asio::post(context_, [this] {
    stopping_ = true;
    error_code ignored;
    for (Listener& listener : listeners_) {
      listener.acceptor.close(ignored);
      listener.retry.cancel();
    }
    for (auto next = connections_.begin(); next != connections_.end();) (next++)->StopSoon();
  });
}

void IoThread::Accept(Listener& listener) {
  listener.acceptor.async_accept(
      context_, [this, &listener](const error_code& error, Connection::Socket socket) {
        if (stopping_) return;
        if (!error) {
          Accepted(std::move(socket));
        } else if (error != boost::asio::error::connection_aborted) {
          // No file descriptors, most likely: trying again at once would spin.
          Log(LogLevel::kWarn, "cannot accept a connection: {}", error.message());
          listener.retry.expires_after(kAcceptRetry);
          listener.retry.async_wait([this, &listener](const error_code& cancelled) {
            if (!cancelled && !stopping_) Accept(listener);
          });
          return;
        }
        Accept(listener);
      });
}

void IoThread::Accepted(Connection::Socket socket) {
  const std::size_t open = state_.connections.fetch_add(1, std::memory_order_relaxed);
  if (open >= state_.options.connections_max + kRefusedConnectionsMax) {
    state_.connections.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  const int on = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto* const connection =
      new Connection(std::move(socket), *this, state_.budget);  // owned by connections_
  connections_.push_back(*connection);
  connection_count_.fetch_add(1, std::memory_order_relaxed);
  if (open >= state_.options.connections_max) {
    connection->Refuse(503);
  } else {
    connection->Start();
  }
}

void IoThread::Remove(Connection& connection) {
  delete &connection;
  state_.connections.fetch_sub(1, std::memory_order_relaxed);
  connection_count_.fetch_sub(1, std::memory_order_relaxed);
}

void IoThread::BeginAnswer(Answer& answer, const Request& request) {
  char id[kRequestIdSize];
  MakeRequestId(id);
  answer.Begin({.date = date_.At(state_.options.clock->NowMs()),
                .request_id = {id, sizeof id},
                .keep_alive = request.keep_alive && !stopping_,
                .http_1_0 = request.http_1_0,
                .head_only = request.method == "HEAD"});
}

// Five bits a letter, twelve letters a random number.
void IoThread::MakeRequestId(char* id) {
  constexpr char kLetters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  for (std::size_t i = 0; i < kRequestIdSize;) {
    std::uint64_t bits = random_->Next();
    for (int letter = 0; letter < 12 && i < kRequestIdSize; ++letter, bits >>= 5) {
      id[i++] = kLetters[bits & 31];
    }
  }
}

std::unique_ptr<Slot> IoThread::TakeSlot() {
  std::unique_ptr<Slot> taken = std::move(slot_);
  if (free_slots_.empty()) {
    slot_ = std::make_unique<Slot>(*this, state_.handler);
  } else {
    slot_ = std::move(free_slots_.back());
    free_slots_.pop_back();
  }
  return taken;
}

void IoThread::ReturnSlot(std::unique_ptr<Slot> slot) {
  slot->Trim();
  if (free_slots_.size() < kFreeSlotsMax) free_slots_.push_back(std::move(slot));
}

void IoThread::SetDeadline(Connection& connection, Deadlines& deadlines) {
  DropDeadline(connection);
  connection.set_deadline(std::chrono::steady_clock::now() + deadlines.patience);
  deadlines.list.push_back(connection);
  if (connection.deadline() < armed_for_) ArmTimer(connection.deadline());
}

void IoThread::DropDeadline(Connection& connection) {
  auto& hook = static_cast<
      boost::intrusive::list_base_hook<boost::intrusive::tag<DeadlineOrder>, SafeLink>&>(
      connection);
  if (hook.is_linked()) hook.unlink();
}

void IoThread::GiveUpStalled(std::size_t bytes) {
  DeadlineList& list = stalled_answers_.list;
  std::size_t given_up = 0;
  while (given_up < bytes && !list.empty()) {
    Connection& connection = list.front();
    list.pop_front();
    given_up += connection.parked_bytes();
    connection.Abort();
  }
}

// One timer for all. It is armed for the earliest deadline there is, and not touched when that one
// is dropped.
void IoThread::ArmTimer(Connection::Deadline deadline) {
  armed_for_ = deadline;
  deadline_timer_.expires_at(deadline);
  deadline_timer_.async_wait([this](const error_code& error) {
    if (!error) OnTimer();
  });
}

void IoThread::OnTimer() {
  armed_for_ = Connection::Deadline::max();
  const Connection::Deadline now = std::chrono::steady_clock::now();
  Connection::Deadline next = Connection::Deadline::max();
  for (Deadlines* deadlines : {&half_requests_, &stalled_answers_}) {
    DeadlineList& list = deadlines->list;
    while (!list.empty() && list.front().deadline() <= now) {
      Connection& connection = list.front();
      list.pop_front();
      connection.Abort();
    }
    if (!list.empty()) next = std::min(next, list.front().deadline());
  }
  if (next != Connection::Deadline::max()) ArmTimer(next);
}

void IoThread::Completed(Slot& slot) noexcept {
  if (!completions_.Push(slot)) return;
  const BlockAllocator<char> allocator(wake_memory_.data(), wake_memory_.size());
  boost::asio::post(context_,
                    boost::asio::bind_allocator(allocator, [this] { DrainCompletions(); }));
}

void IoThread::DrainCompletions() {
  Slot* slot = completions_.TakeAll();
  while (slot != nullptr) {
    Slot* const next = CompletionQueue::Next(*slot);  // before the slot is used again
    slot->connection()->Completed();
    slot = next;
  }
}

}  // namespace pixii::http
