// The value of the field Date, made anew once a second. Not thread-safe: one for each thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace pixii::http {

class DateCache {
 public:
  // "Sat, 21 Nov 2026 16:17:00 GMT". `now_ms` counts from 1970. The view is valid until the next
  // call.
  std::string_view At(std::int64_t now_ms);

 private:
  std::int64_t second_ = -1;
  char text_[32];
  std::size_t size_ = 0;
};

}  // namespace pixii::http
