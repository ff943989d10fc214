// How long RocksDB itself takes to open an empty directory with its own settings: what the start of
// a server on disk is measured against.
//
//   bench_open_empty DIRECTORY      prints milliseconds
#include <rocksdb/db.h>

#include <chrono>
#include <cstdio>
#include <memory>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_open_empty DIRECTORY\n");
    return 2;
  }
  rocksdb::Options options;
  options.create_if_missing = true;
  const auto begin = std::chrono::steady_clock::now();
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, argv[1], &opened);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  const std::unique_ptr<rocksdb::DB> db(opened);
  if (!status.ok()) {
    std::fprintf(stderr, "open_empty: %s\n", status.ToString().c_str());
    return 1;
  }
  std::printf("%.1f\n", took.count());
}
