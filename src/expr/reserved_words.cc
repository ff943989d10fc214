// A hash table with open addressing, computed by the compiler: most identifiers meet an empty slot
// and are never compared with a word.
#include "expr/reserved_words.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace pixii::expr {
namespace {

constexpr std::string_view kWords[] = {
#include "expr/reserved_words.inc"
};
constexpr std::size_t kWordSizeMax = 14;
constexpr std::size_t kSlotCount = 4096;
constexpr std::uint16_t kEmpty = 0xFFFF;

// Upper and lower case of a letter hash alike; so do some other characters, which costs nothing.
constexpr std::size_t SlotOf(std::string_view word) {
  std::uint32_t hash = static_cast<std::uint32_t>(word.size());
  for (char c : word) hash = hash * 31 + (static_cast<unsigned char>(c) & 0xDF);
  return (hash ^ (hash >> 12)) % kSlotCount;
}

constexpr std::array<std::uint16_t, kSlotCount> kSlots = [] {
  std::array<std::uint16_t, kSlotCount> slots{};
  slots.fill(kEmpty);
  for (std::uint16_t i = 0; i < std::size(kWords); ++i) {
    std::size_t slot = SlotOf(kWords[i]);
    while (slots[slot] != kEmpty) slot = (slot + 1) % kSlotCount;
    slots[slot] = i;
  }
  return slots;
}();

constexpr char UpperCase(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

bool EqualsIgnoringCase(std::string_view word, std::string_view upper) {
  if (word.size() != upper.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (UpperCase(word[i]) != upper[i]) return false;
  }
  return true;
}

}  // namespace

bool IsReservedWord(std::string_view word) {
  if (word.size() > kWordSizeMax) return false;
  for (std::size_t slot = SlotOf(word); kSlots[slot] != kEmpty; slot = (slot + 1) % kSlotCount) {
    if (EqualsIgnoringCase(word, kWords[kSlots[slot]])) return true;
  }
  return false;
}

std::span<const std::string_view> ReservedWords() { return kWords; }

}  // namespace pixii::expr
