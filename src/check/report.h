// Report: what a check has found so far.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

#include "catalog/table.h"
#include "check/check.h"
#include "value/item.h"

namespace pixii::check {

// One thread.
class Report {
 public:
  // `show` outlives it.
  explicit Report(const ShowError& show) : show_(show) {}

  // One error, in a sentence. All are counted, the first kCheckErrorsShownMax are shown.
  template <class... Args>
  void Error(fmt::format_string<Args...> format, Args&&... args) {
    Add(fmt::format(format, std::forward<Args>(args)...));
  }

  // For the check to count in. The errors are counted here.
  Summary& summary() { return summary_; }

 private:
  void Add(std::string_view sentence);

  const ShowError& show_;
  Summary summary_;
};

// A key of the store in hexadecimal digits. This and the next are cut after kCheckKeyShownBytesMax
// bytes, between two characters, and `...` stands for the rest.
std::string Hex(std::string_view key);

// The key attributes of a table's item, as JSON.
std::string KeyText(const catalog::Table& table, value::ItemView item);

}  // namespace pixii::check
