#include "http/answer.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "http/compression.h"

namespace pixii::http {
namespace {

const std::string kId(kRequestIdSize, 'A');

AnswerStart Start() { return {.date = "Sat, 21 Nov 2026 16:17:00 GMT", .request_id = kId}; }

TEST(Answer, WholeText) {
  Answer answer;
  answer.Begin(Start());
  answer.out() += "{}";
  EXPECT_EQ(answer.body(), "{}");
  answer.Finish({.status = 400, .content_type = "application/x-amz-json-1.0"});
  EXPECT_EQ(answer.bytes(),
            "HTTP/1.1 400 Bad Request\r\nServer: Server\r\nDate: Sat, 21 Nov 2026 16:17:00 GMT\r\n"
            "Content-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\nx-amzn-RequestId: " +
                kId + "\r\nx-amz-crc32: 2745614147\r\n\r\n{}");
}

TEST(Answer, ClearForgetsAHalfWrittenBody) {
  Answer answer;
  answer.Begin(Start());
  answer.out() += "half";
  answer.Clear();
  answer.out() += "other";
  answer.Finish({.status = 200});
  answer.Clear();
  answer.out() += "third";
  answer.Finish({.status = 200});
  EXPECT_TRUE(answer.bytes().ends_with("\r\n\r\nthird"));
  EXPECT_EQ(answer.bytes().find("Content-Type"), std::string_view::npos);
}

TEST(Answer, AHeadLongerThanItsRoomMovesTheBody) {
  for (std::size_t size : {10UL, 100UL, 320UL, 1000UL, 20'000UL}) {
    Answer answer;
    answer.Begin(Start());
    answer.out() += "body";
    const std::string field = "X: " + std::string(size, 'x') + "\r\n";
    answer.Finish({.status = 200, .extra_fields = field});
    EXPECT_TRUE(answer.bytes().starts_with("HTTP/1.1 200 OK\r\n")) << size;
    EXPECT_TRUE(answer.bytes().ends_with("\r\n" + field + "\r\nbody")) << size;
    // The next one is not moved.
    answer.Begin(Start());
    answer.out() += "next";
    answer.Finish({.status = 200});
    EXPECT_TRUE(answer.bytes().ends_with("\r\n\r\nnext"));
  }
}

TEST(Answer, CompressesOnlyWhatIsLongEnoughAndAllowed) {
  struct Case {
    std::size_t size;
    const char* accepts;
    const char* coding;
  };
  for (const Case& c : {Case{kCompressionThresholdBytes, "gzip", ""},
                        Case{kCompressionThresholdBytes + 1, "gzip", "gzip"},
                        Case{kCompressionThresholdBytes + 1, "deflate", "deflate"},
                        Case{kCompressionThresholdBytes + 1, "br", ""},
                        Case{kCompressionThresholdBytes + 1, "", ""}}) {
    Answer answer;
    answer.Begin(Start());
    answer.out().append(c.size, 'x');
    answer.Finish({.status = 200, .accept_encoding = c.accepts});
    const std::string field = "Content-Encoding: " + std::string(c.coding) + "\r\n";
    EXPECT_EQ(answer.bytes().find(field) != std::string_view::npos, *c.coding != '\0')
        << c.size << c.accepts;
    const std::string crc = "x-amz-crc32: " + std::to_string(Crc32(answer.body())) + "\r\n";
    EXPECT_NE(answer.bytes().find(crc), std::string_view::npos);
  }
}

TEST(Answer, ConnectionFields) {
  Answer answer;
  AnswerStart start = Start();
  start.keep_alive = false;
  answer.Begin(start);
  answer.Finish({.status = 200});
  EXPECT_NE(answer.bytes().find("\r\nConnection: close\r\n"), std::string_view::npos);
  start.keep_alive = true;
  start.http_1_0 = true;
  answer.Begin(start);
  answer.Finish({.status = 200});
  EXPECT_TRUE(answer.bytes().starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_NE(answer.bytes().find("\r\nConnection: keep-alive\r\n"), std::string_view::npos);
}

TEST(Answer, HeadOnlyTellsTheLength) {
  Answer answer;
  AnswerStart start = Start();
  start.head_only = true;
  answer.Begin(start);
  answer.out() += "12345";
  answer.Finish({.status = 200});
  EXPECT_NE(answer.bytes().find("\r\nContent-Length: 5\r\n"), std::string_view::npos);
  EXPECT_TRUE(answer.bytes().ends_with("\r\n\r\n"));
}

TEST(Answer, LargeBuffersAreGivenBack) {
  Answer answer;
  answer.Begin(Start());
  answer.out().append(kRetainedBufferBytesMax + 1, 'x');
  answer.Finish({.status = 200, .accept_encoding = "gzip"});
  EXPECT_TRUE(answer.HoldsLargeBuffers());  // the plain form, although the answer is short
  answer.ReleaseLargeBuffers();
  EXPECT_FALSE(answer.HoldsLargeBuffers());
}

}  // namespace
}  // namespace pixii::http
