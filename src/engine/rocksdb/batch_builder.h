// BatchBuilder: the bytes of one RocksDB write batch, built by us, because the commit lane patches
// them (versions into keys, totals of counters) and rocksdb::WriteBatch cannot be patched. Layout:
// docs/formats/engine-keys.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace pixii::engine {

// Ids of RocksDB's column families. On disk: never renumber.
enum class Family : std::uint8_t { kItems = 0, kLog = 1 };
inline constexpr std::size_t kFamilyCount = 2;

// The ordinary key that every batch writes into every family; its value is the sequence number of
// the batch's last record, 8 bytes little-endian. It belongs to the engine: no caller may write it
// and no Cursor shows it.
inline constexpr Bytes kVersionKey{"\x01version", 8};

// One thread at a time. First the body's records in any order, then, in the commit lane, Finish().
class BatchBuilder {
 public:
  struct Addition {
    std::string counter;
    std::int64_t delta;
  };

  // Forgets everything but the memory that it took.
  void Clear();

  void Put(Family family, Bytes key, Bytes value);
  void Erase(Family family, Bytes key);
  // The key is prefix + version (10 bytes, filled in by Finish) + order (2 bytes, big-endian).
  void Append(Family family, Bytes prefix, std::uint16_t order, Bytes value);
  // Sums up; nothing is written until SetTotal.
  void Add(Bytes counter, std::int64_t delta);

  const std::vector<Addition>& additions() const { return additions_; }
  std::size_t size_bytes() const { return bytes_.size(); }
  // True if a Put was made: such a batch makes the store bigger.
  bool has_puts() const { return has_puts_; }

  // The counter's new total as an absolute value (8 bytes, little-endian).
  void SetTotal(Bytes counter, std::int64_t total);
  // Appends the version keys and the mark, patches the versions and sets the count.
  // `first_sequence` is the sequence number that RocksDB will give the batch, `durable_sequence`
  // the mark. Gives the bytes away.
  std::string Finish(std::uint64_t first_sequence, const CommitVersion& version,
                     std::uint64_t durable_sequence);

 private:
  void StartRecord(char tag_of_items, char tag_of_family, Family family);
  void AddString(Bytes string);
  void AddLength(std::size_t length);

  std::string bytes_;
  std::uint32_t count_ = 0;
  bool has_puts_ = false;
  std::vector<std::size_t> version_offsets_;
  std::vector<Addition> additions_;
};

// What a counter is after an addition.
inline std::int64_t WrappingSum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// Little-endian numbers as they stand in batches and values.
void AppendFixed64(std::string& out, std::uint64_t value);
std::uint64_t ReadFixed64(const char* bytes);
std::uint32_t ReadFixed32(const char* bytes);

}  // namespace pixii::engine
