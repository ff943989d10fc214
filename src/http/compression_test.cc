#include "http/compression.h"

#include <gtest/gtest.h>

#include <string>

namespace pixii::http {
namespace {

constexpr std::size_t kMax = 1'000'000;

std::string Packed(Coding coding, std::string_view plain) {
  std::string packed;
  Deflate(coding, plain, packed);
  return packed;
}

std::string InflateOrSay(Coding coding, std::string_view packed, std::size_t size_max = kMax) {
  std::string out;
  const Inflated inflated = Inflate(coding, packed, size_max, out);
  switch (inflated.outcome) {
    case InflateOutcome::kBroken:
      return "<broken>";
    case InflateOutcome::kTooLarge:
      return "<too large>";
    case InflateOutcome::kDone:
      break;
  }
  EXPECT_GE(out.size(), inflated.size + kBodyPaddingBytes);
  return out.substr(0, inflated.size);
}

TEST(Compression, RoundTrip) {
  std::string mixed;
  for (int i = 0; i < 50'000; ++i)
    mixed += static_cast<char>(static_cast<unsigned>(i) * static_cast<unsigned>(i) >> 3);
  for (const std::string& plain :
       {std::string(), std::string("x"), std::string(900'000, 'z'), mixed}) {
    for (Coding coding : {Coding::kGzip, Coding::kDeflate}) {
      EXPECT_EQ(InflateOrSay(coding, Packed(coding, plain)), plain);
    }
  }
}

TEST(Compression, SeveralMembersAreOneBody) {
  const std::string large(10'000, 'y');
  EXPECT_EQ(InflateOrSay(Coding::kGzip, Packed(Coding::kGzip, "a") + Packed(Coding::kGzip, "") +
                                            Packed(Coding::kGzip, large)),
            "a" + large);
}

TEST(Compression, DeflateWithoutAFrame) {
  const std::string framed = Packed(Coding::kDeflate, "some text");
  EXPECT_EQ(InflateOrSay(Coding::kDeflate, framed.substr(2, framed.size() - 6)), "some text");
}

TEST(Compression, BrokenInput) {
  const std::string good = Packed(Coding::kGzip, std::string(1000, 'q') + "end");
  EXPECT_EQ(InflateOrSay(Coding::kGzip, ""), "<broken>");
  EXPECT_EQ(InflateOrSay(Coding::kDeflate, ""), "<broken>");
  EXPECT_EQ(InflateOrSay(Coding::kGzip, "{\"TableName\": \"not packed at all\"}"), "<broken>");
  EXPECT_EQ(InflateOrSay(Coding::kGzip, good + "x"), "<broken>");
  EXPECT_EQ(InflateOrSay(Coding::kGzip, Packed(Coding::kDeflate, "x")), "<broken>");
  for (std::size_t size = 1; size < good.size(); ++size) {
    ASSERT_EQ(InflateOrSay(Coding::kGzip, std::string_view(good).substr(0, size)), "<broken>")
        << size;
  }
  for (std::size_t at = good.size() - 8; at < good.size(); ++at) {  // the check sum and the length
    std::string flipped = good;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    ASSERT_EQ(InflateOrSay(Coding::kGzip, flipped), "<broken>") << at;
  }
}

TEST(Compression, TheLimitIsExact) {
  for (Coding coding : {Coding::kGzip, Coding::kDeflate}) {
    EXPECT_EQ(InflateOrSay(coding, Packed(coding, std::string(kMax, ' '))).size(), kMax);
    EXPECT_EQ(InflateOrSay(coding, Packed(coding, std::string(kMax + 1, ' '))), "<too large>");
  }
  const std::string half = Packed(Coding::kGzip, std::string(kMax / 2 + 1, ' '));
  EXPECT_EQ(InflateOrSay(Coding::kGzip, half + half), "<too large>");
}

TEST(Compression, ContentEncodingNames) {
  EXPECT_EQ(CodingOf(""), Coding::kIdentity);
  EXPECT_EQ(CodingOf("Identity"), Coding::kIdentity);
  EXPECT_EQ(CodingOf(" GZIP "), Coding::kGzip);
  EXPECT_EQ(CodingOf("deflate"), Coding::kDeflate);
  EXPECT_EQ(CodingOf("br"), Coding::kUnknown);
  EXPECT_EQ(CodingOf("gzip, gzip"), Coding::kUnknown);
}

TEST(Compression, AcceptEncoding) {
  EXPECT_EQ(ChooseCoding("gzip"), Coding::kGzip);
  EXPECT_EQ(ChooseCoding("deflate, gzip"), Coding::kGzip);
  EXPECT_EQ(ChooseCoding("deflate"), Coding::kDeflate);
  EXPECT_EQ(ChooseCoding("gzip;q=0.1, deflate;q=0.5"), Coding::kDeflate);
  EXPECT_EQ(ChooseCoding("gzip;q=0"), Coding::kIdentity);
  EXPECT_EQ(ChooseCoding("gzip; q=0.000, *"), Coding::kDeflate);
  EXPECT_EQ(ChooseCoding("*;q=0"), Coding::kIdentity);
  EXPECT_EQ(ChooseCoding("*"), Coding::kGzip);
  EXPECT_EQ(ChooseCoding("br, zstd, identity"), Coding::kIdentity);
  EXPECT_EQ(ChooseCoding(""), Coding::kIdentity);
  EXPECT_EQ(ChooseCoding(",;,=;q=;"), Coding::kIdentity);
}

TEST(Compression, Crc32OfTheCheckString) { EXPECT_EQ(Crc32("123456789"), 0xCBF43926U); }

}  // namespace
}  // namespace pixii::http
