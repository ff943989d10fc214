// The server over real loopback sockets, with a toy handler.
#include "http/server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/compression.h"
#include "http/testing/client.h"

namespace pixii::http {
namespace {

using testing::Client;
using testing::ClientAnswer;

constexpr std::size_t kHugeBytes = 64 * 1024 * 1024;

// The target says what it does; it answers with the body, or with the target where the body is
// empty.
class ToyHandler final : public Handler {
 public:
  struct ToyContext final : Context {
    explicit ToyContext(std::atomic<int>& count) : release_count(count) {}
    bool HoldsLargeBuffers() const override { return grown; }
    void ReleaseLargeBuffers() override {
      grown = false;
      ++release_count;
    }
    int blocked = 0;
    bool grown = false;
    std::atomic<int>& release_count;
  };

  std::unique_ptr<Context> NewContext() override {
    return std::make_unique<ToyContext>(release_count);
  }
  std::atomic<int> release_count = 0;  // of all contexts

  Disposition Handle(const Request& request, Answer& answer, RequestSlot& slot,
                     bool may_block) override {
    auto& context = static_cast<ToyContext&>(slot.context());
    if (request.target.starts_with("/block") || request.target == "/pool-durable") {
      if (!may_block) {
        context.blocked = 1;
        return Disposition::kBlocked;
      }
      // Context and request came along.
      answer.out() += context.blocked == 1 && request.Find("host") == "h" ? "pool:" : "lost:";
    }
    if (request.target == "/stall") {
      if (!may_block) return Disposition::kStalled;
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stall_over_; });
    }
    if (request.target == "/large") answer.out().append(8 * 1024 * 1024, 'x');
    if (request.target == "/huge") answer.out().append(kHugeBytes, 'x');
    if (request.body == "grow") context.grown = true;
    if (request.encoding == BodyEncoding::kBroken) answer.out() += "broken";
    if (request.encoding == BodyEncoding::kUnknown) answer.out() += "unknown";
    answer.out() += request.body.empty() ? request.target : request.body;
    answer.Finish({.status = 200,
                   .content_type = "text/plain",
                   .extra_fields = {},
                   .accept_encoding = request.Find("accept-encoding")});
    if (request.target == "/durable-at-once") {
      slot.Complete();
      return Disposition::kDurable;
    }
    if (request.target == "/durable" || request.target == "/pool-durable") {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(&slot);
      changed_.notify_all();
      return Disposition::kDurable;
    }
    return Disposition::kDone;
  }

  void EndStall() {
    const std::lock_guard lock(mutex_);
    stall_over_ = true;
    changed_.notify_all();
  }
  // Waits until that many requests wait for their durability.
  void AwaitWaiting(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.size() >= count; });
  }
  void CompleteAll() {
    std::vector<RequestSlot*> slots;
    {
      const std::lock_guard lock(mutex_);
      slots.swap(waiting_);
    }
    for (RequestSlot* slot : slots) slot->Complete();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<RequestSlot*> waiting_;
  bool stall_over_ = false;
};

// Until its End the process can open no file.
class NoFiles {
 public:
  NoFiles() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit low = before_;
    low.rlim_cur = kFilesMax;
    ::setrlimit(RLIMIT_NOFILE, &low);
    for (int fd; (fd = ::dup(STDERR_FILENO)) >= 0;) taken_.push_back(fd);
  }
  ~NoFiles() { End(); }
  void End() {
    for (const int fd : std::exchange(taken_, {})) ::close(fd);
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }

 private:
  static constexpr rlim_t kFilesMax = 256;
  rlimit before_{};
  std::vector<int> taken_;
};

class ServerTest : public ::testing::Test {
 protected:
  void StartServer(ServerOptions options = {}) {
    options.threads = options.threads == 0 ? 1 : options.threads;
    options.pool_threads = 2;
    server_ = std::make_unique<Server>(options, handler_);
    const Status status = server_->Start();
    ASSERT_TRUE(status.has_value()) << status.error().message;
  }
  std::uint16_t port() const { return server_->port(); }

