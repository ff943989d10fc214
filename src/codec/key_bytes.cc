#include "codec/key_bytes.h"

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "base/check.h"
#include "value/number.h"

namespace pixii::codec {

using value::Type;

namespace {

// In S and B a zero byte becomes 00 FF and the end is 00 01: the end sorts before every
// continuation, as a prefix does.
constexpr char kZeroEscape = '\xFF';
constexpr char kEnd = '\x01';

// Size of the escaped text in front of its end mark; npos if there is no end.
std::size_t EndOfText(std::string_view key) {
  for (std::size_t at = 0;; at += 2) {
    at = key.find('\0', at);
    if (at == std::string_view::npos || at + 1 == key.size()) return std::string_view::npos;
    if (key[at + 1] == kEnd) return at;
    if (key[at + 1] != kZeroEscape) return std::string_view::npos;
  }
}

std::size_t Unescape(std::string_view text, char* out) {
  char* const start = out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    *out++ = text[i];
    if (text[i] == '\0') ++i;
  }
  return static_cast<std::size_t>(out - start);
}

}  // namespace

void AppendKeyPrefix(std::string_view prefix, std::string& out) {
  for (std::size_t at = 0;;) {
    const std::size_t zero = prefix.find('\0', at);
    if (zero == std::string_view::npos) {
      out.append(prefix, at);
      return;
    }
    out.append(prefix, at, zero + 1 - at);
    out.push_back(kZeroEscape);
    at = zero + 1;
  }
}

void AppendKeyPart(Type type, std::string_view ordered_bytes, std::string& out) {
  if (type == Type::kNumber) {
    out.append(ordered_bytes);
    return;
  }
  AppendKeyPrefix(ordered_bytes, out);
  out.push_back('\0');
  out.push_back(kEnd);
}

void AppendKeyPart(value::ValueView key_value, std::string& out) {
  AppendKeyPart(key_value.type(), key_value.ordered_bytes(), out);
}

bool SkipKeyPart(Type type, std::string_view& key) {
  std::size_t size = 0;
  if (type == Type::kNumber) {
    size = value::NumberLength(key);
    if (size == 0) return false;
  } else {
    size = EndOfText(key);
    if (size == std::string_view::npos) return false;
    size += 2;
  }
  key.remove_prefix(size);
  return true;
}

bool TakeKeyPart(Type type, std::string_view& key, value::ValueWriter& out) {
  const std::string_view part = key;
  if (!SkipKeyPart(type, key)) return false;
  const std::size_t size = part.size() - key.size();
  if (type == Type::kNumber) {
    out.Number(part.substr(0, size));
    return true;
  }
  const std::string_view text = part.substr(0, size - 2);
  std::size_t zeros = 0;
  for (const char c : text) zeros += c == '\0';
  const std::size_t plain_size = text.size() - zeros;
  Unescape(text, type == Type::kString ? out.StringOf(plain_size) : out.BinaryOf(plain_size));
  return true;
}

namespace {

constexpr std::string_view kSalt = "Outliers";
constexpr std::size_t kHashedNumberMax = 22;

// The form of a number that the service hashes: pairs of digits of 0.d1d2d3... times ten to an even
// power.
std::size_t WriteHashedNumber(std::string_view number, std::uint8_t* out) {
  constexpr std::size_t kPairsMax = 20;
  const value::Decimal decimal = value::DecodeNumber(number);
  if (decimal.digit_count == 0) {
    *out = 0x80;
    return 1;
  }
  const bool odd = decimal.exponent % 2 != 0;
  const auto power = static_cast<std::uint8_t>((decimal.exponent + odd) / 2 - 64);
  std::size_t size = 0;
  out[size++] = decimal.negative ? static_cast<std::uint8_t>(~power) : power;
  const auto digit = [&](int i) {
    return i < 0 || i >= decimal.digit_count ? 0 : decimal.digits[static_cast<std::size_t>(i)];
  };
  for (int i = odd ? -1 : 0; i < decimal.digit_count; i += 2) {
    const int pair = digit(i) * 10 + digit(i + 1);
    out[size++] = static_cast<std::uint8_t>(decimal.negative ? 101 - pair : pair + 1);
  }
  if (decimal.negative && size - 1 < kPairsMax) out[size++] = 102;
  return size;
}

// MD5 of OpenSSL with its algorithm looked up once, which costs more than a hash. It places keys,
// it guards nothing.
class Md5 {
 public:
  Md5() : algorithm_(EVP_MD_fetch(nullptr, "MD5", nullptr)), context_(EVP_MD_CTX_new()) {
    CHECK(algorithm_ != nullptr && context_ != nullptr);
  }
  ~Md5() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(algorithm_);
  }
  Md5(const Md5&) = delete;
  Md5& operator=(const Md5&) = delete;

  std::array<unsigned char, EVP_MAX_MD_SIZE> Hash(std::string_view a, std::string_view b) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
    CHECK(EVP_DigestInit_ex2(context_, algorithm_, nullptr) == 1);
    CHECK(EVP_DigestUpdate(context_, a.data(), a.size()) == 1);
    CHECK(EVP_DigestUpdate(context_, b.data(), b.size()) == 1);
    CHECK(EVP_DigestFinal_ex(context_, hash.data(), nullptr) == 1);
    return hash;
  }

 private:
  EVP_MD* const algorithm_;
  EVP_MD_CTX* const context_;
};

}  // namespace

std::uint64_t PartitionHash(Type type, std::string_view ordered_bytes) {
  thread_local Md5 md5;
  std::array<std::uint8_t, kHashedNumberMax> number;
  std::string_view bytes = ordered_bytes;
  if (type == Type::kNumber) {
    const std::size_t size = WriteHashedNumber(ordered_bytes, number.data());
    bytes = {reinterpret_cast<const char*>(number.data()), size};
  }
  const auto hash = md5.Hash(kSalt, bytes);
  std::uint64_t big_endian;
  std::memcpy(&big_endian, hash.data(), kPartitionHashBytes);
  return __builtin_bswap64(big_endian);
}

void AppendPartitionHash(std::uint64_t hash, std::string& out) {
  char bytes[kPartitionHashBytes];
  for (std::size_t i = 0; i < kPartitionHashBytes; ++i)
    bytes[i] = static_cast<char>(hash >> (56 - 8 * i));
  out.append(bytes, kPartitionHashBytes);
}

}  // namespace pixii::codec
