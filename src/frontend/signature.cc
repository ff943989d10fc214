#include "frontend/signature.h"

#include <algorithm>
#include <cstddef>

namespace pixii::frontend {
namespace {

constexpr std::size_t kRegionSizeMax = 32;

class LetIn final : public SignatureCheck {
 public:
  Status Check(const http::Request& /*request*/) override { return {}; }
};

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// us-east-1, us-gov-west-1, or the emulators' `local`.
bool LooksLikeRegion(std::string_view text) {
  if (text == "local") return true;
  if (text.size() > kRegionSizeMax || text.size() < 5 || !IsLower(text.front()) ||
      !IsDigit(text.back()))
    return false;
  if (text.find('-') == std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

}  // namespace

SignatureCheck& AcceptEverybody() {
  static LetIn check;
  return check;
}

// Credential=KEY/20261121/us-east-1/dynamodb/aws4_request, ...
std::string_view RegionOfSignature(const http::Request& request) {
  constexpr std::string_view kCredential = "Credential=";
  std::string_view header = request.Find("Authorization");
  const std::size_t begin = header.find(kCredential);
  if (begin == std::string_view::npos) return {};
  header.remove_prefix(begin + kCredential.size());
  header = header.substr(0, header.find(','));
  for (int part = 0; part < 2; ++part) {
    const std::size_t slash = header.find('/');
    if (slash == std::string_view::npos) return {};
    header.remove_prefix(slash + 1);
  }
  const std::string_view region = header.substr(0, header.find('/'));
  return LooksLikeRegion(region) ? region : std::string_view();
}

}  // namespace pixii::frontend
