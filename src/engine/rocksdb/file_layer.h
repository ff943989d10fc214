// The file layer under RocksDB: reads of table files that refuse to wait, the end of the process
// when one fails, and writes that take the ballast when the disk is full.
//
// A point read may be told to read only what is in memory (NoWaitScope); what is not answers
// TimedOut, which becomes Errc::kWouldBlock. Never around an iterator: RocksDB 7.8 may end one
// early, with status OK, when a read fails.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/fatal.h"

namespace rocksdb {
class FileSystem;
}

namespace pixii::engine {

class Ballast;

// While it lives, reads of table files on this thread answer TimedOut instead of waiting for the
// disk.
class NoWaitScope {
 public:
  explicit NoWaitScope(bool on);
  ~NoWaitScope();
  NoWaitScope(const NoWaitScope&) = delete;
  NoWaitScope& operator=(const NoWaitScope&) = delete;

 private:
  bool before_;
};

// How many reads of table files had to wait for the disk on this thread since it started (or may
// have had to, where nobody knows). Only grows.
const std::uint64_t& ThisThreadsWaits();

// What a read that must not wait can do with the files of a directory.
enum class NoWaitReads : std::uint8_t {
  kNative,  // The kernel says what is in memory (RWF_NOWAIT).
  kAlways,  // Everything is in memory (tmpfs): read plainly.
  kNever,   // No way to know: every block that is not cached by us would block.
};
// Tries it with a file that it makes and removes in `directory`.
NoWaitReads TryNoWaitReads(const std::string& directory);

// Table files of the operating system are opened by us (one descriptor each); everything else goes
// to `base`. With `native_files` false table files are `base`'s too, and a read that must not wait
// is an ordinary one. A write that finds no space gives `ballast` back, if there is one, and is
// done again; null: for file systems that cannot write at a position.
std::shared_ptr<rocksdb::FileSystem> MakeFileLayer(std::shared_ptr<rocksdb::FileSystem> base,
                                                   bool native_files, NoWaitReads no_wait,
                                                   Fatal& fatal,
                                                   std::shared_ptr<Ballast> ballast = nullptr);

}  // namespace pixii::engine
