// Answer: one buffer for one HTTP answer. The body is written first; Finish then builds the head
// right-aligned in front of it, so that the whole leaves in one send and nothing is patched or
// copied. The buffer is reused from request to request. Not thread-safe; one thread at a time has
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pixii::http {

inline constexpr std::size_t kRequestIdSize = 52;

// What a handler says about its answer.
struct AnswerHead {
  int status = 200;
  std::string_view content_type = {};  // empty: no such field
  // Further fields, each "Name: value\r\n".
  std::string_view extra_fields = {};
  // The request's first Accept-Encoding line. A body over kCompressionThresholdBytes is compressed
  // if it allows gzip or deflate; empty: never.
  std::string_view accept_encoding = {};
};

// What the server knows before the handler runs.
struct AnswerStart {
  std::string_view date;        // "Sat, 21 Nov 2026 16:17:00 GMT"
  std::string_view request_id;  // kRequestIdSize upper-case letters and digits
  bool keep_alive = true;
  bool http_1_0 = false;
  bool head_only = false;  // HEAD: the length is told, the body is not sent
};

class Answer {
 public:
  Answer();

  // The handler's side. Append the body to this string; never change or shrink what it holds when
  // Begin returns.
  std::string& out() { return buffer_; }
  std::string_view body() const { return std::string_view(buffer_).substr(body_begin_); }
  // Forgets body and head: another answer may be written.
  void Clear();
  std::string_view request_id() const { return {request_id_, kRequestIdSize}; }
  // Completes the answer: status line, Server, Date, Content-Type, Content-Length,
  // x-amzn-RequestId, x-amz-crc32 over the bytes sent, and Connection where it must be said. Called
  // once after Begin or Clear.
  void Finish(const AnswerHead& head);

  // The server's side.
  void Begin(const AnswerStart& start);
  bool finished() const { return finished_; }
  bool keep_alive() const { return keep_alive_; }
  // The whole answer. Requires: finished().
  std::string_view bytes() const { return std::string_view(buffer_).substr(begin_); }
  // Whether an answer took more than kRetainedBufferBytesMax, and giving that back.
  bool HoldsLargeBuffers() const;
  std::size_t held_bytes() const { return buffer_.capacity() + compressed_.capacity(); }
  void ReleaseLargeBuffers();

 private:
  void Compress(std::string_view accept_encoding, std::string_view* encoding_name);

  std::string buffer_;      // head room, then the body
  std::string compressed_;  // the other buffer, while compressing
  std::size_t begin_ = 0;
  std::size_t body_begin_ = 0;
  char date_[32];
  char request_id_[kRequestIdSize];
  bool keep_alive_ = true;
  bool http_1_0_ = false;
  bool head_only_ = false;
  bool finished_ = false;
};

}  // namespace pixii::http