  static std::string Post(std::string_view target, std::string_view body,
                          std::string_view fields = {}) {
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n" + std::string(fields) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  }

  ToyHandler handler_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersWithItsFields) {
  ManualClock clock(1'795'277'820'000);
  StartServer({.clock = &clock});
  Client client(port());
  client.Send(Post("/", "hello"));
  const ClientAnswer answer = client.Receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.fields.at("server"), "Server");
  EXPECT_EQ(answer.fields.at("date"), "Sat, 21 Nov 2026 16:17:00 GMT");
  EXPECT_EQ(answer.fields.at("content-type"), "text/plain");
  EXPECT_EQ(answer.fields.at("x-amz-crc32"), std::to_string(Crc32("hello")));
  EXPECT_EQ(answer.fields.at("x-amzn-requestid").size(), 52U);
  EXPECT_EQ(answer.fields.at("x-amzn-requestid")
                .find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
            std::string::npos);
  EXPECT_FALSE(answer.fields.contains("connection"));
}

TEST_F(ServerTest, ListensOnBothFamilies) {
  StartServer();
  for (const std::string& address : server_->addresses()) {
    Client client(port(), address);
    client.Send(Post("/", address));
    EXPECT_EQ(client.Receive().body, address);
  }
}

// Both listeners are out of file descriptors: each tries again after a pause of its own.
// Left out with UBSan, which looks at pointers through a pipe and needs descriptors itself.
#ifndef __SANITIZE_ADDRESS__
TEST_F(ServerTest, WithoutFileDescriptorsItDoesNotSpin) {
  StartServer();
  if (server_->addresses().size() < 2) GTEST_SKIP() << "no IPv6";
  ::testing::internal::CaptureStderr();
  std::vector<std::unique_ptr<Client>> clients;
  for (const std::string& address : server_->addresses()) {
    clients.push_back(std::make_unique<Client>(address));
  }
  NoFiles no_files;
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i]->Connect(port());
    clients[i]->Send(Post("/", server_->addresses()[i]));
  }
  EXPECT_EQ(clients.front()->ReadSome(350), "");
  no_files.End();
  const std::string log = ::testing::internal::GetCapturedStderr();
  const auto tenths = (std::chrono::steady_clock::now() - begin) / std::chrono::milliseconds(100);
  const auto attempts = std::count(log.begin(), log.end(), '\n');
  EXPECT_GE(attempts, 2);
  EXPECT_LE(attempts, 2 * (tenths + 1));
  for (std::size_t i = 0; i < clients.size(); ++i) {
    EXPECT_EQ(clients[i]->Receive().body, server_->addresses()[i]);
  }
}
#endif

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  StartServer();
  Client client(port());
  std::string requests;
  for (int i = 0; i < 300; ++i) {
    const std::string target = i % 7 == 3 ? "/block" : i % 7 == 5 ? "/durable-at-once" : "/";
    requests += Post(target, std::to_string(i));
  }
  client.Send(requests);
  for (int i = 0; i < 300; ++i) {
    const std::string expected = (i % 7 == 3 ? "pool:" : "") + std::to_string(i);
    ASSERT_EQ(client.Receive().body, expected);
  }
}

TEST_F(ServerTest, ByteByByte) {
  StartServer();
  Client client(port());
  const std::string requests = Post("/a", "first") +
                               "POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                               "chunked\r\n\r\n3\r\nsec\r\n3;x=y\r\nond\r\n0\r\nT: x\r\n\r\n" +
                               Post("/block", "third");
  for (char byte : requests) ASSERT_TRUE(client.Send({&byte, 1}));
  EXPECT_EQ(client.Receive().body, "first");
  EXPECT_EQ(client.Receive().body, "second");
  EXPECT_EQ(client.Receive().body, "pool:third");
}

TEST_F(ServerTest, DurableAnswersWaitForTheirCompletion) {
  StartServer();
  Client client(port());
  client.Send(Post("/durable", "d") + Post("/", "next"));
  handler_.AwaitWaiting(1);
  EXPECT_EQ(client.ReadSome(20), "");
  // Others go on meanwhile.
  Client other(port());
  other.Send(Post("/", "other"));
  EXPECT_EQ(other.Receive().body, "other");
  handler_.CompleteAll();
  EXPECT_EQ(client.Receive().body, "d");
  EXPECT_EQ(client.Receive().body, "next");
}

