// The server's log: one line a message to stderr, as text or as JSON. spdlog stands behind it, in
// log.cc alone.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <string_view>

namespace pixii {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError, kOff };
enum class LogFormat : std::uint8_t { kText, kJson };

// Called once, at the start. Until then warnings and errors are logged, as text.
void ConfigureLog(LogLevel level, LogFormat format);

// True if a message of this level would be written: ask before work that only the log needs.
// Thread-safe.
bool LogEnabled(LogLevel level);

// Writes one line, if the level is enabled. Thread-safe. As text, line breaks within `message` are
// written as they are; as JSON they are escaped.
void LogLine(LogLevel level, std::string_view message);

template <class... Args>
void Log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
  if (LogEnabled(level)) LogLine(level, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace pixii
