// IndexHistory: what entries of global indexes were before the latest changes. A read of a global
// index may be shown the index as it was some time ago, as in DynamoDB, where such indexes follow
// their tables after a moment; the entries themselves are written with their items all the same.
// docs/design/0002-delayed-global-indexes.md says why it is done so.
//
// Kept in memory only: after a restart every index is up to date.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/mutex.h"
#include "engine/engine.h"

namespace pixii::store {

// Thread-safe.
class IndexHistory {
 public:
  // Changes older than `delay_ms` are forgotten, and the oldest ones beyond `size_bytes_max`: these
  // are then shown too early. The clock outlives it.
  IndexHistory(const Clock& clock, std::int64_t delay_ms, std::size_t size_bytes_max);

  // An entry is about to change in a transaction that holds the lock of its item. `before`: its
  // value so far; nothing: there is none. A transaction that then writes nothing, or runs again,
  // does no harm: what is noted was true.
  void Note(std::string_view entry_key, std::optional<engine::Bytes> before);

  // What the entries of a range that changed within the delay were before it, by key; nothing:
  // there was none.
  using Entries = std::map<std::string, std::optional<std::string>, std::less<>>;
  struct Part {
    Entries entries;
    bool is_complete = true;  // false: the range goes on behind them
  };
  // Those that come first in the order of the walk, until they have `size_bytes_max`. Writers wait
  // meanwhile. Parts that are taken one after the other show moments of their own, as pages do.
  Part Before(std::string_view begin, std::string_view end, bool reverse,
              std::size_t size_bytes_max);

 private:
  struct Value {
    std::int64_t until_ms;  // when the change that ended it is shown
    std::optional<std::string> bytes;
  };
  void ForgetOldest() REQUIRES(mutex_);
  void Expire() REQUIRES(mutex_);

  const Clock& clock_;
  const std::int64_t delay_ms_;
  const std::size_t size_bytes_max_;
  Mutex mutex_;
  // Of each entry its past values, the oldest first.
  std::map<std::string, std::deque<Value>, std::less<>> values_ GUARDED_BY(mutex_);
  // The keys of all past values, in the order in which they came.
  std::deque<std::string_view> order_ GUARDED_BY(mutex_);  // into values_
  std::size_t size_bytes_ GUARDED_BY(mutex_) = 0;
};

// The state of `now` with the entries of global indexes as they were; everything else goes through.
// Reads only ranges of global indexes: points and sums are those of `now`. `history` outlives it.
std::unique_ptr<engine::Reader> ReadThePast(std::unique_ptr<engine::Reader> now,
                                            IndexHistory& history);

}  // namespace pixii::store
