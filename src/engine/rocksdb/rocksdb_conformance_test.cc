#include <memory>
#include <utility>

#include "base/check.h"
#include "engine/rocksdb/rocksdb_engine.h"
#include "engine/rocksdb/testing/gated_file_system.h"
#include "engine/rocksdb/testing/test_directory.h"
#include "engine/testing/conformance.h"

namespace pixii::engine {
namespace {

class RocksDbSubject final : public ConformanceSubject {
 public:
  RocksDbSubject() { Open(); }
  ~RocksDbSubject() override { gate_.Open(); }

  Engine& engine() override { return *engine_; }
  void Reopen() override {
    engine_.reset();
    Open();
  }
  void Churn() override { FlushAndCompactForTests(*engine_); }
  void HoldDurability() override { gate_.Close(); }
  void ReleaseDurability() override { gate_.Open(); }

 private:
  void Open() {
    RocksDbOptions options;
    options.data_dir = directory_.path();
    options.cache_mb = 8;
    options.write_buffer_size_bytes = 256 * 1024;
    options.free_space_bytes_min = 0;
    options.file_system = GatedFileSystem(gate_);
    auto engine = OpenRocksDbEngine(std::move(options));
    if (!engine.has_value()) CheckFailed(engine.error().what);
    engine_ = std::move(*engine);
  }

  TestDirectory directory_;
  SyncGate gate_;
  std::unique_ptr<Engine> engine_;
};

const bool registered =
    RegisterConformanceTests("RocksDb", [] { return std::make_unique<RocksDbSubject>(); },
                             {Ability::kReopen, Ability::kHold});

}  // namespace
}  // namespace pixii::engine
