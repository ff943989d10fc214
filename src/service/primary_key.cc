#include "service/primary_key.h"

#include <cstddef>
#include <string_view>

#include "api/refuse.h"
#include "base/invalid_parameter.h"
#include "base/limits.h"
#include "expr/bound.h"
#include "store/item_key.h"

namespace pixii::service {
namespace {

using catalog::KeyAttribute;
using value::Type;
using value::ValueView;

// Empty and too long values of one key attribute of the right type.
Status CheckKeyValue(const KeyAttribute& attribute, ValueView key_value, bool is_sort_key) {
  if (attribute.type == Type::kNumber) return {};
  const std::size_t size_bytes = key_value.text().size();
  if (size_bytes == 0) return std::unexpected(expr::EmptyKeyValue(attribute.name, attribute.type));
  return CheckKeySize(size_bytes, is_sort_key);
}

enum class Wording : bool { kNamesTheAttribute, kSchemaMismatch };

Result<ValueView> KeyValueOfItem(const KeyAttribute& attribute, value::ItemView item,
                                 bool is_sort_key, Wording wording) {
  const ValueView key_value = item.Find(attribute.name);
  if (!key_value) {
    if (wording == Wording::kSchemaMismatch) return std::unexpected(KeySchemaMismatch());
    return std::unexpected(InvalidParameter("Missing the key " + attribute.name + " in the item"));
  }
  if (!key_value.Is(attribute.type)) {
    if (wording == Wording::kSchemaMismatch) return std::unexpected(KeySchemaMismatch());
    return std::unexpected(
        InvalidParameter("Type mismatch for key " + attribute.name +
                         " expected: " + std::string(value::TypeName(attribute.type)) +
                         " actual: " + std::string(value::TypeName(key_value.type()))));
  }
  RETURN_IF_ERROR(CheckKeyValue(attribute, key_value, is_sort_key));
  return key_value;
}

Status AppendKey(const catalog::Table& table, value::ItemView item, Wording wording,
                 std::string& key) {
  ASSIGN_OR_RETURN(const ValueView partition_key,
                   KeyValueOfItem(table.key.partition, item, false, wording));
  ValueView sort_key;
  if (table.key.sort) {
    ASSIGN_OR_RETURN(sort_key, KeyValueOfItem(*table.key.sort, item, true, wording));
  }
  store::AppendItemKey(table, partition_key, sort_key, key);
  return {};
}

}  // namespace

Status CheckKeySize(std::size_t size_bytes, bool is_sort_key) {
  if (is_sort_key && size_bytes > kSortKeySizeBytesMax) {
    return api::RefuseInvalid(
        "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }
  // The missing space is the service's own.
  if (!is_sort_key && size_bytes > kPartitionKeySizeBytesMax) {
    return api::RefuseInvalid("Size of hashkey has exceeded the maximum size limit of2048 bytes");
  }
  return {};
}

Error KeySchemaMismatch() {
  return ValidationError("The provided key element does not match the schema");
}

Status AppendKeyOfItem(const catalog::Table& table, value::ItemView item, std::string& key) {
  return AppendKey(table, item, Wording::kNamesTheAttribute, key);
}

Status AppendKeyOfBatchItem(const catalog::Table& table, value::ItemView item, std::string& key) {
  return AppendKey(table, item, Wording::kSchemaMismatch, key);
}

Status AppendKeyOfKey(const catalog::Table& table, value::ItemView key_attributes,
                      std::string& key) {
  const std::size_t expected_count = table.key.sort ? 2 : 1;
  if (key_attributes.count() != expected_count) return std::unexpected(KeySchemaMismatch());
  const ValueView partition_key = key_attributes.Find(table.key.partition.name);
  if (!partition_key || !partition_key.Is(table.key.partition.type))
    return std::unexpected(KeySchemaMismatch());
  ValueView sort_key;
  if (table.key.sort) {
    sort_key = key_attributes.Find(table.key.sort->name);
    if (!sort_key || !sort_key.Is(table.key.sort->type))
      return std::unexpected(KeySchemaMismatch());
  }
  RETURN_IF_ERROR(CheckKeyValue(table.key.partition, partition_key, false));
  if (table.key.sort) RETURN_IF_ERROR(CheckKeyValue(*table.key.sort, sort_key, true));
  store::AppendItemKey(table, partition_key, sort_key, key);
  return {};
}

}  // namespace pixii::service
