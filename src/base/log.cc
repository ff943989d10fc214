#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <string>

namespace pixii {
namespace {

std::atomic<LogLevel> log_level{LogLevel::kWarn};
std::atomic<LogFormat> log_format{LogFormat::kText};

spdlog::logger& Logger() {
  static spdlog::logger logger("pixii", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  [[maybe_unused]] static const bool configured = [] {
    logger.set_level(spdlog::level::trace);
    logger.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    return true;
  }();
  return logger;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kOff:
      break;
  }
  return spdlog::level::off;
}

std::string JsonEscaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace

void ConfigureLog(LogLevel level, LogFormat format) {
  log_level = level;
  log_format = format;
  if (format == LogFormat::kJson) {
    Logger().set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":"%v"})",
                         spdlog::pattern_time_type::utc);
  }
}

bool LogEnabled(LogLevel level) { return level >= log_level.load(std::memory_order_relaxed); }

void LogLine(LogLevel level, std::string_view message) {
  if (!LogEnabled(level)) return;
  if (log_format == LogFormat::kJson) {
    Logger().log(ToSpdlog(level), spdlog::string_view_t(JsonEscaped(message)));
  } else {
    Logger().log(ToSpdlog(level), spdlog::string_view_t(message.data(), message.size()));
  }
}

}  // namespace pixii
