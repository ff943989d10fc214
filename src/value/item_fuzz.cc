// Bytes that ValidateItem accepts can be read to the end, searched and copied, and the copy is the
// same.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "value/item.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixii::value;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (ValidateValue(bytes)) {
    SizeBytes(ValueView(bytes));
    DepthOf(ValueView(bytes));
  }
  if (!ValidateItem(bytes)) return 0;
  const ItemView item(bytes);
  ItemBuilder builder;
  for (const MapEntry& attribute : item.attributes()) {
    CHECK(Equals(item.Find(attribute.name), attribute.value));
    builder.Add(attribute.name, attribute.value);
  }
  const auto copy = builder.Finish();
  CHECK(copy && copy->bytes() == bytes && copy->SizeBytes() == item.SizeBytes());
  return 0;
}
