// A past value is noted before its transaction commits, under the lock of the entry's item, so the
// values of one entry come in the order of its commits. The oldest one that is still kept is the
// entry's value as of `delay_ms` ago: every change since then is younger. It does not matter
// whether the state that is read has those changes already.
//
//   time     0     40    90   (now, delay 100)
//   entry      a      b    c
//   kept:    a until 140, b until 190      shown: a; from 140 on: b; from 190 on: c
#include "store/index_history.h"

#include <utility>
#include <vector>

#include "base/limits.h"

namespace pixii::store {
namespace {

std::size_t SizeBytesOf(std::string_view key, std::size_t value_size_bytes) {
  return key.size() + value_size_bytes + kIndexHistoryOverheadSizeBytes;
}

// Entries of the state with those of the past in their places; both in the order of the walk.
class PastCursor final : public engine::Cursor {
 public:
  PastCursor(std::unique_ptr<engine::Cursor> now, IndexHistory& history, const engine::Range& range)
      : now_(std::move(now)),
        history_(history),
        begin_(range.begin),
        end_(range.end),
        reverse_(range.reverse) {
    TakePart();
  }

  engine::Result<bool> Next() override {
    for (;;) {
      if (!now_is_ahead_ && !now_at_end_) {
        auto more = now_->Next();
        if (!more) return more;
        now_at_end_ = !*more;
        now_is_ahead_ = *more;
      }
      if (past_index_ == past_.size() && !past_is_complete_) TakePart();
      const bool has_past = past_index_ < past_.size();
      if (!now_is_ahead_ && !has_past) return false;
      if (!has_past || (now_is_ahead_ && ComesFirst(now_->key(), past_[past_index_].key()))) {
        now_is_ahead_ = false;
        shows_past_ = false;
        return true;
      }
      if (now_is_ahead_ && now_->key() == past_[past_index_].key()) now_is_ahead_ = false;
      ++past_index_;
      shows_past_ = true;
      if (past_[past_index_ - 1].mapped()) return true;
    }
  }
  engine::Bytes key() const override {
    return shows_past_ ? engine::Bytes(past_[past_index_ - 1].key()) : now_->key();
  }
  engine::Bytes value() const override {
    return shows_past_ ? engine::Bytes(*past_[past_index_ - 1].mapped()) : now_->value();
  }

 private:
  bool ComesFirst(engine::Bytes a, engine::Bytes b) const { return reverse_ ? a > b : a < b; }

  // A page is read from one part as a rule.
  void TakePart() {
    auto [past, is_complete] = history_.Before(begin_, end_, reverse_, kPageSizeBytesMax);
    past_.clear();
    past_.reserve(past.size());
    while (!past.empty()) past_.push_back(past.extract(reverse_ ? --past.end() : past.begin()));
    past_index_ = 0;
    past_is_complete_ = is_complete;
    if (is_complete) return;
    if (reverse_) {
      end_ = past_.back().key();
    } else {
      begin_ = past_.back().key() + '\0';
    }
  }

  std::unique_ptr<engine::Cursor> now_;
  IndexHistory& history_;
  // Of the parts that were not taken yet.
  std::string begin_;
  std::string end_;
  const bool reverse_;
  bool past_is_complete_ = false;
  std::vector<IndexHistory::Entries::node_type> past_;
  std::size_t past_index_ = 0;  // of the next one
  bool now_is_ahead_ = false;   // now_ stands on a row that was not shown yet
  bool now_at_end_ = false;
  bool shows_past_ = false;
};

class PastReader final : public engine::Reader {
 public:
  PastReader(std::unique_ptr<engine::Reader> now, IndexHistory& history)
      : now_(std::move(now)), history_(history) {}

  engine::CommitVersion version() const override { return now_->version(); }
  engine::CommitVersion schema_version() const override { return now_->schema_version(); }
  engine::Result<engine::Found> Get(engine::Bytes key) override { return now_->Get(key); }
  engine::Result<std::vector<engine::Found>> GetMany(std::span<const engine::Bytes> keys) override {
    return now_->GetMany(keys);
  }
  // The history is asked after the state was opened: what the state has is in it.
  std::unique_ptr<engine::Cursor> Scan(const engine::Range& range) override {
    return std::make_unique<PastCursor>(now_->Scan(range), history_, range);
  }
  engine::Result<std::int64_t> Sum(engine::Bytes counter) override { return now_->Sum(counter); }

 private:
  std::unique_ptr<engine::Reader> now_;
  IndexHistory& history_;
};

}  // namespace

IndexHistory::IndexHistory(const Clock& clock, std::int64_t delay_ms, std::size_t size_bytes_max)
    : clock_(clock), delay_ms_(delay_ms), size_bytes_max_(size_bytes_max) {}

void IndexHistory::ForgetOldest() {
  const auto entry = values_.find(order_.front());
  order_.pop_front();
  const Value& oldest = entry->second.front();
  size_bytes_ -= SizeBytesOf(entry->first, oldest.bytes ? oldest.bytes->size() : 0);
  entry->second.pop_front();
  if (entry->second.empty()) values_.erase(entry);
}

void IndexHistory::Expire() {
  const std::int64_t now_ms = clock_.NowMs();
  // A clock that was set back must not stop an index for longer than the delay.
  const auto is_over = [&](const Value& value) {
    return value.until_ms <= now_ms || value.until_ms > now_ms + delay_ms_;
  };
  while (!order_.empty() &&
         (size_bytes_ > size_bytes_max_ || is_over(values_.find(order_.front())->second.front()))) {
    ForgetOldest();
  }
}

void IndexHistory::Note(std::string_view entry_key, std::optional<engine::Bytes> before) {
  const MutexLock lock(mutex_);
  auto entry = values_.find(entry_key);
  if (entry == values_.end()) entry = values_.try_emplace(std::string(entry_key)).first;
  Value value{clock_.NowMs() + delay_ms_, std::nullopt};
  if (before) value.bytes.emplace(*before);
  size_bytes_ += SizeBytesOf(entry_key, before ? before->size() : 0);
  entry->second.push_back(std::move(value));
  order_.push_back(entry->first);
  Expire();
}

IndexHistory::Part IndexHistory::Before(std::string_view begin, std::string_view end, bool reverse,
                                        std::size_t size_bytes_max) {
  Part part;
  if (begin >= end) return part;
  std::size_t size_bytes = 0;
  const MutexLock lock(mutex_);
  Expire();
  auto first = values_.lower_bound(begin);
  auto last = values_.lower_bound(end);  // exclusive
  while (first != last && size_bytes < size_bytes_max) {
    const auto entry = reverse ? --last : first++;
    const std::optional<std::string>& bytes = entry->second.front().bytes;
    size_bytes += SizeBytesOf(entry->first, bytes ? bytes->size() : 0);
    part.entries.emplace_hint(reverse ? part.entries.begin() : part.entries.end(), entry->first,
                              bytes);
  }
  part.is_complete = first == last;
  return part;
}

std::unique_ptr<engine::Reader> ReadThePast(std::unique_ptr<engine::Reader> now,
                                            IndexHistory& history) {
  return std::make_unique<PastReader>(std::move(now), history);
}

}  // namespace pixii::store
