#include "catalog/operations.h"

#include <algorithm>
#include <utility>

namespace pixii::catalog {
namespace {

Error TooMany(std::size_t count, std::string_view tables, std::string_view changed) {
  return MakeError(ErrorCode::kLimitExceeded,
                   "Subscriber limit exceeded: Only " + std::to_string(count) + " " +
                       std::string(tables) + " can be " + std::string(changed) + " simultaneously");
}

}  // namespace

bool Operations::HasRoom(std::string_view table_name, bool of_indexes) {
  const auto present = entries_.find(std::string(table_name));
  const bool is_new = present == entries_.end();
  if (is_new && entries_.size() >= limits_.all) return false;
  if (!of_indexes || (!is_new && present->second.of_indexes)) return true;
  const auto count = std::count_if(entries_.begin(), entries_.end(),
                                   [](const auto& entry) { return entry.second.of_indexes; });
  return static_cast<std::size_t>(count) < limits_.of_indexes;
}

Status Operations::ForgetFinished(const WorkOf& work_of) {
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (entry->second.calls > 0) {
      ++entry;
      continue;
    }
    ASSIGN_OR_RETURN(const Work work, work_of(entry->first));
    entry->second.of_indexes = work.of_indexes;
    entry = work.busy ? std::next(entry) : entries_.erase(entry);
  }
  return {};
}

Status Operations::Call::Begin(bool of_indexes, const WorkOf& work_of) {
  const MutexLock lock(operations_.mutex_);
  if (!operations_.HasRoom(table_name_, of_indexes)) {
    RETURN_IF_ERROR(operations_.ForgetFinished(work_of));
    const OperationLimits& limits = operations_.limits_;
    if (!operations_.HasRoom(table_name_, false)) {
      return std::unexpected(TooMany(limits.all, "tables", "created, updated, or deleted"));
    }
    if (!operations_.HasRoom(table_name_, of_indexes)) {
      return std::unexpected(
          TooMany(limits.of_indexes, "tables with secondary indexes", "created"));
    }
  }
  Entry& entry = operations_.entries_[table_name_];
  ++entry.calls;
  entry.of_indexes |= of_indexes;
  begun_ = true;
  return {};
}

Operations::Call::~Call() {
  if (!begun_) return;
  const MutexLock lock(operations_.mutex_);
  --operations_.entries_.find(table_name_)->second.calls;
}

}  // namespace pixii::catalog
