// The ballast: a file in the data directory that holds space and nothing else, so that nobody else
// can take it. Given back when the disk is full: then the store can finish what it has begun, and a
// start has room for the tables that it makes of the log.
#pragma once

#include <cstdint>
#include <string>

namespace pixii::engine {

// One thread at a time.
class Ballast {
 public:
  static constexpr char kName[] = "BALLAST";

  // Finds one that an earlier process left.
  Ballast(const std::string& directory, std::uint64_t size_bytes);

  bool is_there() const { return is_there_; }
  // False, and nothing is changed, if the file system does not set space aside or has too little.
  bool LayBy();
  void GiveBack();

 private:
  std::string path_;
  std::uint64_t size_bytes_;
  bool is_there_;
};

}  // namespace pixii::engine
