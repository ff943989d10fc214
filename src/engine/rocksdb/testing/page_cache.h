// What of a file is in memory, for tests of reads that must not wait for the disk.
#pragma once

#include <string>

namespace pixii::engine {

// Asks the kernel to forget all pages of the file, which is a request that it need not follow, and
// looks. Empty if none is left in memory; else a sentence why a test cannot go on.
std::string DropFromMemory(const std::string& path);

// True on ext4, where pages that nobody uses are always dropped.
bool MustDropPages(const std::string& path);

}  // namespace pixii::engine
