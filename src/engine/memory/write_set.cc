#include "engine/memory/write_set.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/limits.h"
#include "engine/commit_version.h"

namespace pixii::engine {
namespace {

constexpr std::size_t kVersionSizeBytes = sizeof(CommitVersion::bytes);
constexpr std::size_t kOrderSizeBytes = 2;

}  // namespace

void WriteSet::Put(Bytes key, Bytes value) {
  const std::size_t offset = keys_.size();
  keys_.append(key);
  Note(WriteKind::kPut, offset, ValueNode::New(value));
}

void WriteSet::Erase(Bytes key) {
  const std::size_t offset = keys_.size();
  keys_.append(key);
  Note(WriteKind::kErase, offset, ValueNode::New(key, /*tombstone=*/true));
}

void WriteSet::Add(Bytes counter, std::int64_t delta) {
  const std::size_t offset = keys_.size();
  keys_.append(counter);
  Note(WriteKind::kAdd, offset,
       ValueNode::New({reinterpret_cast<const char*>(&delta), sizeof delta}));
}

void WriteSet::Append(Bytes prefix, std::uint16_t order, Bytes value) {
  const std::size_t offset = keys_.size();
  keys_.append(prefix);
  keys_.append(kVersionSizeBytes, '\0');
  keys_.push_back(static_cast<char>(order >> 8));
  keys_.push_back(static_cast<char>(order & 0xff));
  Note(WriteKind::kAppend, offset, ValueNode::New(value));
}

void WriteSet::Note(WriteKind kind, std::size_t key_offset, ValueNode* node) {
  CHECK(keys_.size() <= UINT32_MAX);
  const std::size_t key_size = keys_.size() - key_offset;
  writes_.push_back(
      {kind, static_cast<std::uint32_t>(key_offset), static_cast<std::uint32_t>(key_size), node});
  const std::size_t value_size = node->tombstone() ? 0 : node->bytes().size();
  value_size_bytes_ += value_size;
  key_size_bytes_max_ = std::max(key_size_bytes_max_, key_size);
  value_size_bytes_max_ = std::max(value_size_bytes_max_, value_size);
}

void WriteSet::SetVersion(std::uint64_t version) {
  const CommitVersion bytes = CommitVersionOf(version);
  for (const Write& write : writes_) {
    if (write.kind != WriteKind::kAppend) continue;
    const std::size_t offset =
        write.key_offset + write.key_size - kOrderSizeBytes - kVersionSizeBytes;
    std::memcpy(keys_.data() + offset, bytes.bytes.data(), kVersionSizeBytes);
  }
}

void WriteSet::Clear() {
  for (const Write& write : writes_) {
    if (write.node != nullptr) ValueNode::Release(write.node);
  }
  writes_.clear();
  keys_.clear();
  if (writes_.capacity() * sizeof(Write) > kRetainedBufferBytesMax) writes_ = {};
  if (keys_.capacity() > kRetainedBufferBytesMax) keys_ = {};
  value_size_bytes_ = key_size_bytes_max_ = value_size_bytes_max_ = 0;
}

}  // namespace pixii::engine
