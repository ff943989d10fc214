// libdeflate works on whole buffers: compression has a bound on its output that is known
// beforehand; inflating does not, so the output starts at four times the input and doubles, up to
// the limit, until the member at hand fits.
#include "http/compression.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>

#include "base/check.h"
#include "http/request.h"

namespace pixii::http {
namespace {

// Small answers are sent soon: level 1 costs two thirds of level 6.
constexpr int kCompressionLevel = 1;

struct Free {
  void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
  void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
};

// Made by the first use on a thread, since most servers never see a compressed body.
libdeflate_compressor* Compressor() {
  thread_local std::unique_ptr<libdeflate_compressor, Free> compressor(
      libdeflate_alloc_compressor(kCompressionLevel));
  CHECK(compressor != nullptr);
  return compressor.get();
}

libdeflate_decompressor* Decompressor() {
  thread_local std::unique_ptr<libdeflate_decompressor, Free> decompressor(
      libdeflate_alloc_decompressor());
  CHECK(decompressor != nullptr);
  return decompressor.get();
}

using DecompressFunction = libdeflate_result (*)(libdeflate_decompressor*, const void*, std::size_t,
                                                 void*, std::size_t, std::size_t*, std::size_t*);

// Inflates `in` member by member to the end of the input.
Inflated InflateMembers(DecompressFunction decompress, std::string_view in, std::size_t size_max,
                        std::string& out) {
  std::size_t size = 0;
  out.resize(std::min(size_max, std::max<std::size_t>(4 * in.size(), 1024)));
  do {
    std::size_t used = 0;
    std::size_t made = 0;
    const libdeflate_result result = decompress(Decompressor(), in.data(), in.size(),
                                                out.data() + size, out.size() - size, &used, &made);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) {
      if (out.size() >= size_max) return {InflateOutcome::kTooLarge, 0};
      out.resize(std::min(size_max, 2 * out.size()));
      continue;
    }
    if (result != LIBDEFLATE_SUCCESS) return {InflateOutcome::kBroken, 0};
    in.remove_prefix(used);
    size += made;
  } while (!in.empty());
  out.resize(size);
  out.append(kBodyPaddingBytes, '\0');
  return {InflateOutcome::kDone, size};
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes the part up to `separator` off the front of `text`.
std::string_view TakePart(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return Trim(part);
}

// "0.5" is 500; what is not a weight counts as none, 1000.
int Weight(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view value = TakePart(parameters, ';');
    const std::string_view name = TakePart(value, '=');
    if (!EqualsIgnoringCase(name, "q")) continue;
    if (value.empty() || value[0] != '0') return 1000;
    int thousandths = 0;
    int scale = 100;
    for (char digit : value.substr(std::min<std::size_t>(2, value.size()))) {
      if (digit < '0' || digit > '9' || scale == 0) break;
      thousandths += scale * (digit - '0');
      scale /= 10;
    }
    return thousandths;
  }
  return 1000;
}

}  // namespace

Coding CodingOf(std::string_view content_encoding) {
  const std::string_view name = Trim(content_encoding);
  if (name.empty() || EqualsIgnoringCase(name, "identity")) return Coding::kIdentity;
  if (EqualsIgnoringCase(name, "gzip") || EqualsIgnoringCase(name, "x-gzip")) return Coding::kGzip;
  if (EqualsIgnoringCase(name, "deflate")) return Coding::kDeflate;
  return Coding::kUnknown;
}

Coding ChooseCoding(std::string_view accept_encoding) {
  int gzip = -1;
  int deflate = -1;
  int any = -1;
  while (!accept_encoding.empty()) {
    std::string_view element = TakePart(accept_encoding, ',');
    const std::string_view name = TakePart(element, ';');
    if (name == "*") any = Weight(element);
    if (EqualsIgnoringCase(name, "gzip") || EqualsIgnoringCase(name, "x-gzip"))
      gzip = Weight(element);
    if (EqualsIgnoringCase(name, "deflate")) deflate = Weight(element);
  }
  if (gzip < 0) gzip = any;
  if (deflate < 0) deflate = any;
  if (gzip > 0 && gzip >= deflate) return Coding::kGzip;
  return deflate > 0 ? Coding::kDeflate : Coding::kIdentity;
}

std::string_view NameOf(Coding coding) {
  switch (coding) {
    case Coding::kGzip:
      return "gzip";
    case Coding::kDeflate:
      return "deflate";
    default:
      return "identity";
  }
}

Inflated Inflate(Coding coding, std::string_view in, std::size_t size_max, std::string& out) {
  if (in.empty()) return {InflateOutcome::kBroken, 0};
  if (coding == Coding::kGzip)
    return InflateMembers(libdeflate_gzip_decompress_ex, in, size_max, out);
  // "deflate" means zlib's frame, but some clients send the bare stream.
  const Inflated framed = InflateMembers(libdeflate_zlib_decompress_ex, in, size_max, out);
  if (framed.outcome != InflateOutcome::kBroken) return framed;
  return InflateMembers(libdeflate_deflate_decompress_ex, in, size_max, out);
}

void Deflate(Coding coding, std::string_view in, std::string& out) {
  libdeflate_compressor* compressor = Compressor();
  const bool gzip = coding == Coding::kGzip;
  const std::size_t bound = gzip ? libdeflate_gzip_compress_bound(compressor, in.size())
                                 : libdeflate_zlib_compress_bound(compressor, in.size());
  const std::size_t begin = out.size();
  out.resize(begin + bound);
  const std::size_t size =
      gzip ? libdeflate_gzip_compress(compressor, in.data(), in.size(), out.data() + begin, bound)
           : libdeflate_zlib_compress(compressor, in.data(), in.size(), out.data() + begin, bound);
  CHECK(size != 0);  // the bound is enough for any input
  out.resize(begin + size);
}

std::uint32_t Crc32(std::string_view bytes) {
  return libdeflate_crc32(0, bytes.data(), bytes.size());
}

}  // namespace pixii::http
