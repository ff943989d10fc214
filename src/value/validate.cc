// Checks bytes from outside against the form of values and items, without trusting any length in
// them.
#include <algorithm>
#include <vector>

#include "base/limits.h"
#include "value/item.h"
#include "value/layout.h"
#include "value/number.h"

namespace pixii::value {

namespace {

class Checker {
 public:
  explicit Checker(std::string_view bytes) : rest_(bytes) {}

  bool done() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

  bool TakeByte(std::uint8_t& byte) {
    if (rest_.empty()) return false;
    byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return true;
  }

  bool TakeU32(std::uint32_t& value) {
    if (rest_.size() < 4) return false;
    value = layout::ReadU32(rest_.data());
    rest_.remove_prefix(4);
    return true;
  }

  bool TakeBytes(std::size_t size, std::string_view& bytes) {
    if (rest_.size() < size) return false;
    bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  // A length in its shortest form, and so many bytes.
  bool TakeSized(std::string_view& bytes) {
    std::uint64_t size = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      std::uint8_t byte;
      if (!TakeByte(byte)) return false;
      size |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) {
        const bool shortest = byte != 0 || shift == 0;
        return shortest && TakeBytes(size, bytes);
      }
    }
    return false;
  }

  bool TakeNumber(std::string_view& number) {
    std::uint8_t size;
    return TakeByte(size) && TakeBytes(size, number) && size != 0 && NumberLength(number) == size;
  }

  bool TakeValue(int levels_left) {
    std::uint8_t tag;
    if (levels_left == 0 || !TakeByte(tag)) return false;
    if (tag == kTagTrue) return true;
    std::string_view bytes;
    switch (static_cast<Type>(tag)) {
      case Type::kString:
      case Type::kBinary:
        return TakeSized(bytes);
      case Type::kNumber:
        return TakeNumber(bytes);
      case Type::kNull:
      case Type::kBoolean:
        return true;
      case Type::kStringSet:
      case Type::kNumberSet:
      case Type::kBinarySet:
      case Type::kList:
      case Type::kMap: {
        std::uint32_t size;
        if (!TakeU32(size) || !TakeBytes(size, bytes)) return false;
        return Checker(bytes).IsContainer(static_cast<Type>(tag), levels_left);
      }
    }
    return false;
  }

  bool IsItem() {
    std::uint8_t version;
    std::uint32_t count;
    std::string_view directory;
    if (!TakeByte(version) || version != layout::kItemVersion || !TakeU32(count)) return false;
    if (!TakeBytes(std::size_t{count} * 4, directory) || left() > layout::kOffsetMask) return false;

    const std::size_t size = left();
    struct Attribute {
      std::uint32_t entry;
      std::string_view name;
    };
    std::vector<Attribute> attributes;
    while (!done()) {
      const auto offset = static_cast<std::uint32_t>(size - left());
      std::string_view name;
      if (attributes.size() == count || !TakeSized(name) || !TakeValue(kNestingLevelsMax))
        return false;
      attributes.push_back({layout::DirectoryEntry(name, offset), name});
    }
    if (attributes.size() != count) return false;
    std::sort(attributes.begin(), attributes.end(), [](const Attribute& a, const Attribute& b) {
      return layout::OtherHash(a.entry, b.entry) ? a.entry < b.entry : a.name < b.name;
    });
    for (std::uint32_t i = 0; i < count; ++i) {
      if (layout::ReadU32(directory.data() + 4 * std::size_t{i}) != attributes[i].entry)
        return false;
      if (i != 0 && attributes[i].name == attributes[i - 1].name) return false;
    }
    return true;
  }

 private:
  // What follows the length of a container: its count and its elements, sets and maps in ascending
  // order.
  bool IsContainer(Type type, int levels_left) {
    std::uint32_t count;
    if (!TakeU32(count)) return false;
    std::string_view previous;
    std::uint32_t seen = 0;
    for (; !done(); ++seen) {
      if (seen == count) return false;
      std::string_view key;
      if (type == Type::kNumberSet ? !TakeNumber(key) : type != Type::kList && !TakeSized(key))
        return false;
      if (type != Type::kList && seen != 0 && key <= previous) return false;
      if (!IsSet(type) && !TakeValue(levels_left - 1)) return false;
      previous = key;
    }
    return seen == count;
  }

  std::string_view rest_;
};

}  // namespace

bool ValidateValue(std::string_view bytes) {
  Checker checker(bytes);
  return checker.TakeValue(kNestingLevelsMax) && checker.done();
}

bool ValidateItem(std::string_view bytes) { return Checker(bytes).IsItem(); }

}  // namespace pixii::value
