// Every case is fed whole, byte by byte and in two pieces at every place: the outcome must be the
// same.
#include "http/framer.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace pixii::http {
namespace {

struct Framed {
  int refused = 0;          // status, 0 if nothing was
  bool incomplete = false;  // bytes of an unfinished request are left
  std::vector<std::string> bodies;

  bool operator==(const Framed&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Framed& framed) {
  out << "refused " << framed.refused << " incomplete " << framed.incomplete << " bodies";
  for (const std::string& body : framed.bodies) out << " [" << body << "]";
  return out;
}

// Plays the connection: pieces arrive, unfinished bytes are kept, and move each time.
Framed FeedPieces(const std::vector<std::string_view>& pieces) {
  Framed framed;
  FieldStorage fields;
  RequestFramer framer;
  std::string kept;
  for (std::string_view piece : pieces) {
    std::string bytes = kept + std::string(piece);
    std::span<char> window(bytes);
    kept.clear();
    while (!window.empty()) {
      Request request;
      const RequestFramer::Outcome outcome = framer.Feed(window, fields, request);
      if (outcome == RequestFramer::Outcome::kRefused) {
        framed.refused = framer.refusal_status();
        return framed;
      }
      if (outcome == RequestFramer::Outcome::kNeedMore) {
        kept.assign(window.data(), framer.kept());
        break;
      }
      framed.bodies.emplace_back(request.body);
      window = window.subspan(framer.consumed());
      framer.Reset();
    }
  }
  framed.incomplete = !kept.empty();
  return framed;
}

Framed FeedWhole(std::string_view bytes) { return FeedPieces({bytes}); }

Framed FeedBytes(std::string_view bytes) {
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < bytes.size(); ++i) pieces.push_back(bytes.substr(i, 1));
  return FeedPieces(pieces);
}

void ExpectEverywhere(std::string_view bytes, const Framed& expected) {
  EXPECT_EQ(FeedWhole(bytes), expected) << bytes.substr(0, 200);
  EXPECT_EQ(FeedBytes(bytes), expected) << bytes.substr(0, 200);
  if (bytes.size() > 1000) return;
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    ASSERT_EQ(FeedPieces({bytes.substr(0, i), bytes.substr(i)}), expected) << i << " of " << bytes;
  }
}

Framed Bodies(std::vector<std::string> bodies) { return {.bodies = std::move(bodies)}; }
Framed Refused(int status) { return {.refused = status, .bodies = {}}; }
Framed Incomplete() { return {.incomplete = true, .bodies = {}}; }

