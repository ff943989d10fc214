// WriteSet: what the body of a memory transaction wrote. The values are copied once, into the nodes
// that the tree will hold, outside of every lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/memory/value_node.h"

namespace pixii::engine {

enum class WriteKind : std::uint8_t { kPut, kErase, kAdd, kAppend };

struct Write {
  WriteKind kind;
  std::uint32_t key_offset;
  std::uint32_t key_size;
  // Held by the set until the tree takes it. For kAdd the counter's bytes are the delta.
  ValueNode* node;
};

// One thread. Reusable: Clear() keeps its memory, up to kRetainedBufferBytesMax.
class WriteSet {
 public:
  WriteSet() = default;
  ~WriteSet() { Clear(); }
  WriteSet(WriteSet&& other) noexcept = default;
  WriteSet& operator=(WriteSet&& other) noexcept = default;

  void Put(Bytes key, Bytes value);
  void Erase(Bytes key);
  void Add(Bytes counter, std::int64_t delta);
  // The key's 10 bytes before the order are filled in by SetVersion().
  void Append(Bytes prefix, std::uint16_t order, Bytes value);

  // In the order in which they were written.
  std::span<Write> writes() { return writes_; }
  Bytes KeyOf(const Write& write) const {
    return Bytes(keys_).substr(write.key_offset, write.key_size);
  }
  void SetVersion(std::uint64_t version);

  // Keys and values, for Limits.
  std::size_t size_bytes() const { return keys_.size() + value_size_bytes_; }
  std::size_t key_size_bytes_max() const { return key_size_bytes_max_; }
  std::size_t value_size_bytes_max() const { return value_size_bytes_max_; }

  void Clear();

 private:
  void Note(WriteKind kind, std::size_t key_offset, ValueNode* node);

  std::vector<Write> writes_;
  std::string keys_;  // one behind the other
  std::size_t value_size_bytes_ = 0;
  std::size_t key_size_bytes_max_ = 0;
  std::size_t value_size_bytes_max_ = 0;
};

}  // namespace pixii::engine
