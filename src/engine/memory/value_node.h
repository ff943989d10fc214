// ValueNode: one version of one key, in one heap block: 24 bytes, then the value. A tombstone's
// bytes are its key, so that whoever clears it away later finds its place in the tree.
//
// The nodes of a key form a chain, newest first. A chain link, a Value given to a caller, and a
// place in the garbage queue hold one reference each; the last one frees the block.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/engine.h"

namespace pixii::engine {

class ValueNode {
 public:
  // With one reference, which the caller holds.
  static ValueNode* New(Bytes bytes, bool tombstone = false);

  ValueNode(const ValueNode&) = delete;
  ValueNode& operator=(const ValueNode&) = delete;

  Bytes bytes() const { return {reinterpret_cast<const char*>(this + 1), size_}; }
  // Only while nobody else can see the node.
  char* mutable_bytes() { return reinterpret_cast<char*>(this + 1); }
  bool tombstone() const { return tombstone_; }

  void AddReference() { references_.fetch_add(1, std::memory_order_relaxed); }
  // Requires: `older` is null if this is the last reference.
  static void Release(ValueNode* node);

  // Both are written under the tree's exclusive lock.
  std::uint64_t version = 0;
  ValueNode* older = nullptr;

 private:
  ValueNode(std::uint32_t size, bool tombstone) : size_(size), tombstone_(tombstone) {}

  std::uint32_t size_ : 31;
  std::uint32_t tombstone_ : 1;
  std::atomic<std::uint32_t> references_{1};
};

static_assert(sizeof(ValueNode) == 24);

// The node's bytes, pinned by a reference of their own.
Value PinnedValue(ValueNode* node);

// Counters are stored as 8 bytes, little-endian, as on every engine.
std::int64_t CounterOf(Bytes bytes);
void SetCounter(ValueNode* node, std::int64_t value);

}  // namespace pixii::engine