TEST(RequestFramer, GoodRequests) {
  ExpectEverywhere("GET / HTTP/1.1\r\n\r\n", Bodies({""}));
  ExpectEverywhere("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", Bodies({"abc"}));
  ExpectEverywhere("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc", Bodies({"abc"}));
  ExpectEverywhere("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n",
                   Bodies({"abc", ""}));
  ExpectEverywhere("POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                   Bodies({"abc"}));
}

TEST(RequestFramer, Chunks) {
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  ExpectEverywhere(head + "0\r\n\r\n", Bodies({""}));
  ExpectEverywhere(head + "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n000\r\nT: 1\r\nU: 2\r\n\r\n",
                   Bodies({"abc0123456789"}));
  ExpectEverywhere(head + "1\r\na\r\n0\r\n\r\n" + head + "1\r\nb\r\n0\r\n\r\n", Bodies({"a", "b"}));
  for (const char* rest :
       {"\r\n", "g\r\n", "-1\r\n", " 1\r\na\r\n", "1 \r\na\r\n", "+1\r\n", "0x1\r\n", "1\na\n0\n\n",
        "1\r\nab", "1\r\na\n", "1\r\na\rX", "1\rX", "1;\n", "0\r\nT\n", "0\r\n\rX", "1;\x01\r\n"}) {
    ExpectEverywhere(head + rest, Refused(400));
  }
  for (const char* rest : {"1000001\r\n", "ffffffffffffffffff\r\n", "FFFFFF\r\n"}) {
    if (std::string_view(rest) == "FFFFFF\r\n") {
      ExpectEverywhere(head + rest, Incomplete());  // 16 MB less one byte: allowed
    } else {
      ExpectEverywhere(head + rest, Refused(413));
    }
  }
}

TEST(RequestFramer, ChunksCannotGoOnForEver) {
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(FeedWhole(head + "1;" + std::string(5000, 'x')), Refused(400));
  EXPECT_EQ(FeedWhole(head + std::string(5000, '0')), Refused(400));
  std::string trailers = "0\r\n";
  for (int i = 0; i < 3000; ++i) trailers += "a:\r\n";
  EXPECT_EQ(FeedWhole(head + trailers), Refused(400));
}

TEST(RequestFramer, SmugglingIsRefused) {
  for (const char* fields : {"Transfer-Encoding: xchunked",
                             "Transfer-Encoding: identity",
                             "Transfer-Encoding: gzip, chunked",
                             "Transfer-Encoding: chunked, chunked",
                             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                             "Transfer-Encoding: chunked\r\nContent-Length: 3",
                             "Content-Length: 3\r\nTransfer-Encoding: chunked",
                             "Content-Length: 3\r\nContent-Length: 4",
                             "Content-Length: 3, 4",
                             "Content-Length: +3",
                             "Content-Length: -3",
                             "Content-Length: 0x3",
                             "Content-Length:",
                             "Content-Length: 18446744073709551616",
                             "Content-Length : 3",
                             "Host: a\r\nHost: b",
                             "A: b\r\n c",
                             "A: b\r\n\tc",
                             ": empty",
                             "A\x01: b",
                             "A: b\x01",
                             "A: \x7F",
                             "A b: c"}) {
    ExpectEverywhere("POST / HTTP/1.1\r\n" + std::string(fields) + "\r\n\r\n", Refused(400));
  }
  ExpectEverywhere("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Refused(400));
}

TEST(RequestFramer, MalformedHeads) {
  for (const char* bytes :
       {"\r\nGET / HTTP/1.1\r\n\r\n", " GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\n\n",
        "GET  / HTTP/1.1\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/0.9\r\n\r\n",
        "GET / HTTP/1.2\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / http/1.1\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n", "G@T / HTTP/1.1\r\n\r\n",
        "GET /a b HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nA: b\rX\r\n\r\n",
        "GET / HTTP/1.1\r\nA\r\n\r\n"}) {
    ExpectEverywhere(bytes, Refused(400));
  }
  EXPECT_EQ(FeedWhole("\x16\x03\x01\x02"), Refused(400));  // TLS
  EXPECT_EQ(FeedWhole(std::string_view("GET /\0 HTTP", 11)), Refused(400));
}

TEST(RequestFramer, HeadLimits) {
  const std::string line = "GET / HTTP/1.1\r\n";
  ExpectEverywhere(line + "A: " + std::string(16'000, 'x') + "\r\n\r\n", Bodies({""}));
  ExpectEverywhere(line + "A: " + std::string(17'000, 'x') + "\r\n\r\n", Refused(400));
  ExpectEverywhere("GET /" + std::string(17'000, 'x') + " HTTP/1.1\r\n\r\n", Refused(400));
  EXPECT_EQ(FeedWhole(line + "A: " + std::string(17'000, 'x')), Refused(400));
  std::string fields;
  for (int i = 0; i < 100; ++i) fields += "A: b\r\n";
  ExpectEverywhere(line + fields + "\r\n", Bodies({""}));
  ExpectEverywhere(line + fields + "A: b\r\n\r\n", Refused(400));
}

TEST(RequestFramer, BodyLimit) {
  EXPECT_EQ(FeedWhole("POST / HTTP/1.1\r\nContent-Length: 16777216\r\n\r\n"), Incomplete());
  EXPECT_EQ(FeedWhole("POST / HTTP/1.1\r\nContent-Length: 16777217\r\n\r\n"), Refused(413));
}

TEST(RequestFramer, EveryProperPrefixNeedsMore) {
  const std::string request =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;e\r\nab\r\n0\r\nT: "
      "x\r\n\r\n";
  for (std::size_t size = 1; size < request.size(); ++size) {
    ASSERT_EQ(FeedWhole(std::string_view(request).substr(0, size)), Incomplete()) << size;
    ASSERT_EQ(FeedBytes(std::string_view(request).substr(0, size)), Incomplete()) << size;
  }
}

TEST(RequestFramer, ViewsAreOfTheBytesOfTheLastCall) {
  std::string first = "POST /t?q HTTP/1.1\r\nX-Amz-Target: T.Op\r\nContent-Length: 4\r\n\r\nab";
  FieldStorage fields;
  Request request;
  RequestFramer framer;
  ASSERT_EQ(framer.Feed(first, fields, request), RequestFramer::Outcome::kNeedMore);
  EXPECT_EQ(framer.size_expected(), first.size() + 2);
  std::string second = first + "cd";
  first.assign(first.size(), '#');
  ASSERT_EQ(framer.Feed(second, fields, request), RequestFramer::Outcome::kReady);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/t?q");
  EXPECT_EQ(request.Find("x-amz-TARGET"), "T.Op");
  EXPECT_TRUE(request.Has("content-length"));
  EXPECT_FALSE(request.Has("content"));
  EXPECT_EQ(request.body, "abcd");
  EXPECT_TRUE(request.keep_alive);
}

TEST(RequestFramer, ContinueIsDueOnceAndOnlyBeforeTheBody) {
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n";
  std::string bytes = head;
  FieldStorage fields;
  Request request;
  RequestFramer framer;
  ASSERT_EQ(framer.Feed(bytes, fields, request), RequestFramer::Outcome::kNeedMore);
  EXPECT_TRUE(framer.TakeContinue());
  EXPECT_FALSE(framer.TakeContinue());
  framer.Reset();
  bytes += "x";
  ASSERT_EQ(framer.Feed(bytes, fields, request), RequestFramer::Outcome::kReady);
  EXPECT_FALSE(framer.TakeContinue());
}

}  // namespace
}  // namespace pixii::http
