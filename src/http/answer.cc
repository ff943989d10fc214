#include "http/answer.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/check.h"
#include "base/limits.h"
#include "http/compression.h"

namespace pixii::http {
namespace {

// Room for the head in front of the body; a longer one (CORS fields) moves the body.
constexpr std::size_t kHeadRoom = 320;

std::string_view ReasonOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Payload Too Large";
    case 421:
      return "Misdirected Request";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Unknown";
  }
}

// Writes the head into a buffer that the caller has made large enough.
class HeadWriter {
 public:
  explicit HeadWriter(char* begin) : at_(begin) {}
  void Text(std::string_view text) { at_ += text.copy(at_, text.size()); }
  void Number(std::uint64_t number) { at_ = std::to_chars(at_, at_ + 20, number).ptr; }
  char* at() const { return at_; }

 private:
  char* at_;
};

}  // namespace

Answer::Answer() { Begin({}); }

void Answer::Begin(const AnswerStart& start) {
  const std::size_t date_size = start.date.copy(date_, sizeof date_ - 1);
  date_[date_size] = '\0';
  const std::size_t id_size = start.request_id.copy(request_id_, kRequestIdSize);
  std::memset(request_id_ + id_size, '0', kRequestIdSize - id_size);
  keep_alive_ = start.keep_alive;
  http_1_0_ = start.http_1_0;
  head_only_ = start.head_only;
  Clear();
}

void Answer::Clear() {
  buffer_.resize(kHeadRoom);
  begin_ = body_begin_ = kHeadRoom;
  finished_ = false;
}

// Puts the compressed body in the place of the plain one.
void Answer::Compress(std::string_view accept_encoding, std::string_view* encoding_name) {
  const Coding coding = ChooseCoding(accept_encoding);
  if (coding == Coding::kIdentity) return;
  compressed_.resize(kHeadRoom);
  Deflate(coding, body(), compressed_);
  buffer_.swap(compressed_);
  *encoding_name = NameOf(coding);
}

void Answer::Finish(const AnswerHead& head) {
  DCHECK(!finished_ && buffer_.size() >= kHeadRoom);
  std::string_view encoding_name;
  if (!head.accept_encoding.empty() && body().size() > kCompressionThresholdBytes) {
    Compress(head.accept_encoding, &encoding_name);
  }
  // All that is fixed takes less than 300 bytes.
  constexpr std::size_t kFixedMax = 400;
  char small[1024];
  std::string large;
  const std::size_t bound = kFixedMax + head.content_type.size() + head.extra_fields.size();
  if (bound > sizeof small) large.resize(bound);
  char* const text = large.empty() ? small : large.data();

  HeadWriter out(text);
  out.Text("HTTP/1.1 ");
  out.Number(static_cast<std::uint64_t>(head.status));
  out.Text(" ");
  out.Text(ReasonOf(head.status));
  out.Text("\r\nServer: Server\r\nDate: ");
  out.Text(date_);
  if (!head.content_type.empty()) {
    out.Text("\r\nContent-Type: ");
    out.Text(head.content_type);
  }
  out.Text("\r\nContent-Length: ");
  out.Number(body().size());
  if (!encoding_name.empty()) {
    out.Text("\r\nContent-Encoding: ");
    out.Text(encoding_name);
  }
  if (!keep_alive_) {
    out.Text("\r\nConnection: close");
  } else if (http_1_0_) {
    out.Text("\r\nConnection: keep-alive");
  }
  out.Text("\r\nx-amzn-RequestId: ");
  out.Text(request_id());
  out.Text("\r\nx-amz-crc32: ");
  out.Number(Crc32(body()));
  out.Text("\r\n");
  out.Text(head.extra_fields);
  out.Text("\r\n");

  const std::size_t size = static_cast<std::size_t>(out.at() - text);
  if (head_only_) buffer_.resize(body_begin_);
  if (size > body_begin_) {
    buffer_.insert(0, size - body_begin_, '\0');
    body_begin_ = size;
  }
  begin_ = body_begin_ - size;
  std::memcpy(buffer_.data() + begin_, text, size);
  finished_ = true;
}

bool Answer::HoldsLargeBuffers() const {
  return std::max(buffer_.capacity(), compressed_.capacity()) > kRetainedBufferBytesMax;
}

void Answer::ReleaseLargeBuffers() {
  if (buffer_.capacity() > kRetainedBufferBytesMax) std::string().swap(buffer_);
  if (compressed_.capacity() > kRetainedBufferBytesMax) std::string().swap(compressed_);
  Clear();
}

}  // namespace pixii::http
