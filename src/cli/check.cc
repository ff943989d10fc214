#include "cli/check.h"

#include <cstdio>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "check/check.h"
#include "cli/refuse.h"
#include "engine/rocksdb/rocksdb_engine.h"

namespace pixii::cli {
namespace {

void PrintLine(std::string_view line) {
  std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
}

}  // namespace

int Check(const CheckFlags& flags) {
  engine::RocksDbOptions options;
  options.data_dir = flags.data_dir;
  options.must_exist = true;
  options.cache_mb = flags.cache_mb;
  const auto engine = engine::OpenRocksDbEngine(std::move(options));
  if (!engine) return Refuse(engine.error().what);
  const auto reader = (*engine)->Read(engine::Wait::kYes);
  if (!reader) return Refuse(reader.error().what);
  const check::Summary summary = check::CheckStore(**reader, PrintLine);
  if (summary.errors > kCheckErrorsShownMax) {
    std::printf("and %llu more\n",
                static_cast<unsigned long long>(summary.errors - kCheckErrorsShownMax));
  }
  PrintLine(check::Text(summary));
  return summary.errors == 0 ? 0 : 1;
}

}  // namespace pixii::cli
