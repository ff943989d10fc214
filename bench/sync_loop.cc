// What the disk itself takes: appends 1,100 bytes to a file and calls fdatasync, again and again.
//
//   bench_sync_loop FILE SECONDS
//
// Prints one line of JSON: {"syncs":..,"p50_us":..,"p99_us":..,"p999_us":..}. The file is removed.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: bench_sync_loop FILE SECONDS\n");
    return 2;
  }
  using Clock = std::chrono::steady_clock;
  const int fd = ::open(argv[1], O_CREAT | O_TRUNC | O_WRONLY, 0600);
  const std::string record(1100, 'x');
  std::vector<double> latencies_us;
  const auto end = Clock::now() + std::chrono::duration<double>(std::strtod(argv[2], nullptr));
  while (Clock::now() < end) {
    const auto begin = Clock::now();
    if (::write(fd, record.data(), record.size()) < 0 || ::fdatasync(fd) != 0) {
      std::perror("sync_loop");
      return 1;
    }
    latencies_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  ::close(fd);
  ::unlink(argv[1]);
  std::sort(latencies_us.begin(), latencies_us.end());
  const auto percentile = [&](double part) {
    return latencies_us[static_cast<std::size_t>(part *
                                                 static_cast<double>(latencies_us.size() - 1))];
  };
  std::printf("{\"syncs\":%zu,\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f}\n",
              latencies_us.size(), percentile(0.5), percentile(0.99), percentile(0.999));
}
