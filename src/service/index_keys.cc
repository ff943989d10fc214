#include "service/index_keys.h"

#include <fmt/format.h>

#include <optional>
#include <span>

#include "api/refuse.h"
#include "service/primary_key.h"

namespace pixii::service {
namespace {

using catalog::KeyAttribute;
using value::Type;
using value::ValueView;

enum class Statement : bool { kPut, kUpdate };

std::string_view KindOfEmpty(Type type) { return type == Type::kString ? "string" : "binary"; }

Status WrongType(const catalog::Index& index, const KeyAttribute& attribute, Type actual) {
  return api::RefuseInvalid(fmt::format(
      "Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {}", attribute.name,
      value::TypeName(attribute.type), value::TypeName(actual), index.name));
}

Status EmptyValue(Statement statement, const catalog::Index& index, const KeyAttribute& attribute) {
  if (statement == Statement::kUpdate) {
    return std::unexpected(
        ValidationError(fmt::format("One or more parameter values are not valid. The update "
                                    "expression attempted to update a secondary index "
                                    "key to a value that is not supported. The AttributeValue for "
                                    "a key attribute cannot contain an empty {} "
                                    "value.",
                                    KindOfEmpty(attribute.type))));
  }
  return std::unexpected(
      ValidationError(fmt::format("One or more parameter values are not valid. A value specified "
                                  "for a secondary index key is not supported. "
                                  "The AttributeValue for a key attribute cannot contain an empty "
                                  "{} value. IndexName: {}, IndexKey: {}",
                                  KindOfEmpty(attribute.type), index.name, attribute.name)));
}

Status CheckAttribute(Statement statement, const catalog::Index& index,
                      const KeyAttribute& attribute, ValueView key_value, bool is_range) {
  if (!key_value.Is(attribute.type)) {
    if (statement == Statement::kPut) return WrongType(index, attribute, key_value.type());
    // What the request itself says was checked before: this was copied from another attribute.
    return std::unexpected(
        ValidationError("The update expression attempted to update the secondary index key to "
                        "unsupported type"));
  }
  if (attribute.type == Type::kNumber) return {};
  const std::size_t size_bytes = key_value.text().size();
  if (size_bytes == 0) return EmptyValue(statement, index, attribute);
  return CheckKeySize(size_bytes, is_range);
}

Status Check(Statement statement, const catalog::Table& table, const value::ItemView* old_item,
             value::ItemView new_item) {
  for (const catalog::Index& index : table.indexes) {
    const auto check = [&](std::span<const KeyAttribute> attributes, bool is_range) -> Status {
      for (const KeyAttribute& attribute : attributes) {
        const ValueView now = new_item.Find(attribute.name);
        if (!now || table.key.Contains(attribute.name)) continue;
        if (old_item != nullptr && old_item->Find(attribute.name).bytes() == now.bytes()) continue;
        RETURN_IF_ERROR(CheckAttribute(statement, index, attribute, now, is_range));
      }
      return {};
    };
    RETURN_IF_ERROR(check(index.hash, false));
    RETURN_IF_ERROR(check(index.range, true));
  }
  return {};
}

}  // namespace

Status CheckIndexKeysOfPut(const catalog::Table& table, value::ItemView item) {
  return Check(Statement::kPut, table, nullptr, item);
}

Status CheckIndexKeysWritten(const catalog::Table& table, const expr::BoundUpdate& update) {
  for (const catalog::Index& index : table.indexes)
    for (const auto* attributes : {&index.hash, &index.range})
      for (const KeyAttribute& attribute : *attributes) {
        const std::optional<Type> written = expr::WrittenType(update, attribute.name);
        if (written && *written != attribute.type && !table.key.Contains(attribute.name))
          return WrongType(index, attribute, *written);
      }
  return {};
}

Status CheckIndexKeysOfUpdate(const catalog::Table& table, const value::ItemView* old_item,
                              value::ItemView new_item) {
  return Check(Statement::kUpdate, table, old_item, new_item);
}

}  // namespace pixii::service
