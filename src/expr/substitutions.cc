#include "expr/substitutions.h"

#include <fmt/core.h>

#include <functional>
#include <string>

#include "base/limits.h"
#include "expr/lexer.h"

namespace pixii::expr {
namespace {

constexpr std::size_t kLinearSearchMax = 8;
constexpr std::uint32_t kEmptySlot = 0xFFFFFFFF;

Status CheckToken(std::string_view token, char first, std::string_view member) {
  bool valid = token.size() > 1 && token.front() == first;
  for (std::size_t i = 1; valid && i < token.size(); ++i) valid = IsTokenCharacter(token[i]);
  if (!valid) {
    return std::unexpected(ValidationError(
        fmt::format("{} contains invalid key: Syntax error; key: \"{}\"", member, token)));
  }
  if (token.size() > kSubstitutionTokenSizeBytesMax) {
    return std::unexpected(ValidationError(
        fmt::format("{} contains invalid key: The key size has exceeded the maximum allowed size; "
                    "key size: {}",
                    member, token.size())));
  }
  return {};
}

Status CheckName(std::string_view token, std::string_view name) {
  if (!name.empty() && name.size() <= kAttributeNameSizeBytesMax) [[likely]]
    return {};
  return std::unexpected(ValidationError(
      fmt::format("ExpressionAttributeNames contains invalid value: {} for key {}",
                  name.empty() ? "Empty attribute name"
                               : "Attribute name is too large, must be less than 65536 bytes",
                  token)));
}

}  // namespace

void Substitutions::Table::Clear() {
  entries_.clear();
  slots_.clear();
}

Substitutions::Entry* Substitutions::Table::Find(std::string_view token) {
  if (slots_.empty()) {
    for (Entry& entry : entries_) {
      if (entry.token == token) return &entry;
    }
    return nullptr;
  }
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = std::hash<std::string_view>()(token) & mask; slots_[slot] != kEmptySlot;
       slot = (slot + 1) & mask) {
    if (entries_[slots_[slot]].token == token) return &entries_[slots_[slot]];
  }
  return nullptr;
}

Substitutions::Entry& Substitutions::Table::Add(std::string_view token) {
  if (Entry* entry = Find(token)) return *entry;
  entries_.push_back({.token = token});
  if (entries_.size() > kLinearSearchMax) {
    if (entries_.size() * 2 > slots_.size()) {
      Rehash();
    } else {
      const std::size_t mask = slots_.size() - 1;
      std::size_t slot = std::hash<std::string_view>()(token) & mask;
      while (slots_[slot] != kEmptySlot) slot = (slot + 1) & mask;
      slots_[slot] = static_cast<std::uint32_t>(entries_.size() - 1);
    }
  }
  return entries_.back();
}

void Substitutions::Table::Rehash() {
  std::size_t size = 32;
  while (size < entries_.size() * 4) size *= 2;
  slots_.assign(size, kEmptySlot);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = std::hash<std::string_view>()(entries_[i].token) & (size - 1);
    while (slots_[slot] != kEmptySlot) slot = (slot + 1) & (size - 1);
    slots_[slot] = i;
  }
}

void Substitutions::Clear() {
  names_.Clear();
  values_.Clear();
}

Status Substitutions::AddName(std::string_view token, std::string_view name) {
  RETURN_IF_ERROR(CheckToken(token, '#', "ExpressionAttributeNames"));
  RETURN_IF_ERROR(CheckName(token, name));
  names_.Add(token).name = name;
  return {};
}

Status Substitutions::CheckValueToken(std::string_view token) {
  return CheckToken(token, ':', "ExpressionAttributeValues");
}

Status Substitutions::AddValue(std::string_view token, value::ValueView value) {
  RETURN_IF_ERROR(CheckValueToken(token));
  values_.Add(token).value = value;
  return {};
}

const std::string_view* Substitutions::UseName(std::string_view token) {
  Entry* const entry = names_.Find(token);
  if (entry == nullptr) return nullptr;
  entry->used = true;
  return &entry->name;
}

value::ValueView Substitutions::UseValue(std::string_view token) {
  Entry* const entry = values_.Find(token);
  if (entry == nullptr) return {};
  entry->used = true;
  return entry->value;
}

Status Substitutions::CheckUsed(const Table& table, std::string_view member) {
  std::string unused;
  for (const Entry& entry : table.entries()) {
    if (entry.used) continue;
    if (!unused.empty()) unused += ", ";
    unused += entry.token;
  }
  if (unused.empty()) return {};
  return std::unexpected(ValidationError(
      fmt::format("Value provided in {} unused in expressions: keys: {{{}}}", member, unused)));
}

Status Substitutions::CheckAllUsed() const {
  RETURN_IF_ERROR(CheckUsed(names_, "ExpressionAttributeNames"));
  return CheckUsed(values_, "ExpressionAttributeValues");
}

}  // namespace pixii::expr
