// Substitutions: the ExpressionAttributeNames and ExpressionAttributeValues of one request, shared
// by all its expressions, with marks for those that an expression used.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "value/value.h"

namespace pixii::expr {

// Reusable: Clear() keeps the memory. Holds views only, of tokens, names and values; the request
// keeps their bytes alive. For one thread at a time. Errors are kValidation of the expression
// family.
class Substitutions {
 public:
  void Clear();

  // `token` with its `#` or `:`. Fails if it is not one, or if the name is empty or too long. The
  // same token again replaces the first.
  Status AddName(std::string_view token, std::string_view name);
  Status AddValue(std::string_view token, value::ValueView value);

  // The check that AddValue makes of its token. All tokens are checked before the first value is.
  static Status CheckValueToken(std::string_view token);

  // Marks the entry as used. nullptr (no value) if it is not defined.
  const std::string_view* UseName(std::string_view token);
  value::ValueView UseValue(std::string_view token);

  // Fails if a name, or else a value, was given that no expression used. To be called once all
  // expressions of the request are bound.
  Status CheckAllUsed() const;

 private:
  struct Entry {
    std::string_view token;
    bool used = false;
    std::string_view name;
    value::ValueView value;
  };
  // A few entries are searched one by one, many by a hash table.
  class Table {
   public:
    void Clear();
    Entry* Find(std::string_view token);
    Entry& Add(std::string_view token);
    const std::vector<Entry>& entries() const { return entries_; }

   private:
    void Rehash();
    std::vector<Entry> entries_;  // in the order of the request
    std::vector<std::uint32_t> slots_;
  };
  static Status CheckUsed(const Table& table, std::string_view member);

  Table names_;
  Table values_;
};

}  // namespace pixii::expr
