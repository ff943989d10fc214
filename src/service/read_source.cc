#include "service/read_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "api/refuse.h"
#include "service/key_paths.h"
#include "service/primary_key.h"
#include "store/index_entry.h"

namespace pixii::service {
namespace {

using api::Field;

// Names of attributes that paths begin with, each once, without those that an index holds.
class UnprojectedNames {
 public:
  UnprojectedNames(const catalog::Table& table, const catalog::Index& index)
      : table_(table), index_(index) {}

  void Add(expr::BoundPath path) {
    const std::string_view name = path.front().name;
    if (table_.Projects(index_, name)) return;
    if (seen_.insert(name).second) names_.push_back(name);
  }
  const std::vector<std::string_view>& names() const { return names_; }

 private:
  const catalog::Table& table_;
  const catalog::Index& index_;
  std::vector<std::string_view> names_;
  std::set<std::string_view> seen_;
};

Error InvalidStartKey() { return ValidationError("The provided starting key is invalid"); }

Error InvalidStartKey(const Error& because) {
  return ValidationError("The provided starting key is invalid: " + because.message);
}

Status CheckTypes(const std::vector<expr::KeyAttribute>& attributes, value::ItemView start_key) {
  for (const expr::KeyAttribute& attribute : attributes)
    if (!start_key.Find(attribute.name)) return std::unexpected(InvalidStartKey());
  for (const expr::KeyAttribute& attribute : attributes)
    if (!start_key.Find(attribute.name).Is(attribute.type))
      return std::unexpected(KeySchemaMismatch());
  return {};
}

}  // namespace

void ReadSource::Prepare() {
  const auto add_name = [&](const std::string& name) {
    if (std::find(key_names_.begin(), key_names_.end(), name) == key_names_.end())
      key_names_.push_back(name);
  };
  if (index_ != nullptr) {
    for (const catalog::KeyAttribute& key : index_->hash) hash_.push_back({key.name, key.type});
    for (const catalog::KeyAttribute& key : index_->range) range_.push_back({key.name, key.type});
    for (const catalog::KeyAttribute& key : index_->hash) add_name(key.name);
    for (const catalog::KeyAttribute& key : index_->range) add_name(key.name);
  } else {
    hash_.push_back({table_->key.partition.name, table_->key.partition.type});
    if (table_->key.sort) range_.push_back({table_->key.sort->name, table_->key.sort->type});
  }
  add_name(table_->key.partition.name);
  if (table_->key.sort) add_name(table_->key.sort->name);
}

Status ReadSource::CheckSelect(Call& call) {
  if (index_ == nullptr || index_->projection == catalog::ProjectionType::kAll) return {};
  const bool is_global = index_->kind == catalog::IndexKind::kGlobal;
  if (call.request.Text(Field::kSelect) == "ALL_ATTRIBUTES") {
    if (is_global) {
      return api::RefuseInvalid(fmt::format(
          "Select type ALL_ATTRIBUTES is not supported for global secondary index {} because its "
          "projection type is not ALL",
          index_->name));
    }
    fetches_items_ = true;
    return {};
  }
  UnprojectedNames unprojected(*table_, *index_);
  const expr::BoundProjection& projection = call.workspace.expressions.projection;
  for (std::size_t i = 0; i < projection.paths.size(); ++i) unprojected.Add(projection.PathOf(i));
  if (unprojected.names().empty()) return {};
  if (is_global) {
    return api::RefuseInvalid(fmt::format("Global secondary index {} does not project [{}]",
                                          index_->name, fmt::join(unprojected.names(), ", ")));
  }
  fetches_items_ = true;
  return {};
}

Status ReadSource::CheckFilter(Call& call) const {
  if (index_ == nullptr || fetches_items_) return {};
  UnprojectedNames unprojected(*table_, *index_);
  const expr::BoundCondition& filter = call.workspace.expressions.condition;
  for (const expr::BoundOperand& operand : filter.operands)
    if (operand.is_path()) unprojected.Add(filter.PathOf(operand));
  if (unprojected.names().empty()) return {};
  return api::RefuseInvalid(
      fmt::format("Secondary index {} does not project one or more filter attributes: [{}]",
                  index_->name, fmt::join(unprojected.names(), ", ")));
}

Result<ReadSource> ReadSource::Open(Call& call, store::View& view) {
  ReadSource source;
  ASSIGN_OR_RETURN(source.table_, view.Table(call.request.TableName()));
  if (call.request.Has(Field::kIndexName)) {
    const std::string_view name = call.request.Text(Field::kIndexName);
    source.index_ = source.table_->FindIndex(name);
    if (source.index_ == nullptr) {
      return std::unexpected(
          ValidationError(fmt::format("The table does not have the specified index: {}", name)));
    }
    if (source.index_->building) {
      return std::unexpected(ValidationError(
          fmt::format("Cannot read from backfilling global secondary index: {}", name)));
    }
    if (source.index_->kind == catalog::IndexKind::kGlobal) {
      if (call.request.Boolean(Field::kConsistentRead)) {
        return std::unexpected(
            ValidationError("Consistent reads are not supported on global secondary indexes"));
      }
      call.store().DelayGlobalIndexes(view);
    }
  }
  source.Prepare();
  return source;
}

void ReadSource::AppendPartitionPrefix(std::span<const value::ValueView> hash_values,
                                       std::string& out) const {
  if (index_ == nullptr) {
    store::AppendPartitionPrefix(*table_, hash_values.front(), out);
  } else {
    store::AppendIndexPartitionPrefix(*table_, *index_, hash_values, out);
  }
}

store::KeyRange ReadSource::Segment(std::uint64_t segment, std::uint64_t segment_count) const {
  return store::SegmentRange(*table_, index_ == nullptr ? 0 : index_->id, segment, segment_count);
}

Status ReadSource::CheckStartKeyHash(value::ItemView start_key) const {
  if (start_key.count() != key_names_.size()) return std::unexpected(InvalidStartKey());
  return CheckTypes(hash_, start_key);
}

Status ReadSource::CheckStartKeyRange(value::ItemView start_key) const {
  return CheckTypes(range_, start_key);
}

Status ReadSource::CheckKeyPaths(Call& call) const {
  RETURN_IF_ERROR(CheckKeysNotLookedInto(*table_, call.workspace.expressions.condition));
  return CheckKeysNotLookedInto(*table_, call.workspace.expressions.projection);
}

Result<std::string> ReadSource::StartKey(value::ItemView start_key) const {
  std::string key;
  if (index_ == nullptr) {
    if (Status fits = AppendKeyOfKey(*table_, start_key, key); !fits)
      return std::unexpected(InvalidStartKey(fits.error()));
    return key;
  }
  const auto fits = [&](const catalog::KeyAttribute& attribute) {
    const value::ValueView found = start_key.Find(attribute.name);
    return found && found.Is(attribute.type);
  };
  if (!fits(table_->key.partition) || (table_->key.sort && !fits(*table_->key.sort)))
    return std::unexpected(InvalidStartKey(KeySchemaMismatch()));
  if (!store::AppendEntryKey(*table_, *index_, start_key, key))
    return std::unexpected(InvalidStartKey());
  return key;
}

}  // namespace pixii::service
