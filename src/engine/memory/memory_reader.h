// The memory engine's Reader: a version number and a slot that keeps this state's old versions
// alive.
#pragma once

#include <cstdint>
#include <memory>

#include "base/shared_mutex.h"
#include "engine/engine.h"
#include "engine/memory/reader_slots.h"
#include "engine/memory/version_tree.h"

namespace pixii::engine {

// The tree with the lock that guards it.
struct LockedTree {
  mutable SharedMutex mutex;
  VersionTree tree GUARDED_BY(mutex);
};

// `slot` is claimed, holds the version, and is freed with the Reader.
std::unique_ptr<Reader> NewMemoryReader(const LockedTree& tree, ReaderSlots::Slot& slot,
                                        std::uint64_t schema_version);

}  // namespace pixii::engine
