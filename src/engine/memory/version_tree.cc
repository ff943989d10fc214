// Example. Key k has versions 9 -> 5 (newest first), a Reader is at 7. A put at 12 makes it
// 12 -> 9 -> 5 and queues node 12: once every Reader is at 12 or later, 9 and 5 are cut off and
// freed. An erase at 14 makes it T14 -> 12 and queues T14: once every Reader is at 14 or later, 12
// is freed, and k itself is removed if T14 is still its newest version.
#include "engine/memory/version_tree.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/limits.h"

namespace pixii::engine {

struct VersionTree::KeyBlock {
  std::uint32_t size;
};

VersionTree::KeyBlock* VersionTree::NewKey(Bytes key) {
  void* block = std::malloc(sizeof(KeyBlock) + key.size());
  CHECK(block != nullptr);
  auto* result = new (block) KeyBlock{static_cast<std::uint32_t>(key.size())};
  if (!key.empty()) std::memcpy(result + 1, key.data(), key.size());
  return result;
}

inline Bytes VersionTree::BytesOf(const KeyBlock* key) {
  return {reinterpret_cast<const char*>(key + 1), key->size};
}

namespace {

ValueNode* VisibleAt(ValueNode* node, std::uint64_t version) {
  while (node != nullptr && node->version > version) node = node->older;
  return node == nullptr || node->tombstone() ? nullptr : node;
}

void AppendRow(Bytes key, Bytes value, std::string& rows) {
  const std::uint32_t sizes[2] = {static_cast<std::uint32_t>(key.size()),
                                  static_cast<std::uint32_t>(value.size())};
  rows.append(reinterpret_cast<const char*>(sizes), sizeof sizes);
  rows.append(key);
  rows.append(value);
}

}  // namespace

VersionTree::~VersionTree() {
  for (ValueNode* node : garbage_) ValueNode::Release(node);
  for (auto& [key, node] : map_) {
    ReleaseChain(node);
    std::free(key);
  }
}

ValueNode* VersionTree::Find(Bytes key, std::uint64_t version) const {
  const auto position = map_.find(key);
  return position == map_.end() ? nullptr : VisibleAt(position->second, version);
}

void VersionTree::CopyPage(Bytes begin, Bytes end, bool reverse, bool resume, std::uint64_t version,
                           std::size_t size_bytes, ScanPage& page) const {
  page.rows.clear();
  page.at_end = true;
  if (!(begin < end)) return;
  auto low = map_.lower_bound(begin);
  auto high = map_.lower_bound(end);
  if (resume && reverse) high = map_.lower_bound(Bytes(page.last_key));
  if (resume && !reverse) low = map_.upper_bound(Bytes(page.last_key));
  // Keys without a visible version cost time too: the lock is not held over too many of them.
  for (std::size_t visited = 0; low != high; ++visited) {
    page.at_end = false;
    if (page.rows.size() >= size_bytes || visited >= kEngineScanPageKeysMax) return;
    const auto current = reverse ? std::prev(high) : low;
    const Bytes key = BytesOf(current->first);
    if (const ValueNode* node = VisibleAt(current->second, version)) {
      const std::size_t row_size = 2 * sizeof(std::uint32_t) + key.size() + node->bytes().size();
      if (!page.rows.empty() && page.rows.size() + row_size > size_bytes) return;
      AppendRow(key, node->bytes(), page.rows);
    }
    page.last_key.assign(key);
    if (reverse) {
      high = current;
    } else {
      ++low;
    }
  }
  page.at_end = true;
}

void VersionTree::Apply(WriteSet& writes, std::uint64_t version) {
  writes.SetVersion(version);
  for (Write& write : writes.writes()) ApplyOne(writes.KeyOf(write), write, version);
}

void VersionTree::ApplyOne(Bytes key, Write& write, std::uint64_t version) {
  auto position = map_.lower_bound(key);
  const bool is_new = position == map_.end() || BytesOf(position->first) != key;
  ValueNode* const head = is_new ? nullptr : position->second;
  if (write.kind == WriteKind::kErase && (head == nullptr || head->tombstone())) return;

  ValueNode* const node = std::exchange(write.node, nullptr);
  node->version = version;
  if (write.kind == WriteKind::kAdd && head != nullptr && !head->tombstone()) {
    const auto sum = static_cast<std::uint64_t>(CounterOf(head->bytes())) +
                     static_cast<std::uint64_t>(CounterOf(node->bytes()));
    SetCounter(node, static_cast<std::int64_t>(sum));
  }
  if (is_new) {
    map_.emplace_hint(position, NewKey(key), node);
    return;
  }
  position->second = node;
  if (head->version == version) {
    // Written before in this very commit: the last write counts, the first was never seen.
    node->older = std::exchange(head->older, nullptr);
    ValueNode::Release(head);
  } else {
    node->older = head;
  }
  if (node->older != nullptr || node->tombstone()) Queue(node);
}

void VersionTree::Queue(ValueNode* node) {
  node->AddReference();
  garbage_.push_back(node);
}

void VersionTree::Reclaim(std::uint64_t oldest) {
  for (int steps = 0; steps < kEngineReclaimStepsMax; ++steps) {
    if (garbage_.empty() || garbage_.front()->version > oldest) return;
    ValueNode* const node = garbage_.front();
    garbage_.pop_front();
    ReleaseChain(std::exchange(node->older, nullptr));
    if (node->tombstone()) {
      const auto position = map_.find(node->bytes());
      if (position != map_.end() && position->second == node) {
        KeyBlock* const key = position->first;
        map_.erase(position);
        std::free(key);
        ValueNode::Release(node);
      }
    }
    ValueNode::Release(node);
  }
}

std::size_t VersionTree::ReleaseChain(ValueNode* node) {
  std::size_t size_bytes = 0;
  while (node != nullptr) {
    ValueNode* const older = std::exchange(node->older, nullptr);
    size_bytes += sizeof(ValueNode) + node->bytes().size();
    ValueNode::Release(node);
    node = older;
  }
  return size_bytes;
}

std::size_t VersionTree::EraseSome(Bytes begin, Bytes end, std::size_t count_max) {
  const auto first = map_.lower_bound(begin);
  auto last = first;
  std::size_t size_bytes = 0;
  std::vector<KeyBlock*> keys;
  for (; last != map_.end() && keys.size() < count_max && BytesOf(last->first) < end; ++last) {
    size_bytes += sizeof(KeyBlock) + last->first->size + ReleaseChain(last->second);
    keys.push_back(last->first);
  }
  // The keys themselves last: the tree may compare them while it erases.
  map_.erase(first, last);
  for (KeyBlock* key : keys) std::free(key);
  return size_bytes;
}

bool VersionTree::IsEmpty(Bytes begin, Bytes end) const {
  const auto first = map_.lower_bound(begin);
  return first == map_.end() || !(BytesOf(first->first) < end);
}

}  // namespace pixii::engine
