// Operations: which tables are being created, changed or deleted at this moment, and whether there
// is room for one more. AWS documentation: API reference, "LimitExceededException".
//
// What a restart of the server interrupted does not count.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/limits.h"
#include "base/mutex.h"
#include "base/result.h"

namespace pixii::catalog {

struct OperationLimits {
  std::size_t all = kTableOperationsMax;
  std::size_t of_indexes = kIndexOperationsMax;  // of them, those that make secondary indexes
};

// Thread-safe.
class Operations {
 public:
  // What a table is doing: its phase, and indexes of it that are being built.
  struct Work {
    bool busy = false;
    bool of_indexes = false;
  };
  // Looks up what is going on. Called with a lock held: it must not come back here.
  using WorkOf = std::function<Result<Work>(const std::string& table_name)>;

  explicit Operations(OperationLimits limits) : limits_(limits) {}

  // A call that changes a table, from before it looks at the table until its change is durable. The
  // table counts on for as long as it is busy.
  class Call {
   public:
    Call(Operations& operations, std::string_view table_name)
        : operations_(operations), table_name_(table_name) {}
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // Requires: called at most once. Error: kLimitExceeded, those of `work_of`.
    Status Begin(bool of_indexes, const WorkOf& work_of);

   private:
    Operations& operations_;
    const std::string table_name_;
    bool begun_ = false;
  };

 private:
  struct Entry {
    int calls = 0;
    bool of_indexes = false;
  };

  bool HasRoom(std::string_view table_name, bool of_indexes) REQUIRES(mutex_);
  Status ForgetFinished(const WorkOf& work_of) REQUIRES(mutex_);

  const OperationLimits limits_;
  Mutex mutex_;
  // Every busy table is in it; one that is not busy any more stays until room is wanted.
  std::unordered_map<std::string, Entry> entries_ GUARDED_BY(mutex_);
};

}  // namespace pixii::catalog