TEST_F(ServerTest, ManyCompletionsAtOnce) {
  StartServer({.threads = 2});
  std::vector<std::unique_ptr<Client>> clients;
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = 0; i < 50; ++i) {
      if (clients.size() <= i) clients.push_back(std::make_unique<Client>(port()));
      clients[i]->Send(Post(i % 2 == 0 ? "/durable" : "/pool-durable", std::to_string(i)));
    }
    handler_.AwaitWaiting(50);
    handler_.CompleteAll();
    for (std::size_t i = 0; i < 50; ++i) {
      ASSERT_EQ(clients[i]->Receive().body, (i % 2 == 0 ? "" : "pool:") + std::to_string(i));
    }
  }
}

TEST_F(ServerTest, LargeBodiesBothWays) {
  StartServer();
  Client client(port());
  const std::string large(3 * 1024 * 1024, 'b');
  std::thread sender(
      [&] { client.Send(Post("/", large) + Post("/block", large) + Post("/large", "")); });
  EXPECT_EQ(client.Receive().body, large);
  EXPECT_EQ(client.Receive().body, "pool:" + large);
  EXPECT_EQ(client.Receive().body.size(), 8 * 1024 * 1024 + 6U);
  sender.join();
}

// Small requests and small answers: only the context knows.
TEST_F(ServerTest, AContextThatGrewIsTrimmed) {
  StartServer();
  Client client(port());
  int released = 0;
  for (const std::string target : {"/", "/block", "/durable-at-once", "/pool-durable"}) {
    for (const bool grows : {true, false}) {
      client.Send(Post(target, grows ? "grow" : "x"));
      if (target == "/pool-durable") {
        handler_.AwaitWaiting(1);
        handler_.CompleteAll();
      }
      EXPECT_EQ(client.Receive().status, 200);
      released += grows ? 1 : 0;
      // It is trimmed before the next request.
      client.Send(Post("/", "x"));
      EXPECT_EQ(client.Receive().status, 200);
      EXPECT_EQ(handler_.release_count, released) << target;
    }
  }
}

TEST_F(ServerTest, ExpectContinue) {
  StartServer();
  Client client(port());
  client.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.ReadSome(10'000), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("ok");
  EXPECT_EQ(client.Receive().body, "ok");
}

TEST_F(ServerTest, TooLargeIsRefusedBeforeItIsSent) {
  StartServer();
  for (const char* fields : {"Content-Length: 16777217\r\n",
                             "Expect: 100-continue\r\nContent-Length: 99999999999\r\n"}) {
    Client client(port());
    client.Send("POST / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n");
    const ClientAnswer answer = client.Receive();
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.fields.at("connection"), "close");
  }
}

TEST_F(ServerTest, ARefusalReachesAClientThatStillSends) {
  StartServer();
  Client client(port());
  client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 17000000\r\n\r\n");
  const std::string body(17'000'000, 'x');
  EXPECT_TRUE(client.Send(body));
  EXPECT_EQ(client.Receive().status, 413);
}

