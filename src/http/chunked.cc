// A state machine over bytes; only the data of a chunk is moved as a block.
// "4;a=b\r\nwiki\r\n0\r\n\r\n" becomes "wiki".
#include "http/chunked.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace pixii::http {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What may stand in an extension or a trailer.
bool IsText(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F); }

}  // namespace

ChunkDecoder::Progress ChunkDecoder::Decode(std::span<char> bytes) {
  std::size_t decoded = 0;
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (state_ == State::kData) {
      const std::size_t n =
          static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size() - at));
      if (decoded != at) std::memmove(bytes.data() + decoded, bytes.data() + at, n);
      decoded += n;
      at += n;
      remaining_ -= n;
      if (remaining_ == 0) state_ = State::kDataCr;
      continue;
    }
    const Outcome outcome = Step(bytes[at]);
    ++at;
    if (outcome != Outcome::kNeedMore) return {outcome, decoded, at};
  }
  return {Outcome::kNeedMore, decoded, at};
}

bool ChunkDecoder::CountLineByte() { return ++line_bytes_ <= kChunkLineSizeBytesMax; }

ChunkDecoder::Outcome ChunkDecoder::Step(char c) {
  switch (state_) {
    case State::kSizeStart:
    case State::kSize: {
      const int digit = HexDigit(c);
      if (digit >= 0) {
        if (!CountLineByte()) return Outcome::kBad;
        remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(digit);
        if (total_ + remaining_ > kRequestBodySizeBytesMax) return Outcome::kTooLarge;
        state_ = State::kSize;
        return Outcome::kNeedMore;
      }
      if (state_ == State::kSizeStart || (c != ';' && c != '\r')) return Outcome::kBad;
      state_ = c == ';' ? State::kExtension : State::kSizeLf;
      return Outcome::kNeedMore;
    }
    case State::kExtension:
      if (c != '\r' && (!IsText(c) || !CountLineByte())) return Outcome::kBad;
      if (c == '\r') state_ = State::kSizeLf;
      return Outcome::kNeedMore;
    case State::kSizeLf:
      if (c != '\n') return Outcome::kBad;
      line_bytes_ = 0;
      total_ += remaining_;
      state_ = remaining_ == 0 ? State::kTrailerStart : State::kData;
      return Outcome::kNeedMore;
    case State::kDataCr:
      if (c != '\r') return Outcome::kBad;
      state_ = State::kDataLf;
      return Outcome::kNeedMore;
    case State::kDataLf:
      if (c != '\n') return Outcome::kBad;
      state_ = State::kSizeStart;
      return Outcome::kNeedMore;
    case State::kTrailerStart:
      if (c == '\r') {
        state_ = State::kEndLf;
        return Outcome::kNeedMore;
      }
      state_ = State::kTrailer;
      [[fallthrough]];
    case State::kTrailer:
      if (c != '\r' && (!IsText(c) || !CountLineByte())) return Outcome::kBad;
      if (c == '\r') state_ = State::kTrailerLf;
      return Outcome::kNeedMore;
    case State::kTrailerLf:
      if (c != '\n') return Outcome::kBad;
      state_ = State::kTrailerStart;
      return Outcome::kNeedMore;
    case State::kEndLf:
      return c == '\n' ? Outcome::kDone : Outcome::kBad;
    case State::kData:
      break;
  }
  return Outcome::kBad;
}

}  // namespace pixii::http
