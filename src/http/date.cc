#include "http/date.h"

#include <fmt/format.h>

#include <ctime>

namespace pixii::http {

std::string_view DateCache::At(std::int64_t now_ms) {
  const std::int64_t second = now_ms / 1000;
  if (second != second_) {
    // Not strftime: its names follow the locale.
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t time = second;
    std::tm utc{};
    ::gmtime_r(&time, &utc);
    const auto end = fmt::format_to_n(
        text_, sizeof text_, "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[utc.tm_wday],
        utc.tm_mday, kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    size_ = static_cast<std::size_t>(end.out - text_);
    second_ = second;
  }
  return {text_, size_};
}

}  // namespace pixii::http
