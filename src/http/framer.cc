// A head is parsed once when all of it is there, and once more after the body when that came in
// later pieces, since the bytes may have moved: so nothing but a few numbers is kept between the
// pieces. Until a head is whole, only its new bytes are looked at, so that a client that sends
// single bytes costs no more than one that does not.
#include "http/framer.h"

#include "base/limits.h"

namespace pixii::http {

RequestFramer::Outcome RequestFramer::Feed(std::span<char> bytes, FieldStorage& fields,
                                           Request& request) {
  head_is_parsed_ = false;
  switch (stage_) {
    case Stage::kHead:
      return FeedHead(bytes, fields, request);
    case Stage::kLength:
      return FeedLength(bytes, fields, request);
    case Stage::kChunked:
      return FeedChunks(bytes, fields, request);
  }
  return Refuse(400);
}

RequestFramer::Outcome RequestFramer::FeedHead(std::span<char> bytes, FieldStorage& fields,
                                               Request& request) {
  if (scanned_ != 0) {
    bool bad = false;
    const bool ends = HeadEnds(bytes, bad);
    if (bad) return Refuse(400);
    if (!ends) return NeedMore(bytes.size());
  }
  switch (ParseRequestHead({bytes.data(), bytes.size()}, fields, request, head_)) {
    case HeadOutcome::kBad:
      return Refuse(400);
    case HeadOutcome::kNeedMore: {
      bool bad = false;
      // Whole, yet Beast wants more: a head that it will never accept.
      if (HeadEnds(bytes, bad) || bad) return Refuse(400);
      return NeedMore(bytes.size());
    }
    case HeadOutcome::kComplete:
      break;
  }
  head_is_parsed_ = true;
  if (head_.content_length > kRequestBodySizeBytesMax) return Refuse(413);
  continue_due_ = head_.expects_continue;
  if (head_.chunked) {
    stage_ = Stage::kChunked;
    kept_ = head_.size;  // with the decoded part of the body
    return FeedChunks(bytes, fields, request);
  }
  stage_ = Stage::kLength;
  return FeedLength(bytes, fields, request);
}

// Looks at the bytes that were not looked at yet. A head cannot hold control characters but tab and
// CR LF.
bool RequestFramer::HeadEnds(std::span<char> bytes, bool& bad) {
  const std::size_t begin = scanned_;
  scanned_ = bytes.size();
  for (std::size_t i = begin; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (i > 0 && (bytes[i - 1] == '\r') != (c == '\n')) bad = true;
    if (static_cast<unsigned char>(c) < 0x20 && c != '\r' && c != '\n' && c != '\t') bad = true;
    if (i == 0 && (c == '\r' || c == '\n')) bad = true;
    if (bad) return false;
    if (c == '\n' && i >= 3 && bytes[i - 2] == '\n') return true;
  }
  if (bytes.size() > kRequestHeaderSizeBytesMax) bad = true;
  return false;
}

RequestFramer::Outcome RequestFramer::FeedLength(std::span<char> bytes, FieldStorage& fields,
                                                 Request& request) {
  const std::size_t size = head_.size + static_cast<std::size_t>(head_.content_length);
  if (bytes.size() < size) return NeedMore(bytes.size());
  return Ready(bytes, static_cast<std::size_t>(head_.content_length), size, fields, request);
}

RequestFramer::Outcome RequestFramer::FeedChunks(std::span<char> bytes, FieldStorage& fields,
                                                 Request& request) {
  const std::size_t begin = kept_;
  const ChunkDecoder::Progress progress = chunks_.Decode(bytes.subspan(begin));
  switch (progress.outcome) {
    case ChunkDecoder::Outcome::kNeedMore:
      return NeedMore(begin + progress.decoded);
    case ChunkDecoder::Outcome::kBad:
      return Refuse(400);
    case ChunkDecoder::Outcome::kTooLarge:
      return Refuse(413);
    case ChunkDecoder::Outcome::kDone:
      break;
  }
  const std::size_t body_size = begin + progress.decoded - head_.size;
  return Ready(bytes, body_size, begin + progress.consumed, fields, request);
}

RequestFramer::Outcome RequestFramer::Ready(std::span<char> bytes, std::size_t body_size,
                                            std::size_t consumed, FieldStorage& fields,
                                            Request& request) {
  if (!head_is_parsed_ && ParseRequestHead({bytes.data(), head_.size}, fields, request, head_) !=
                              HeadOutcome::kComplete) {
    return Refuse(400);
  }
  request.raw_body = {bytes.data() + head_.size, body_size};
  request.body = request.raw_body;
  request.encoding = BodyEncoding::kPlain;
  consumed_ = consumed;
  continue_due_ = false;
  return Outcome::kReady;
}

RequestFramer::Outcome RequestFramer::NeedMore(std::size_t kept) {
  kept_ = kept;
  return Outcome::kNeedMore;
}

RequestFramer::Outcome RequestFramer::Refuse(int status) {
  refusal_status_ = status;
  return Outcome::kRefused;
}

std::size_t RequestFramer::size_expected() const {
  return stage_ == Stage::kLength ? head_.size + static_cast<std::size_t>(head_.content_length) : 0;
}

bool RequestFramer::TakeContinue() {
  const bool due = continue_due_;
  continue_due_ = false;
  return due;
}

}  // namespace pixii::http
