#include "cli/banner.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/version.h"
#include "codec/json_writer.h"
#include "engine/rocksdb/data_directory.h"
#include "frontend/frontend.h"

namespace pixii::cli {
namespace {

bool IsLoopback(const std::string& listen) {
  return listen.empty() || listen.starts_with("127.") || listen == "::1";
}

std::string Host(const ServeFlags& flags) {
  if (IsLoopback(flags.listen) || flags.listen == "0.0.0.0" || flags.listen == "::")
    return "localhost";
  return flags.listen.find(':') == std::string::npos ? flags.listen : "[" + flags.listen + "]";
}

std::string JsonBanner(const ServeFlags& flags, const BannerFacts& facts, const std::string& url) {
  std::string line;
  codec::JsonObjectWriter object(line);
  object.Text("message", "ready");
  object.Text("version", kVersion);
  object.Text("endpoint", url);
  codec::AppendJsonArray(
      facts.addresses,
      [](const std::string& address, std::string& out) { codec::AppendJsonString(address, out); },
      object.Name("addresses"));
  object.Integer("port", facts.port);
  object.Text("data", flags.in_memory ? "memory" : flags.data_dir);
  object.Integer("ready_ms", facts.ready_ms);
  object.End();
  return line + "\n";
}

}  // namespace

std::string Banner(const ServeFlags& flags, const BannerFacts& facts) {
  const std::string url = fmt::format("http://{}:{}", Host(flags), facts.port);
  if (flags.log_format == LogFormat::kJson) return JsonBanner(flags, facts, url);
  const std::string keys = flags.region.empty()
                               ? "any key, any region, one name space"
                               : "any key, region " + flags.region + ", one name space";
  const std::string data =
      flags.in_memory ? fmt::format("{:<24} all data ends with this process", "in memory")
                      : fmt::format("{:<24} durable: a 200 means synced            (format {})",
                                    flags.data_dir, engine::kDataFormat);
  return fmt::format(
      "Pixii {}, a DynamoDB-compatible database\n"
      "  {:<24} {}    ({})\n"
      "  {}\n"
      "  export AWS_ENDPOINT_URL_DYNAMODB={} AWS_ENDPOINT_URL_DYNAMODB_STREAMS={}\n"
      "  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION={}\n"
      "ready in {} ms\n",
      kVersion, url, keys, fmt::join(facts.addresses, " and "), data, url, url,
      flags.region.empty() ? frontend::kDefaultRegion : flags.region, facts.ready_ms);
}

std::string ExposureWarning(const ServeFlags& flags) {
  if (IsLoopback(flags.listen)) return {};
  return "listening on " + flags.listen +
         ": anyone who reaches the port can read and delete everything";
}

}  // namespace pixii::cli
