#include "engine/memory/value_node.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include "base/check.h"

namespace pixii::engine {

ValueNode* ValueNode::New(Bytes bytes, bool tombstone) {
  CHECK(bytes.size() < (std::size_t{1} << 31));
  void* block = std::malloc(sizeof(ValueNode) + bytes.size());
  CHECK(block != nullptr);
  auto* node = new (block) ValueNode(static_cast<std::uint32_t>(bytes.size()), tombstone);
  if (!bytes.empty()) std::memcpy(node->mutable_bytes(), bytes.data(), bytes.size());
  return node;
}

void ValueNode::Release(ValueNode* node) {
  if (node->references_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  DCHECK(node->older == nullptr);
  std::free(node);
}

Value PinnedValue(ValueNode* node) {
  node->AddReference();
  return Value(node->bytes(), node,
               [](void* pin) { ValueNode::Release(static_cast<ValueNode*>(pin)); });
}

std::int64_t CounterOf(Bytes bytes) {
  DCHECK(bytes.size() == sizeof(std::int64_t));
  std::int64_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

void SetCounter(ValueNode* node, std::int64_t value) {
  std::memcpy(node->mutable_bytes(), &value, sizeof value);
}

}  // namespace pixii::engine
