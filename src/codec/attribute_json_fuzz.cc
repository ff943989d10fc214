// JSON that becomes an item makes one that is valid, and that prints as JSON which becomes an equal
// item.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "codec/attribute_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixii;
  static codec::JsonDocument document;
  static value::ItemBuilder item;
  static value::ItemBuilder again;
  static codec::ValueErrors errors;
  if (!document.Parse({reinterpret_cast<const char*>(data), size})) return 0;
  item.Clear();
  errors.Clear();
  if (!codec::EncodeItem(document.root(), item, errors)) return 0;
  if (!errors.empty()) {
    for (const auto dialect :
         {codec::Dialect::kBare, codec::Dialect::kEnveloped, codec::Dialect::kOlder}) {
      CHECK(!codec::Describe(errors, dialect).empty());
    }
    return 0;
  }
  const auto first = item.Finish();
  if (!first) return 0;
  CHECK(value::ValidateItem(first->bytes()));
  std::string text;
  codec::AppendItemJson(*first, text);
  CHECK(document.Parse(text));
  again.Clear();
  CHECK(codec::EncodeItem(document.root(), again, errors) && errors.empty());
  const auto second = again.Finish();
  CHECK(second && second->bytes() == first->bytes());
  return 0;
}
