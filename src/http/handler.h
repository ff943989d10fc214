// Handler: who answers requests, and the three ways to do so.
//
//   kDone     the answer is in the buffer: it is sent at once.
//   kBlocked  going on would block (nothing was changed): the same request is handled again on
//             a thread of the pool, with `may_block`. The request stays as it is.
//   kStalled  the same, and it may block for long: such requests never take all threads.
//   kDurable  the answer is in the buffer, but must not be sent before RequestSlot::Complete is
//             called, which the handler has arranged. The request's views end with the return;
//             the answer may still be rewritten by whoever calls Complete. The thread that
//             handled it is free for other requests.
//
// A connection reads on only when its answer was sent: a client's answers keep their order, and
// each connection has one request at work at most.
#pragma once

#include <cstdint>
#include <memory>

#include "http/answer.h"
#include "http/request.h"

namespace pixii::http {

enum class Disposition : std::uint8_t { kDone, kBlocked, kStalled, kDurable };

// What a handler wants to keep from request to request so that it need not allocate: parsers, item
// and key buffers. One belongs to each slot; it serves one request at a time and moves between
// threads with it.
class Context {
 public:
  virtual ~Context() = default;
  // Whether a request made it keep much more than small requests need. Asked after each request:
  // to be cheap.
  virtual bool HoldsLargeBuffers() const { return false; }
  // Called after such a request, and after a request or an answer of more than
  // kRetainedBufferBytesMax; also between the two times that such a request is handled.
  virtual void ReleaseLargeBuffers() {}
};

// One request at work. Made by the server, reused.
class RequestSlot {
 public:
  virtual ~RequestSlot() = default;

  Context& context() { return *context_; }
  const Request& request() const { return request_; }
  Answer& answer() { return answer_; }

  // The answer of a kDurable request may be sent. Exactly once, from any thread, also before Handle
  // has returned. The slot must not be touched afterwards. Many calls wake an I/O thread once.
  // Requires: the Server still exists; its destructor waits 10 s for calls that are outstanding.
  virtual void Complete() noexcept = 0;

 protected:
  std::unique_ptr<Context> context_;
  Request request_;
  Answer answer_;
};

class Handler {
 public:
  virtual ~Handler() = default;
  // Called from any I/O thread.
  virtual std::unique_ptr<Context> NewContext() = 0;
  // `may_block` is false on an I/O thread and true on a thread of the pool, where neither kBlocked
  // nor kStalled must be returned again. Requires on return: answer.Finish was called, but for
  // these. Called from many threads at once, with different slots. `request` and `answer` are those
  // of the slot. Must not throw.
  virtual Disposition Handle(const Request& request, Answer& answer, RequestSlot& slot,
                             bool may_block) = 0;
};

}  // namespace pixii::http
