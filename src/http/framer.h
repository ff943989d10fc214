// RequestFramer: cuts a stream of bytes into requests. It owns no buffer: the caller keeps the
// bytes of an unfinished request and hands them over again with those that came after. Not
// thread-safe; one for each connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "http/chunked.h"
#include "http/request_head.h"

namespace pixii::http {

class RequestFramer {
 public:
  enum class Outcome : std::uint8_t {
    kNeedMore,  // keep the first kept() bytes and call again with them and what follows
    kReady,     // `request` is filled; it took consumed() bytes. Call Reset before the next one
    kRefused,   // answer refusal_status() and end the connection
  };

  // `bytes` begins with the request's first byte and may stand elsewhere than in the last call.
  // Chunked bodies are decoded in place. The request's views are of `bytes` and `fields`; its body
  // is the raw one. Requires: not empty.
  Outcome Feed(std::span<char> bytes, FieldStorage& fields, Request& request);

  std::size_t kept() const { return kept_; }
  std::size_t consumed() const { return consumed_; }
  int refusal_status() const { return refusal_status_; }
  // How many bytes the whole request may take, as far as is known; 0 if nothing is.
  std::size_t size_expected() const;
  // True once, when the client waits for "100 Continue" before it sends the body.
  bool TakeContinue();
  void Reset() { *this = RequestFramer(); }

 private:
  enum class Stage : std::uint8_t { kHead, kLength, kChunked };

  Outcome FeedHead(std::span<char> bytes, FieldStorage& fields, Request& request);
  Outcome FeedLength(std::span<char> bytes, FieldStorage& fields, Request& request);
  Outcome FeedChunks(std::span<char> bytes, FieldStorage& fields, Request& request);
  Outcome Ready(std::span<char> bytes, std::size_t body_size, std::size_t consumed,
                FieldStorage& fields, Request& request);
  Outcome NeedMore(std::size_t kept);
  Outcome Refuse(int status);
  bool HeadEnds(std::span<char> bytes, bool& bad);

  RequestHead head_;
  ChunkDecoder chunks_;
  std::size_t kept_ = 0;
  std::size_t consumed_ = 0;
  std::size_t scanned_ = 0;  // bytes of an unfinished head that were looked at
  int refusal_status_ = 0;
  Stage stage_ = Stage::kHead;
  bool head_is_parsed_ = false;  // by this call of Feed: its views are fresh
  bool continue_due_ = false;
};

}  // namespace pixii::http
