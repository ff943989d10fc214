#include "catalog/table.h"

#include <algorithm>

namespace pixii::catalog {

const Index* Table::FindIndex(std::string_view index_name) const {
  const auto found = std::find_if(indexes.begin(), indexes.end(),
                                  [&](const Index& index) { return index.name == index_name; });
  return found == indexes.end() ? nullptr : &*found;
}

bool Table::HasLocalIndex() const {
  return std::any_of(indexes.begin(), indexes.end(),
                     [](const Index& index) { return index.kind == IndexKind::kLocal; });
}

bool Table::Projects(const Index& index, std::string_view attribute_name) const {
  const auto is_it = [&](const KeyAttribute& attribute) {
    return attribute.name == attribute_name;
  };
  return index.projection == ProjectionType::kAll || key.Contains(attribute_name) ||
         std::any_of(index.hash.begin(), index.hash.end(), is_it) ||
         std::any_of(index.range.begin(), index.range.end(), is_it) ||
         std::find(index.non_key_attributes.begin(), index.non_key_attributes.end(),
                   attribute_name) != index.non_key_attributes.end();
}

}  // namespace pixii::catalog
