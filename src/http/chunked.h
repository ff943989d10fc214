// ChunkDecoder: undoes Transfer-Encoding: chunked, in place and piece by piece. Strict: CRLF only,
// a size of hex digits without sign or blank, extensions are skipped, trailers are dropped. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pixii::http {

class ChunkDecoder {
 public:
  enum class Outcome : std::uint8_t { kNeedMore, kDone, kBad, kTooLarge };
  struct Progress {
    Outcome outcome;
    std::size_t decoded;   // bytes of body now at the front of the input
    std::size_t consumed;  // of the input; all of it unless kDone
  };

  // Moves the body's bytes in `bytes` to its front. The next call gets the bytes that follow.
  // kTooLarge as soon as the chunks announce more than kRequestBodySizeBytesMax in all.
  Progress Decode(std::span<char> bytes);

 private:
  enum class State : std::uint8_t {
    kSizeStart,  // before the first digit
    kSize,       // in the digits
    kExtension,  // after the digits, up to CR
    kSizeLf,     // LF of the size's line
    kData,
    kDataCr,
    kDataLf,
    kTrailerStart,  // at the start of a line after the last chunk
    kTrailer,       // within it
    kTrailerLf,
    kEndLf,  // LF of the empty line
  };

  Outcome Step(char c);
  bool CountLineByte();

  State state_ = State::kSizeStart;
  std::uint64_t remaining_ = 0;   // of the chunk at hand
  std::uint64_t total_ = 0;       // of all chunks so far, announced
  std::uint32_t line_bytes_ = 0;  // of the line at hand, or of all trailers
};

}  // namespace pixii::http