TEST_F(ServerTest, CompressedBodies) {
  StartServer();
  Client client(port());
  std::string packed;
  Deflate(Coding::kGzip, "one", packed);
  Deflate(Coding::kGzip, "two", packed);
  client.Send(Post("/", packed, "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(client.Receive().body, "onetwo");
  client.Send(Post("/", "rubbish", "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(client.Receive().body, "broken/");
  client.Send(Post("/", "x", "Content-Encoding: br\r\n"));
  EXPECT_EQ(client.Receive().body, "unknown/");

  const std::string long_body(5000, 'y');
  client.Send(Post("/", long_body, "Accept-Encoding: gzip\r\n"));
  const ClientAnswer answer = client.Receive();
  EXPECT_EQ(answer.fields.at("content-encoding"), "gzip");
  EXPECT_EQ(answer.fields.at("x-amz-crc32"), std::to_string(Crc32(answer.body)));
  std::string plain;
  const Inflated inflated = Inflate(Coding::kGzip, answer.body, 10'000, plain);
  EXPECT_EQ(plain.substr(0, inflated.size), long_body);
}

TEST_F(ServerTest, ABombIsRefused) {
  StartServer();
  std::string packed;
  Deflate(Coding::kGzip, std::string(kRequestBodySizeBytesMax + 1, ' '), packed);
  Client client(port());
  client.Send(Post("/", packed, "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(client.Receive().status, 413);
}

TEST_F(ServerTest, ConnectionFieldIsHonoured) {
  StartServer();
  Client closing(port());
  closing.Send(Post("/", "x", "Connection: close\r\n"));
  EXPECT_EQ(closing.Receive().fields.at("connection"), "close");
  EXPECT_TRUE(closing.IsClosed());

  Client old(port());
  old.Send("POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(old.Receive().status, 200);
  EXPECT_TRUE(old.IsClosed());

  Client old_kept(port());
  for (int i = 0; i < 2; ++i) {
    old_kept.Send("POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx");
    EXPECT_EQ(old_kept.Receive().fields.at("connection"), "keep-alive");
  }
}

TEST_F(ServerTest, HeadSendsNoBody) {
  StartServer();
  Client client(port());
  client.Send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n" + Post("/", "next"));
  EXPECT_EQ(client.Receive(/*head_only=*/true).fields.at("content-length"), "2");
  EXPECT_EQ(client.Receive().body, "next");
}

TEST_F(ServerTest, HalfARequestIsClosedAnIdleConnectionIsKept) {
  StartServer({.half_request_ms_max = 50});
  Client idle(port());
  Client used(port());
  used.Send(Post("/", "x"));
  EXPECT_EQ(used.Receive().body, "x");
  Client half(port());
  half.Send("POST / HT");
  Client half_body(port());
  half_body.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_TRUE(half.IsClosed());
  EXPECT_TRUE(half_body.IsClosed());
  idle.Send(Post("/", "still here"));
  EXPECT_EQ(idle.Receive().body, "still here");
  used.Send(Post("/", "me too"));
  EXPECT_EQ(used.Receive().body, "me too");
}

TEST_F(ServerTest, AClientThatDoesNotReadIsClosed) {
  StartServer({.half_request_ms_max = 300, .stalled_answer_ms_max = 50});
  // The kernel takes in a part of the answer only.
  Client client(port(), "127.0.0.1", 16 * 1024);
  client.Send(Post("/huge", ""));
  // Nothing is read until a connection that came later was closed for a longer patience. Both
  // deadlines are those of one thread, so that no pause of the machine changes their order.
  Client half(port());
  half.Send("P");
  EXPECT_TRUE(half.IsClosed());
  std::string received;
  for (std::string more; !(more = client.ReadSome(10'000)).empty();) received += more;
  EXPECT_GT(received.size(), 0U);
  EXPECT_LT(received.size(), kHugeBytes);
}

TEST_F(ServerTest, TooManyConnectionsAreTold) {
  StartServer({.connections_max = 2});
  Client first(port());
  first.Send(Post("/", "1"));
  EXPECT_EQ(first.Receive().status, 200);
  auto second = std::make_unique<Client>(port());
  second->Send(Post("/", "2"));
  EXPECT_EQ(second->Receive().status, 200);
  {
    Client third(port());
    third.Send(Post("/", "3"));
    EXPECT_EQ(third.Receive().status, 503);
    EXPECT_TRUE(third.IsClosed());
  }
  first.Send(Post("/", "1"));
  EXPECT_EQ(first.Receive().status, 200);
}

TEST_F(ServerTest, UnfinishedRequestsHaveABudget) {
  StartServer({.unfinished_bytes_max = 1'000'000});
  Client first(port());
  first.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n");
  // It has its buffer once it was asked to go on, which a second one must not have.
  Client waits(port());
  waits.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 50000\r\n\r\n");
  EXPECT_EQ(waits.ReadSome(10'000), "HTTP/1.1 100 Continue\r\n\r\n");
  Client second(port());
  second.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n");
  EXPECT_EQ(second.Receive().status, 503);
  first.Send(std::string(900'000, 'x'));
  EXPECT_EQ(first.Receive().body.size(), 900'000U);
  Client third(port());
  third.Send(Post("/", std::string(800'000, 'y')));
  EXPECT_EQ(third.Receive().status, 200);
}

std::string ReadAll(Client& client) {
  std::string received;
  for (std::string more; !(more = client.ReadSome(10'000)).empty();) received += more;
  return received;
}

TEST_F(ServerTest, AnswersThatNobodyTakesHaveABudget) {
  StartServer({.unfinished_bytes_max = 60'000'000});
  // Each holds 8 MB and a bit, in a buffer of twice that. Between two of them a small request is
  // answered, so that the server has come so far.
  Client neighbour(port());
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<Client>(port()));
    clients.back()->Send("POST /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    neighbour.Send(Post("/", "n"));
    EXPECT_EQ(neighbour.Receive().body, "n");
  }
  constexpr std::size_t kWhole = 8 * 1024 * 1024;
  EXPECT_LT(ReadAll(*clients[0]).size(), kWhole) << "it took nothing for longest";
  for (int i = 1; i < 4; ++i) EXPECT_GT(ReadAll(*clients[i]).size(), kWhole);
  Client later(port());
  later.Send(Post("/large", ""));
  EXPECT_GT(later.Receive().body.size(), kWhole);
}

TEST_F(ServerTest, StalledRequestsLeaveThreadsOfThePoolToOthers) {
  StartServer();
  std::vector<std::unique_ptr<Client>> stalled;
  for (int i = 0; i < 5; ++i) {
    stalled.push_back(std::make_unique<Client>(port()));
    stalled.back()->Send(Post("/stall", "s"));
  }
  Client other(port());
  for (int i = 0; i < 5; ++i) {
    other.Send(Post("/block", "b"));
    EXPECT_EQ(other.Receive().body, "pool:b");
  }
  handler_.EndStall();
  for (auto& client : stalled) EXPECT_EQ(client->Receive().body, "s");
}

TEST_F(ServerTest, AMalformedRequestGets400AndTheEnd) {
  StartServer();
  Client client(port());
  client.Send(Post("/", "fine") + "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n" +
              Post("/", "smuggled"));
  EXPECT_EQ(client.Receive().body, "fine");
  EXPECT_EQ(client.Receive().status, 400);
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(ServerTest, StopLetsRequestsAtWorkFinish) {
  StartServer();
  Client client(port());
  client.Send(Post("/durable", "d"));
  Client idle(port());
  idle.Send(Post("/", "x"));
  EXPECT_EQ(idle.Receive().status, 200);
  handler_.AwaitWaiting(1);
  std::thread stopper([&] { server_->Stop(10'000); });
  EXPECT_TRUE(idle.IsClosed());
  handler_.CompleteAll();
  EXPECT_EQ(client.Receive().body, "d");
  EXPECT_TRUE(client.IsClosed());
  stopper.join();
}

TEST_F(ServerTest, StopEndsWithItsGraceAndTheServerWithTheLastCompletion) {
  StartServer();
  Client client(port());
  client.Send(Post("/durable", "d"));
  handler_.AwaitWaiting(1);
  server_->Stop(1);
  EXPECT_EQ(client.ReadSome(0), "");
  std::thread destroyer([&] { server_.reset(); });
  handler_.CompleteAll();  // too late for an answer
  destroyer.join();
  EXPECT_EQ(client.Receive().status, 0);
}

TEST_F(ServerTest, APortInUseNamesItsHolder) {
  StartServer();
  Server second({.port = port(), .threads = 1}, handler_);
  const Status status = second.Start();
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().message.find("is in use by process " + std::to_string(::getpid())),
            std::string::npos)
      << status.error().message;
}

TEST_F(ServerTest, AnAddressThatIsNoneIsRefused) {
  Server server({.listen = "localhost"}, handler_);
  const Status status = server.Start();
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().message.find("not a numeric address"), std::string::npos);
}

}  // namespace
}  // namespace pixii::http
