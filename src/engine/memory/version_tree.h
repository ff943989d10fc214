// VersionTree: the ordered map of all keys to their chains of versions. About 90 bytes an item
// above its key and value.
//
// Old versions and tombstones that a Reader may still need stand in a garbage queue, in the order
// of the commits that replaced them; Reclaim() frees them once the oldest Reader has passed that
// commit.
#pragma once

#include <absl/container/btree_map.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "engine/engine.h"
#include "engine/memory/value_node.h"
#include "engine/memory/write_set.h"

namespace pixii::engine {

// Rows of a scan, copied: key size and value size (4 bytes each), key, value.
struct ScanPage {
  std::string rows;
  // Where the next page goes on: behind (reverse: before) this key.
  std::string last_key;
  bool at_end = false;
};

// Not thread-safe: const functions need the engine's tree lock shared, the others exclusive.
class VersionTree {
 public:
  VersionTree() = default;
  ~VersionTree();
  VersionTree(const VersionTree&) = delete;
  VersionTree& operator=(const VersionTree&) = delete;

  // The newest value of `key` in a commit up to `version`; null if there was none.
  ValueNode* Find(Bytes key, std::uint64_t version) const;

  // Fills `page` with rows as of `version`: from the range's start, or after page.last_key if
  // `resume`. At least one row unless the range ends or very many keys have none; then no more than
  // `size_bytes`.
  void CopyPage(Bytes begin, Bytes end, bool reverse, bool resume, std::uint64_t version,
                std::size_t size_bytes, ScanPage& page) const;

  // Applies all writes as the commit `version`, which is higher than every one before; takes the
  // nodes out of the set.
  void Apply(WriteSet& writes, std::uint64_t version);

  // Frees what only Readers older than `oldest` need, in bounded steps.
  void Reclaim(std::uint64_t oldest);
  bool has_garbage() const { return !garbage_.empty(); }

  // Removes up to `count_max` keys of [begin, end) at once, whoever reads them. Returns how many
  // bytes were freed; 0 if none was left.
  std::size_t EraseSome(Bytes begin, Bytes end, std::size_t count_max);
  bool IsEmpty(Bytes begin, Bytes end) const;

 private:
  // A key, in a heap block behind its 4-byte size. Owned by the tree.
  struct KeyBlock;
  static KeyBlock* NewKey(Bytes key);
  static Bytes BytesOf(const KeyBlock* key);
  struct Less {
    using is_transparent = void;
    bool operator()(const KeyBlock* a, const KeyBlock* b) const { return BytesOf(a) < BytesOf(b); }
    bool operator()(const KeyBlock* a, Bytes b) const { return BytesOf(a) < b; }
    bool operator()(Bytes a, const KeyBlock* b) const { return a < BytesOf(b); }
  };
  using Map = absl::btree_map<KeyBlock*, ValueNode*, Less>;

  void ApplyOne(Bytes key, Write& write, std::uint64_t version);
  void Queue(ValueNode* node);
  static std::size_t ReleaseChain(ValueNode* node);

  Map map_;
  // Nodes that replaced an older one, and tombstones, ascending by version.
  std::deque<ValueNode*> garbage_;
};

}  // namespace pixii::engine
